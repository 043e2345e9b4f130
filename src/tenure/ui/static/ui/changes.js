/** Show what a swap changed: new rows and new numbers light up; what was open or focused stays so. */

// Two swaps may follow each other closely; what the first brought in is still news in the second.
const NEWS_MS = 1200;
const before = new WeakMap();
const news = new Map();
let isHeld = false;
let wasMissed = false;

const rowsOf = (place) => new Set([...place.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
const numbersOf = (place) =>
  new Map([...place.querySelectorAll("[data-number]")].map((number) => [number.dataset.number, number.textContent]));

const isNews = (name, happened) => {
  const now = performance.now();
  if (happened) news.set(name, now);
  const at = news.get(name);
  if (at !== undefined && now - at > NEWS_MS) news.delete(name);
  return news.has(name);
};

/** Return where a focused link is found again: by its row, if it has one, and its address. */
const focusIn = (place) => {
  const link = place.contains(document.activeElement) ? document.activeElement : null;
  const href = link?.getAttribute("href");
  if (!href) return null;
  const row = link.closest("[data-row]")?.dataset.row;
  const inRow = row ? `[data-row="${CSS.escape(row)}"] ` : "";
  return `${inRow}a[href="${CSS.escape(href)}"]`;
};

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isHeld) {
    // What is under a pressed pointer must not be taken away, or the click is lost.
    detail.shouldSwap = false;
    wasMissed = true;
    return;
  }
  const { target } = detail;
  before.set(target, {
    rows: rowsOf(target),
    numbers: numbersOf(target),
    open: [...target.querySelectorAll("details[id][open]")].map((details) => details.id),
    focus: focusIn(target),
  });
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  const was = before.get(target);
  if (!was) return;
  for (const id of was.open) document.getElementById(id)?.setAttribute("open", "");
  if (was.focus) target.querySelector(was.focus)?.focus({ preventScroll: true });
  for (const row of target.querySelectorAll("[data-row]")) {
    row.classList.toggle("is-new", isNews(`row ${row.dataset.row}`, !was.rows.has(row.dataset.row)));
  }
  for (const number of target.querySelectorAll("[data-number]")) {
    const { number: name } = number.dataset;
    const old = was.numbers.get(name);
    const isOther = old !== undefined && old !== number.textContent;
    number.classList.toggle("is-changed", isNews(`number ${name}`, isOther));
  }
});

document.addEventListener("pointerdown", () => {
  isHeld = true;
});

for (const released of ["pointerup", "pointercancel"]) {
  document.addEventListener(released, () => {
    isHeld = false;
    if (!wasMissed) return;
    wasMissed = false;
    // After the click that this release may be.
    setTimeout(() => document.body.dispatchEvent(new CustomEvent("live:stream")));
  });
}
