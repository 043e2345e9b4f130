/**
 * Keep one live stream open while the page is looked at, and announce on the body what moved:
 * `live:stream`, `live:signals`, `live:journeys`. Parts of the page listen with `hx-trigger`;
 * `data-live-seen` holds the numbers up to which they show everything.
 */

const NAMES = ["stream", "signals", "journeys"];
// A busy stream moves many times a second; people do not read that fast.
const PACE_MS = 700;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

const { liveUrl, liveRenew } = document.body.dataset;
const listener = document.querySelector("[data-live-seen]");
// What the page shows already; the stream says where everything stands whenever it is opened.
const seen = JSON.parse(listener?.dataset.liveSeen ?? "{}");
let token = document.body.dataset.liveToken;
let source = null;
let retry = null;
let wait = FIRST_WAIT_MS;
const paused = new Map();

/** Announce at once, then at most once in a pace; the last move is never lost. */
const announce = (name) => {
  if (paused.has(name)) {
    paused.set(name, true);
    return;
  }
  paused.set(name, false);
  document.body.dispatchEvent(new CustomEvent(`live:${name}`));
  setTimeout(() => {
    const moved = paused.get(name);
    paused.delete(name);
    if (moved) announce(name);
  }, PACE_MS);
};

const setState = (state) => {
  document.body.dataset.liveState = state;
};

const connect = () => {
  source = new EventSource(`${liveUrl}?token=${encodeURIComponent(token)}`);
  source.addEventListener("open", () => {
    wait = FIRST_WAIT_MS;
    setState("on");
  });
  source.addEventListener("error", () => {
    close();
    setState("off");
    retry = setTimeout(reconnect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  });
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }) => {
      if (seen[name] === Number(data)) return;
      seen[name] = Number(data);
      announce(name);
    });
  }
};

const close = () => {
  source?.close();
  source = null;
  clearTimeout(retry);
};

/** Open the stream with a fresh token. */
const reconnect = async () => {
  try {
    const answer = await fetch(liveRenew, { headers: { Accept: "application/json" }, redirect: "error" });
    token = (await answer.json()).token;
  } catch {
    retry = setTimeout(reconnect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    return;
  }
  if (!document.hidden && !source) connect();
};

const onVisibility = () => {
  close();
  if (!document.hidden) reconnect();
};

if (listener) {
  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("pagehide", close);
  if (!document.hidden) connect();
}
