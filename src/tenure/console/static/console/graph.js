/** Keep the chosen step of a wide graph in view, or else where it begins, and lead to the field at fault. */

const show = () => {
  for (const place of document.querySelectorAll(".graph-place")) {
    const step = place.querySelector("[aria-current]") ?? place.querySelector("[data-node]");
    if (!step) continue;
    const { left, width } = step.getBoundingClientRect();
    const own = place.getBoundingClientRect();
    place.scrollLeft += left + width / 2 - own.left - own.width / 2;
  }
};

const settle = () => {
  show();
  document.querySelector('[aria-invalid="true"]')?.focus();
};

settle();
document.addEventListener("htmx:afterSettle", settle);
