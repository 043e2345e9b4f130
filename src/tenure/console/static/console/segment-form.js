/** Lose nothing that is typed while the form's next shape is on its way: such an answer is asked for again. */

let last = { xhr: null, said: "" };
let typing = null;

const said = (place) => new URLSearchParams(new FormData(place.querySelector("form"))).toString();

const askAgain = ({ xhr, requestConfig }) => {
  if (xhr !== last.xhr) return;
  window.htmx.trigger(requestConfig.elt, requestConfig.triggeringEvent.type);
};

document.addEventListener("htmx:beforeSend", ({ detail: { target, xhr } }) => {
  if (target.id === "form-place") last = { xhr, said: said(target) };
});

// After `changes.js`, which takes nothing away from under a pressed pointer and tells when it was released.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "form-place" || detail.isError) return;
  const isHeld = !detail.shouldSwap;
  if (!isHeld && said(detail.target) === last.said) {
    const { activeElement: active } = document;
    typing = detail.target.contains(active) && active.matches("input, select, textarea") ? active.id : null;
    return;
  }
  detail.shouldSwap = false;
  if (isHeld) document.body.addEventListener("live:stream", () => askAgain(detail), { once: true });
  // After htmx is done with this answer.
  else setTimeout(() => askAgain(detail));
});

// Who types already is not moved to a new row.
document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (target.id !== "form-place" || !typing) return;
  document.getElementById(typing)?.focus();
  typing = null;
});
