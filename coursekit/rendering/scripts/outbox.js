// What waits to be sent and what the server did not take, on every page of the course, for the learner who is here.
// The quizzes of the page itself send their own answers; those of other pages are sent from here.

// Apart from quiz.js, since nothing of it is needed before a page can be read; it borrows what quiz.js has.

import { all, alone, call, element, fill, find, isVolatile, keysWith, lastLearner, messageOf } from "./quiz.js";
import { questionOf, readJson, sendable, session, signInUrl, Store, uuid, writeJson } from "./quiz.js";

// Language -> words; put in when the site is built.
const WORDS = __WORDS__;
// Milliseconds.
const AGAIN = 30000;
const KEY = /^ck:([^:]+):([^:]+):([^:]+?)(?::(out|no):(.+))?$/;

const { ckApi: api, ckApp: app, ckLanguage: language } = find(document, "[data-ck-course]").dataset;
const words = WORDS[language] ?? WORDS.en;
const main = find(document, "main") ?? document.body;

const entryOf = (key) => {
  const [, course, quiz, who, kind] = key.match(KEY) ?? [];
  return { key, course, quiz, who, kind };
};
const entries = () => keysWith("ck:").map(entryOf).filter(({ who }) => who);
const waits = ({ key, kind }) => kind === "out" || (!kind && readJson(key).finish);
const isHere = ({ course, quiz }) =>
  all(document, ".ck-quiz").some(({ dataset }) => dataset.course === course && dataset.quiz === quiz);

// ---- in words: what was asked and answered, noted while the question is in sight

const textOf = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

const answerOf = (given) => {
  if (given.matches("select")) return `${textOf(given.labels[0])} → ${given.selectedOptions[0].text}`;
  return given.type === "text" ? given.value : textOf(given.labels?.[0] ?? given);
};

const tell = (part) => ({
  page: document.title.split(" – ")[0],
  url: location.pathname,
  asked: [...new Set([questionOf(part), part].map((place) => textOf(find(place, "legend"))))].join(" "),
  answered: all(part, "input:checked, input[type=text], select, .ck-item .ck-text").map(answerOf).join(" / "),
});

const note = () => {
  for (const { key } of entries().filter((entry) => entry.kind === "out" && isHere(entry))) {
    const entry = readJson(key);
    const node = find(document, `[data-question="${CSS.escape(entry.question)}"]`);
    const part = node?.closest(".ck-part") ?? all(node ?? main, ".ck-part").find(({ dataset }) => dataset.part === entry.part);
    if (part && !entry.said) writeJson(key, { ...entry, said: tell(part) });
  }
};

// ---- sending for the quizzes of other pages

const LATER = [0, 401, 403, 429];
const isLater = ({ ok, status }) => !ok && (LATER.includes(status) || status >= 500);

// True: everything that this quiz had to send is settled.
const deliver = async (store) => {
  const send = (method, path, body) => call(api, method, path, { language, ...body });
  const { attempt = uuid(), finish } = store.state;
  const opened = await send("PUT", `/attempts/${attempt}`, { course: store.course, quiz: store.quiz });
  if (isLater(opened)) return false;
  if (!opened.ok) return refuse(store, store.state.outbox, opened);
  const { id, revision, status, answers, closed_by: by } = opened.data;
  const known = new Set(Object.values(answers).flat().map((stored) => stored.id));
  store.update((state) => {
    const left = state.outbox.filter((entry) => !known.has(entry.id));
    // They had arrived; only the reply was lost.
    sent += state.outbox.length - left.length;
    Object.assign(state, { attempt: id, outbox: left });
  });
  if (status === "submitted") return store.clear(by === "deadline" ? "time_is_up" : "attempt_closed") ?? true;
  for (const entry of store.state.outbox) {
    if (entry.revision !== revision) {
      refuse(store, [entry], { code: "revised", data: {} });
      continue;
    }
    const { id: response, ...body } = sendable(entry);
    const reply = await send("PUT", `/attempts/${id}/responses/${response}`, body);
    if (isLater(reply)) return false;
    if (reply.ok) sent += 1;
    if (reply.ok || same(reply.data.stored, entry)) drop(store, entry);
    else refuse(store, [entry], reply);
  }
  if (!finish || !store.state.finish) return true;
  const done = await send("POST", `/attempts/${id}/submit`, { responses: [] });
  if (isLater(done)) return false;
  store.clear();
  return true;
};

const same = (stored, entry) => stored && JSON.stringify(stored.response) === JSON.stringify(entry.response);
const drop = (store, entry) => store.update((state) => (state.outbox = state.outbox.filter(({ id }) => id !== entry.id)));

// What cannot be sent is not finished for the learner either: they decide what to do.
const refuse = (store, refused, reply) => {
  store.refuse(refused, { code: reply.code, message: messageOf(reply) });
  store.update((state) => Object.assign(state, { outbox: state.outbox.filter((entry) => !refused.includes(entry)), finish: false }));
  return true;
};

let sent = 0;
let busy = false;

const sendAll = async (who) => {
  const stores = new Map();
  for (const entry of entries())
    if (entry.who === who && waits(entry) && !isHere(entry))
      stores.set(`${entry.course}:${entry.quiz}`, new Store(entry.course, entry.quiz, who));
  for (const store of stores.values()) if (!(await alone(store, () => deliver(store)))) return;
};

// ---- showing

const bar = element("div", "ck-unsent ck-outbox");
const text = element("p", "");
const retry = element("button", "ck-button", words.retry);
const signIn = element("a", "ck-button", words.sign_in);
text.setAttribute("role", "status");
retry.type = "button";
bar.append(text);
bar.hidden = true;

// `who` is null when nobody is signed in, undefined when nobody can be asked.
const showBar = (who) => {
  const mine = who === undefined ? lastLearner() : who;
  const waiting = entries().filter((entry) => waits(entry) && !isHere(entry));
  const own = waiting.filter((entry) => entry.who === mine && entry.kind);
  const finishing = waiting.some((entry) => entry.who === mine && !entry.kind);
  const others = who === null && waiting.length > 0;
  const said = [
    own.length ? fill(words.unsent, { n: own.length }) : finishing && words.unfinished,
    own.length || finishing ? isVolatile() && words.blocked : "",
    others && words.others,
    !own.length && !others && sent ? fill(words.sent, { n: sent }) : "",
  ].filter(Boolean);
  text.textContent = said.join(" ");
  bar.hidden = !said.length;
  for (const [button, wanted] of [[retry, own.length || finishing], [signIn, others]])
    if (wanted) bar.append(button);
    else button.remove();
  signIn.href = signInUrl(app, language);
};

const panel = element("section", "ck-note ck-refused");
const heading = element("h2", "", words.refused);
heading.id = "ck-refused";
panel.setAttribute("aria-labelledby", heading.id);
panel.tabIndex = -1;

const refused = (who) =>
  entries()
    .filter((entry) => entry.kind === "no" && entry.who === who)
    .sort((one, other) => readJson(one.key).at - readJson(other.key).at);

// The reasons that have words of their own are revised, attempt_closed, time_is_up and already_answered.
const line = ({ key }) => {
  const { said = {}, code, message, response } = readJson(key);
  const item = element("li", "");
  const place = element("a", "", said.page);
  place.href = said.url ?? "";
  item.append(...(said.page ? [place] : []));
  item.append(element("p", "ck-refused__asked", said.asked ?? ""));
  item.append(element("p", "", fill(words.answered, { answer: said.answered ?? JSON.stringify(response) })));
  item.append(element("p", "", words[code] ?? message ?? ""));
  return item;
};

const showRefused = (who) => {
  const found = refused(who);
  if (!found.length) return panel.remove();
  const list = element("ol", "");
  const copy = element("button", "ck-button", words.copy);
  const read = element("button", "ck-button", words.read);
  const actions = element("p", "ck-actions");
  copy.type = read.type = "button";
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(list.innerText);
    copy.textContent = words.copied;
  });
  read.addEventListener("click", () => {
    for (const { key } of found) writeJson(key, null);
    panel.remove();
    find(document, "h1")?.focus();
  });
  list.append(...found.map(line));
  actions.append(copy, read);
  const intro = element("p", "", words.refused_intro);
  intro.setAttribute("role", "status");
  panel.replaceChildren(heading, intro, list, actions);
  if (!panel.isConnected) main.prepend(panel);
  return undefined;
};

// ---- when

let timer;

const look = async (again) => {
  clearTimeout(timer);
  note();
  const reply = await session(api, again);
  const who = reply.ok ? (reply.data.learner ?? null) : undefined;
  const mine = who === undefined ? lastLearner() : who;
  showBar(who);
  if (who && !busy) {
    busy = true;
    await sendAll(who).finally(() => (busy = false));
    showBar(who);
  }
  showRefused(mine);
  if (entries().some((entry) => entry.who === mine && waits(entry) && !isHere(entry)))
    timer = setTimeout(() => look(true), AGAIN);
};

export const watchOutbox = () => {
  main.append(bar);
  retry.addEventListener("click", () => look(true));
  window.addEventListener("online", () => look(true));
  window.addEventListener("storage", ({ key }) => key?.startsWith("ck:") && look());
  document.addEventListener("ck-outbox", () => look());
  look();
};
