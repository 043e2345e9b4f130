/* Tenure: messages inside a product. No dependency, no cookie, no eval, no markup from outside.
 * <script src="https://tenure.example.com/in-app.js" async data-key="tn_write_…" data-user="u1" data-hash="…"></script> */
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag || window.tenureInApp) return;
  const { key, user, hash } = tag.dataset;
  const base = new URL(tag.src).origin;
  const WORDS = {
    en: { inbox: "Messages", close: "Close", none: "No messages", unseen: "unread" },
    ko: { inbox: "메시지", close: "닫기", none: "메시지가 없습니다", unseen: "읽지 않음" },
    pl: { inbox: "Wiadomości", close: "Zamknij", none: "Brak wiadomości", unseen: "nieprzeczytane" },
  };
  const language = (tag.dataset.lang || document.documentElement.lang || "en").slice(0, 2).toLowerCase();
  const words = WORDS[language] || WORDS.en;
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; font: 15px/1.5 system-ui, sans-serif; }
    .banner, .modal, .panel { position: fixed; z-index: 2147483000; color: #1b1d28; background: #fff;
      border: 1px solid #d9dbe6; border-radius: 10px; box-shadow: 0 8px 30px #1b1d2833; padding: 16px; }
    .banner { top: 12px; left: 12px; right: 12px; max-width: 720px; margin: auto; display: flex; gap: 12px;
      align-items: center; flex-wrap: wrap; }
    .banner .text { flex: 1 1 220px; }
    .shade { position: fixed; inset: 0; z-index: 2147483000; background: #1b1d2880; }
    .modal { top: 50%; left: 50%; transform: translate(-50%, -50%); width: min(480px, calc(100vw - 24px));
      max-height: calc(100vh - 24px); overflow: auto; }
    .panel { right: 12px; bottom: 72px; width: min(360px, calc(100vw - 24px)); max-height: 70vh; overflow: auto; }
    .title { font-weight: 650; margin: 0; overflow-wrap: anywhere; }
    .body { margin: 4px 0 0; white-space: pre-line; overflow-wrap: anywhere; }
    .row { display: flex; gap: 8px; margin-top: 12px; align-items: center; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: 12px 0; border-top: 1px solid #e8e9f0; }
    button, a { min-height: 36px; padding: 6px 14px; border-radius: 8px; border: 1px solid #c3c6d6; background: #fff;
      color: #1b1d28; cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; }
    a { background: #3d51d6; border-color: #3d51d6; color: #fff; }
    [hidden] { display: none !important; }
    :focus-visible { outline: 3px solid #3d51d6; outline-offset: 2px; }
    .bell { position: fixed; right: 12px; bottom: 12px; z-index: 2147482999; border-radius: 24px; min-height: 48px; }
    .count { margin-left: 6px; background: #b3261e; color: #fff; border-radius: 10px; padding: 0 7px; }
    @media (prefers-color-scheme: dark) {
      .banner, .modal, .panel, button { color: #f2f3f8; background: #20222e; border-color: #444859; }
      li { border-color: #444859; } }`;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  let items = [];
  let panel = null;
  let shown = null; // the banner or modal on the page
  let back = null; // what had the focus before

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (text, act) => {
    const element = make("button", "", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  };
  const tell = (item, what) =>
    fetch(`${base}/v1/in-app/${encodeURIComponent(item.id)}/${what}`, {
      method: "POST",
      keepalive: true,
      credentials: "omit",
      // A plain text needs no leave to be asked for before it is sent.
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ key, user, hash }),
    }).catch(() => {});
  const see = (item) => {
    if (item.is_seen) return;
    item.is_seen = true;
    tell(item, "seen");
    draw();
  };
  const leads = (url) => {
    try {
      return ["http:", "https:"].includes(new URL(url, location.href).protocol);
    } catch {
      return false;
    }
  };
  const link = (item, done) => {
    if (!item.button || !leads(item.button.url)) return null;
    const element = make("a", "", item.button.label || item.button.url);
    element.href = item.button.url;
    element.addEventListener("click", () => {
      tell(item, "clicked");
      done();
    });
    return element;
  };
  const text = (item) => {
    const box = make("div", "text");
    const title = make("p", "title", item.title);
    title.id = `t-${item.id}`;
    box.append(title);
    if (item.body) box.append(make("p", "body", item.body));
    return box;
  };
  const putAway = (item) => {
    items = items.filter((other) => other !== item);
    tell(item, "dismissed");
    draw();
  };
  const leave = () => {
    if (!shown) return;
    shown.remove();
    shown = null;
    if (back && back.focus) back.focus();
    back = null;
  };
  const keep = (box, close) =>
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
      } else if (event.key === "Tab" && box.getAttribute("aria-modal")) {
        const stops = [...box.querySelectorAll("a, button")];
        const last = event.shiftKey ? stops[0] : stops[stops.length - 1];
        if (root.activeElement === last || root.activeElement === box) {
          event.preventDefault();
          (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
        }
      }
    });
  const interrupt = (item) => {
    const isModal = item.kind === "modal";
    const box = make("div", item.kind);
    const close = () => {
      leave();
      putAway(item);
    };
    box.setAttribute("role", isModal ? "dialog" : "region");
    box.setAttribute("aria-labelledby", `t-${item.id}`);
    box.append(text(item));
    const row = make("div", "row");
    row.append(...[link(item, close), button(words.close, close)].filter(Boolean));
    box.append(row);
    keep(box, close);
    shown = isModal ? make("div", "shade") : box;
    if (isModal) {
      box.setAttribute("aria-modal", "true");
      box.tabIndex = -1;
      shown.append(box);
      back = document.activeElement;
    } else {
      box.setAttribute("aria-live", "polite");
    }
    root.append(shown);
    if (isModal) box.focus();
    see(item);
  };

  const bell = button("", () => (panel ? closePanel() : openPanel()));
  bell.setAttribute("aria-haspopup", "dialog");
  const own = document.querySelector("[data-tenure-inbox]");
  if (own) own.addEventListener("click", () => (panel ? closePanel() : openPanel()));
  else bell.className = "bell";
  const closePanel = () => {
    if (!panel) return;
    panel.remove();
    panel = null;
    (own || bell).focus();
    draw();
  };
  const openPanel = () => {
    panel = make("div", "panel");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", words.inbox);
    panel.tabIndex = -1;
    keep(panel, closePanel);
    root.append(panel);
    fill();
    panel.focus();
    items.filter((item) => item.kind === "inbox").forEach(see);
  };
  const fill = () => {
    const list = make("ul");
    for (const item of items) {
      const line = make("li");
      const row = make("div", "row");
      const gone = button(words.close, () => {
        putAway(item);
        if (panel) panel.focus();
      });
      gone.setAttribute("aria-label", `${words.close}: ${item.title}`);
      row.append(...[link(item, () => {}), gone].filter(Boolean));
      line.append(text(item), row);
      list.append(line);
    }
    panel.replaceChildren(make("p", "title", words.inbox), items.length ? list : make("p", "body", words.none));
  };
  const draw = () => {
    const count = items.filter((item) => !item.is_seen).length;
    bell.replaceChildren(words.inbox, ...(count ? [make("span", "count", String(count))] : []));
    bell.setAttribute("aria-label", count ? `${words.inbox}, ${count} ${words.unseen}` : words.inbox);
    bell.setAttribute("aria-expanded", String(Boolean(panel)));
    bell.hidden = Boolean(own) || (!items.length && !panel);
    if (panel) fill();
  };
  const load = async () => {
    if (document.visibilityState === "hidden") return;
    try {
      const asked = new URLSearchParams({ key, user, hash });
      const answer = await fetch(`${base}/v1/in-app?${asked}`, { credentials: "omit", cache: "no-store" });
      if (!answer.ok) return;
      items = (await answer.json()).items;
    } catch {
      return; // the product goes on without us
    }
    draw();
    const next = items.find((item) => item.kind !== "inbox" && !item.is_seen);
    if (next && !shown) interrupt(next);
  };
  const begin = () => {
    root.append(bell);
    document.body.append(host);
    draw();
    load();
    setInterval(load, 60000);
    document.addEventListener("visibilitychange", load);
  };
  window.tenureInApp = { refresh: load, open: () => panel || openPanel() };
  if (key && user && hash) document.body ? begin() : document.addEventListener("DOMContentLoaded", begin);
})();
