/* On the page that stands in for one that was never read: which pages are here to be read, and back as soon as there is
   a network. The service worker keeps them; see worker.js. */
const place = document.querySelector("[data-ck-kept]");

addEventListener("online", () => location.reload());

const titleOf = (html) => new DOMParser().parseFromString(html, "text/html").title.split(" – ")[0];

async function list() {
  const { lang } = document.documentElement;
  const found = new Map();
  for (const name of (await caches.keys()).filter((key) => key.startsWith("ck-site-"))) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!url.endsWith("/")) continue;
      const html = await (await cache.match(url)).text();
      if (html.includes(`<html lang="${lang}"`)) found.set(url, titleOf(html));
    }
  }
  const items = [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([url, title]) => {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  place.querySelector("ul").replaceChildren(...items);
  place.hidden = !items.length;
}

list().catch(() => {});
