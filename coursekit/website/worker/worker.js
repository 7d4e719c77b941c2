/* The service worker: pages that were read, and what they need, open without network.

   Online everybody sees what the server has: a page comes from the network, and from here only when the network does
   not answer. Scripts and styles carry a hash in their names, so that an old page finds its old ones and a new page its
   new ones, whatever is kept. /api and /app are never kept: what is in them is somebody's own. */

const SITE = __SITE__;

const PREFIX = "ck-site-";
const CACHE = PREFIX + SITE.version;
/* Milliseconds before a page that is kept is shown instead of one that does not arrive. */
const PATIENCE = 4000;
const PRIVATE = /^\/(?:api|app|healthz)(?:\/|$)/;
const HASHED = /\.[0-9a-f]{8,}\.(?:min\.)?[a-z0-9]+$/;
/* Stands in every page of the course, and in no page of a captive portal or of the server. */
const MARK = "data-ck-course=";
const NAMED = /<(?:script|img|source)\b[^>]*\ssrc="([^"]+)"|<link\b[^>]*\srel="(?:stylesheet|icon)"[^>]*\shref="([^"]+)"/g;

const absolute = (path) => new URL(path, location.href).href;
const bare = (url) => url.replace(/[?#].*$/, "");
/* Not a file of the site: which caches were there when this version came. A cache that is not named in it is a newer
   version's, and no business of ours. */
const OLDER = absolute("older-versions");
/* The language of an address: the longest of the languages' folders that it is in. */
const languageOf = (url) =>
  SITE.languages.filter(({ home }) => url.startsWith(absolute(home))).sort((a, b) => b.home.length - a.home.length)[0] ??
  SITE.languages[0];
const isPage = (url) => /\/$|\.html$/.test(bare(url)) && !PRIVATE.test(new URL(url).pathname);

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(readIn(event.source)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(PRIVATE.test(pathname) ? ownPage(event) : coursePage(event));
  else if (PRIVATE.test(pathname) || request.cache === "no-store" || request.headers.has("range")) return;
  else event.respondWith(HASHED.test(pathname) ? hashedFile(event) : plainFile(event));
});

/* ---- coming and going */

async function install() {
  const cache = await caches.open(CACHE);
  await cache.put(OLDER, Response.json((await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)));
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const used = new Set(windows.map(({ url }) => languageOf(url)));
  for (const language of SITE.languages)
    await keepAll(cache, used.has(language) ? language.shell : language.least);
  await skipWaiting();
}

async function activate() {
  await registration.navigationPreload?.enable();
  await clients.claim();
}

/* A page of ours was opened: keep it, what its language needs, and what was read under an older version. */
async function readIn(client) {
  if (!client || !isPage(client.url)) return;
  const cache = await caches.open(CACHE);
  await keepAll(cache, languageOf(client.url).shell);
  if (!(await cache.match(bare(client.url)))) await fetchPage(bare(client.url));
  await bringOver(cache);
}

/* Fetch anew what was read under an older version; only then is that version's cache deleted. Without network it stays. */
async function bringOver(cache) {
  for (const name of await olderCaches()) {
    if (!(await caches.has(name))) continue;
    const old = await caches.open(name);
    const urls = (await old.keys()).map(({ url }) => url).filter(isPage);
    for (const url of urls) {
      if (!(await cache.match(url)) && !(await fetchPage(url))) return;
      await keepAll(cache, languageOf(url).shell);
    }
    await caches.delete(name);
  }
}

async function olderCaches() {
  const known = await (await caches.open(CACHE)).match(OLDER);
  const names = known ? await known.json() : [];
  return names.filter((name) => name !== CACHE);
}

/* ---- answering */

async function coursePage(event) {
  const { url } = event.request;
  const kept = findPage(url);
  const network = fromNetwork(event);
  const late = kept.then((page) => page && new Promise((done) => setTimeout(done, PATIENCE, page)));
  const response = await Promise.race([network, late.then((page) => page ?? network)]);
  return response ?? (await kept) ?? offlinePage(url);
}

/* Null: there is no answer, or one that says the server is in trouble while we have the page. */
async function fromNetwork(event) {
  const { url } = event.request;
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    if (response.ok && !response.redirected) event.waitUntil(keepPage(bare(url), response.clone()).catch(() => false));
    return response.status < 500 ? response : (await findPage(url)) ? null : response;
  } catch {
    return null;
  }
}

/* A page of the server: never from here, but a plain word when the server cannot be reached. */
async function ownPage(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return offlinePage(event.request.url);
  }
}

const offlinePage = async (url) => (await find(absolute(offlineOf(url)))) ?? Response.error();

/* A server page names its language in its second place: /app/ja/learning. */
const offlineOf = (url) => {
  const named = new URL(url).pathname.match(/^\/app\/([a-z]+)/)?.[1];
  return (SITE.languages.find(({ code }) => code === named) ?? languageOf(url)).offline;
};

async function hashedFile(event) {
  const kept = await find(event.request.url);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep(event.request.url, response.clone()));
  return response;
}

async function plainFile(event) {
  const { url, destination } = event.request;
  try {
    const response = await fetch(event.request);
    const wanted = destination === "image" || languageOf(url).shell.some((path) => absolute(path) === bare(url));
    if (response.ok && wanted && !response.redirected) event.waitUntil(keep(bare(url), response.clone()));
    return response;
  } catch (error) {
    const kept = await find(bare(url));
    if (kept) return kept;
    throw error;
  }
}

/* ---- keeping and finding */

async function find(url) {
  for (const name of [CACHE, ...(await olderCaches())]) {
    const found = await caches.match(url, { cacheName: name });
    if (found) return found;
  }
  return undefined;
}

/* Without its slash a page's relative addresses would lead elsewhere: then the browser is sent to the right one. */
async function findPage(url) {
  const folder = `${bare(url)}/`;
  return (await find(bare(url))) ?? ((await find(folder)) && Response.redirect(folder));
}

/* A full disk keeps nothing new, and stops nothing. */
const keep = async (url, response) => (await caches.open(CACHE)).put(url, response).catch(() => {});

/* Files of this version; those with a hash in their names may come from an older cache. */
async function keepAll(cache, paths) {
  const known = new Set((await cache.keys()).map(({ url }) => url));
  const missing = paths.map(absolute).filter((url) => !known.has(url));
  await Promise.all(missing.map((url) => keepFile(cache, url)));
}

async function keepFile(cache, url) {
  if (isPage(url)) return fetchPage(url);
  const hashed = HASHED.test(bare(url));
  const response = (hashed && (await find(url))) || (await fetch(url, { cache: hashed ? "default" : "no-cache" }));
  if (!response.ok || response.redirected) throw new Error(`${response.status} ${url}`);
  return cache.put(url, response);
}

/* Whether the page was kept, or is no page any more. */
async function fetchPage(url) {
  try {
    const response = await fetch(url, { cache: "no-cache" });
    if (response.status === 404 || response.status === 410) return true;
    return response.ok && !response.redirected && (await keepPage(url, response));
  } catch {
    return false;
  }
}

/* First what the page names, then the page: what is kept is whole. */
async function keepPage(url, response) {
  const html = await response.clone().text();
  if (!html.includes(MARK)) return false;
  const cache = await caches.open(CACHE);
  const named = [...html.matchAll(NAMED)].map((found) => new URL(found[1] ?? found[2], url).href);
  await keepAll(cache, named.filter((file) => file.startsWith(location.origin)));
  await cache.put(url, response);
  return true;
}
