/* Runs before anything is drawn, as a file and not inline, so that no page needs an exception in its
   Content-Security-Policy. Color scheme; what Material's search expects; and no single-key shortcuts. */
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  let saved = null;
  try {
    saved = localStorage.getItem("ck-scheme");
  } catch {
    /* storage is blocked: follow the system */
  }
  const dark = saved ? saved === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.ckScheme = dark ? "dark" : "light";

  const scope = new URL(document.currentScript.dataset.base, location.href);
  Object.assign(window, {
    __md_scope: scope,
    __md_hash: (text) => [...text].reduce((hash, sign) => (hash << 5) - hash + sign.charCodeAt(0), 0),
    __md_get: (key, storage = localStorage, at = scope) => JSON.parse(storage.getItem(`${at.pathname}.${key}`)),
    __md_set: (key, value, storage = localStorage, at = scope) => {
      try {
        storage.setItem(`${at.pathname}.${key}`, JSON.stringify(value));
      } catch {
        /* full or blocked: nothing of weight is kept there */
      }
    },
  });

  /* Material takes every language's link for a site of its own: it fetches a sitemap from each, and sends a click on a
     language to the top of the page. A space, which means nothing in `rel`, hides the links from its selector. */
  const hide = (link) => link.setAttribute("rel", "alternate ");
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("link[rel=alternate]").forEach(hide), true);

  /* Material leaves the page or jumps to the search on single keys (f, s, /, p, n, comma, period). Somebody who speaks to
     a computer, or slips while answering a question, must not be carried away (WCAG 2.2, 2.1.4). */
  const shortcuts = new Set(["f", "s", "/", "p", "n", ",", "."]);
  addEventListener(
    "keydown",
    (event) => {
      const typing = event.target.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
      if (shortcuts.has(event.key) && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.stopImmediatePropagation();
      }
    },
    true,
  );
})();
