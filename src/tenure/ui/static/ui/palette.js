/** Narrow the palette while somebody types, and follow the chosen line on Enter. */

const palette = document.getElementById("palette");
const input = palette.querySelector("input");
const lines = [...palette.querySelectorAll("li")];

const shown = () => lines.filter((line) => !line.hidden).map((line) => line.querySelector("a"));

const choose = (link) => {
  palette.querySelector(".is-chosen")?.classList.remove("is-chosen");
  link?.classList.add("is-chosen");
};

const narrow = () => {
  const wanted = input.value.trim().toLowerCase();
  for (const line of lines) {
    const isSearch = "always" in line.dataset;
    line.hidden = isSearch ? wanted === "" : !line.textContent.toLowerCase().includes(wanted);
  }
  choose(shown()[0]);
};

const follow = (event) => {
  const link = palette.querySelector(".is-chosen");
  // The last line searches for a customer: that is what the form does by itself.
  if (!link || "search" in link.dataset) return;
  event.preventDefault();
  link.click();
};

input.addEventListener("input", narrow);
palette.addEventListener("toggle", narrow);
palette.querySelector("form").addEventListener("submit", follow);
palette.querySelector("[data-search]").addEventListener("click", (event) => {
  event.preventDefault();
  palette.querySelector("form").submit();
});

palette.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const links = shown();
  const place = links.findIndex((link) => link.matches(".is-chosen"));
  choose(links[(place + step + links.length) % links.length]);
});

narrow();
