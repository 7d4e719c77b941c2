/* Menu, search field, color scheme, print button. Everything here is hidden until this file has run. */
const root = document.documentElement;
const all = (selector) => document.querySelectorAll(selector);

for (const control of all("[data-ck-menu], [data-ck-menu-close], [data-ck-search], [data-ck-scheme-switch], [data-ck-print]")) {
  control.hidden = false;
}

/* Reading without network; see worker.js. Not before the page has what it needs itself. Over plain http and from files
   there is no worker, and pages need none. */
const worker = document.querySelector("link[rel=manifest]")?.dataset.ckWorker;
const keepPages = async ({ serviceWorker: workers }) => {
  const tell = async () => (await workers.ready).active.postMessage("read");
  /* A newer worker has taken over while this page was open. */
  workers.addEventListener("controllerchange", tell);
  await workers.register(worker, { updateViaCache: "none" });
  await tell();
};
if (worker && navigator.serviceWorker) addEventListener("load", () => keepPages(navigator).catch(() => {}));

/* Menu: a drawer on narrow screens, a column on wide ones. */
const menu = document.getElementById("ck-nav");
const menuButton = document.querySelector("[data-ck-menu]");

function showMenu(open) {
  root.classList.toggle("ck-menu-open", open);
  menuButton?.setAttribute("aria-expanded", String(open));
  (open ? document.querySelector("[data-ck-menu-close]") : menuButton)?.focus();
}

const menuIsOpen = () => root.classList.contains("ck-menu-open");
menuButton?.addEventListener("click", () => showMenu(!menuIsOpen()));
document.querySelector("[data-ck-menu-close]")?.addEventListener("click", () => showMenu(false));
menu?.addEventListener("click", (event) => {
  if (event.target === menu) showMenu(false);
});
menu?.addEventListener("focusout", (event) => {
  if (menuIsOpen() && event.relatedTarget && !menu.contains(event.relatedTarget)) showMenu(false);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menuIsOpen()) showMenu(false);
});

/* Search: Material opens its panel when the checkbox is ticked, and puts the focus into the field. */
const searchToggle = document.querySelector("[data-md-toggle=search]");
const searchButton = document.querySelector("[data-ck-search]");
searchButton?.addEventListener("click", () => {
  if (!searchToggle.checked) searchToggle.click();
  searchField.focus();
});
document.querySelector("[data-ck-search-close]")?.addEventListener("click", () => {
  if (searchToggle.checked) searchToggle.click();
  searchButton?.focus();
});

/* Material listens for keys only; text that is pasted with the mouse or spoken counts as well. */
const searchField = document.querySelector(".md-search__input");
searchField?.addEventListener("input", () => searchField.dispatchEvent(new Event("keyup")));

/* Color scheme: the choice is kept, and holds for the server's pages too. */
const schemeSwitch = document.querySelector("[data-ck-scheme-switch]");
schemeSwitch?.addEventListener("click", () => {
  const scheme = root.dataset.ckScheme === "dark" ? "light" : "dark";
  root.dataset.ckScheme = scheme;
  try {
    localStorage.setItem("ck-scheme", scheme);
  } catch {
    /* storage is blocked: the choice lasts for this page */
  }
});

/* Language: arrive at the same section. */
for (const link of all("[data-ck-language-switch]")) {
  link.addEventListener("click", () => {
    link.hash = location.hash;
  });
}

for (const button of all("[data-ck-print]")) {
  button.addEventListener("click", () => print());
}

/* Start button: when the map has learned what is done, it leads to what comes next. */
const start = document.querySelector("[data-ck-resume]");
if (start) {
  const cards = all(".ck-map [data-ck-module]");
  const isOpen = (card) => !["completed", "passed"].includes(card.dataset.ckStatus);
  new MutationObserver(() => {
    const begun = [...cards].some((card) => (card.dataset.ckStatus ?? "not_started") !== "not_started");
    const ordered = [...cards].sort((a, b) => Number(a.dataset.ckPlace) - Number(b.dataset.ckPlace));
    const next = ordered.find((card) => card.dataset.ckStatus === "in_progress") ?? ordered.find(isOpen);
    const link = begun && next?.querySelector("a");
    if (!link) return;
    start.href = link.href;
    start.textContent = start.dataset.ckResume.replace("{title}", link.querySelector(".ck-card__headline").textContent);
    document.querySelector(".ck-start__first").hidden = true;
  }).observe(document.querySelector(".ck-map"), { subtree: true, attributeFilter: ["data-ck-status"] });
}
