/** Let the keyboard go everywhere: `g` and a letter opens a page, `?` help, Ctrl+K the palette. */

const PATIENCE_MS = 1200;
let waitsForPlace = 0;

const isWriting = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

const show = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog.open) dialog.showModal();
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    show("palette");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (event.key === "?") {
    show("help");
  } else if (event.key === "g") {
    waitsForPlace = event.timeStamp;
  } else if (event.timeStamp - waitsForPlace < PATIENCE_MS) {
    waitsForPlace = 0;
    document.querySelector(`.places [data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    show(opener.dataset.dialog);
  } else if (event.target.matches("dialog")) {
    event.target.close();
  }
});
