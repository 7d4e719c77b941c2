// Talking to the learner API. Nothing here throws: no answer, or an answer that is not the server's (a captive portal, a
// proxy's own page), has status 0.

import { setLearner } from "./store.js";

// Milliseconds.
const WAIT = 15000;

const request = async (url, method, body, csrf) => {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (csrf) headers["X-CSRF-Token"] = csrf;
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(WAIT),
    });
    const { ok, status, headers: told, redirected } = response;
    const data = status === 204 ? {} : await response.json();
    const code = data.error?.code;
    // Seconds, where the server says when to come back.
    const wait = 1000 * told.get("Retry-After") || 0;
    return redirected || !(ok || code || status >= 500) ? { ok: false, status: 0, data: {} } : { ok, status, data, code, wait };
  } catch {
    return { ok: false, status: 0, data: {} };
  }
};

let asked;

// Who is signed in. Asked once per page load, again after a failure or when told so.
export const session = async (api, again) => {
  if (again) asked = null;
  asked ??= request(`${api}/session`, "GET");
  const reply = await asked;
  if (reply.ok) setLearner(reply.data.learner ?? null);
  else asked = null;
  return reply;
};

export const call = async (api, method, path, body) => {
  const send = async (again) =>
    request(api + path, method, body, method === "GET" ? null : (await session(api, again)).data.csrf);
  const reply = await send(false);
  // The token may be that of a session which has been renewed meanwhile.
  return reply.status === 403 ? send(true) : reply;
};

export const messageOf = ({ data }, otherwise) =>
  [data.error?.message, data.error?.remedy].filter(Boolean).join(" ") || otherwise;

// Not crypto.randomUUID(): browsers offer that over https only, and a trainer previews over plain http.
export const uuid = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

export const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);

export const signInUrl = (app, language, id) =>
  `${app}/${language}/sign-in?next=` + encodeURIComponent(location.pathname + location.search + (id ? `#${id}` : ""));
