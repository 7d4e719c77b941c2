/* Takes the place of the service worker where a site is built without one: forgets everything and leaves.
   Answers that wait to be sent are not in its caches; they stay in the browser. */

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("ck-site-")) await caches.delete(name);
  await registration.unregister();
}
