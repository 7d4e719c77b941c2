// What every page shows a learner who is signed in: progress, the account, and that a lesson was read to its end.
// The data attributes are described in coursekit/rendering/__init__.py.

import { all } from "./answers.js";
import { call, fill, session, signInUrl } from "./api.js";
import { element } from "./feedback.js";

const inPage = (selector) => all(document, selector);
// Modules of which the server knows, or is being told, that they were read.
const seen = new Set();

const readPage = () => {
  const data = document.querySelector("[data-ck-course]")?.dataset;
  if (!data) return null;
  const { ckCourse: course, ckLanguage: language, ckApi: api, ckApp: app } = data;
  return { course, language, api, app, words: JSON.parse(data.ckWords) };
};

export const showLesson = async () => {
  const page = readPage();
  if (!page) return;
  const { ok, data } = await session(page.api);
  if (!ok) return;
  inPage("[data-ck-account]").forEach((link) => showAccount(link, page, data));
  if (!data.signed_in) return;
  watchEnd(page);
  await showProgress();
};

const showAccount = (link, { app, language, words }, { signed_in: signedIn, name }) => {
  link.textContent = signedIn ? words.account : words.sign_in;
  link.title = signedIn ? name : "";
  link.href = signedIn ? `${app}/${language}/learning` : signInUrl(app, language);
};

export const showProgress = async () => {
  const page = readPage();
  if (!page || !inPage("[data-ck-module], [data-ck-progress]").length) return;
  const { api, course, language, words } = page;
  const { ok, data } = await call(api, "GET", `/courses/${course}/progress?language=${language}`);
  if (!ok) return;
  for (const place of inPage("[data-ck-module]")) showStatus(place, data.modules[place.dataset.ckModule]?.status, words);
  for (const place of inPage("[data-ck-progress]")) {
    place.textContent = fill(words.done, { n: data.done, total: data.total });
    place.hidden = false;
  }
};

const showStatus = (place, status, words) => {
  if (!status) return;
  place.dataset.ckStatus = status;
  let mark = place.querySelector("[data-ck-mark]");
  if (!mark) {
    mark = element("span", "");
    mark.dataset.ckMark = "";
    place.append(mark);
  }
  const sign = element("span", "", words[`mark_${status}`]);
  const word = element("span", "ck-visually-hidden", ` ${words[status]}`);
  sign.setAttribute("aria-hidden", "true");
  mark.replaceChildren(sign, word);
};

const watchEnd = (page) => {
  for (const end of inPage("[data-ck-lesson-end]")) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      markSeen(page, end.dataset.ckLessonEnd);
    });
    observer.observe(end);
  }
};

// Tell the server once that a module was read; when it cannot be told, the next visit tells it.
export const markSeen = async ({ api, course, language }, slug) => {
  if (seen.has(slug)) return;
  seen.add(slug);
  const { ok } = await call(api, "PUT", `/courses/${course}/modules/${slug}/seen`, { language });
  if (ok) await showProgress();
  else seen.delete(slug);
};
