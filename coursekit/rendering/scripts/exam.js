// A test whose paper comes from the server: the panel before it, the paper while the clock runs, the result after it.

// Apart from quiz.js, since one page of a course has it; it borrows what quiz.js has.

import { all, call, changeSign, fill, find, messageOf, move, questionOf, readResponse, session } from "./quiz.js";
import { showProgress, signInUrl, slot, Store, typeOf, uuid } from "./quiz.js";
import { Clock, clockTime, moment, timeLeft } from "./exam_clock.js";
import { Paper, UNKNOWN } from "./exam_paper.js";
import { nextTry, offerCertificate, sentences, showResult } from "./exam_result.js";
import { Saving } from "./exam_saving.js";

// Milliseconds.
const AGAIN = 5000;
// The attempt at which this tab is at work: a reload or the other language goes on with it without a question.
const RUNNING = "ck:running";

const running = (id) => {
  try {
    if (id === undefined) return sessionStorage.getItem(RUNNING);
    return id ? sessionStorage.setItem(RUNNING, id) : sessionStorage.removeItem(RUNNING);
  } catch {
    return null;
  }
};

const blank = (part) => (find(part, "input[type=text]") ? { text: "" } : find(part, "select") ? { choices: {} } : { selected: [] });

class Exam {
  constructor(root) {
    const { course, quiz, module, language, api, words } = root.dataset;
    Object.assign(this, { root, course, quiz, module, language, words: JSON.parse(words) });
    this.store = new Store(course, quiz);
    this.send = (method, path, body) => call(api, method, path, body && { language, ...body });
  }

  slot(name) {
    return slot(this.root, name);
  }

  start() {
    this.slot("inert").hidden = true;
    for (const link of all(this.root, "[data-slot$=sign-in]"))
      link.href = signInUrl(this.root.dataset.app, this.language, this.root.id);
    this.root.addEventListener("click", ({ target }) => this.onClick(target.closest("[data-act]")));
    this.root.addEventListener("input", ({ target }) => this.onInput(target));
    this.root.addEventListener("focusout", () => this.saving?.waiting.length && this.saving.flush());
    this.root.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("online", () => this.connect());
    document.addEventListener("visibilitychange", () => this.onVisible());
    this.connect();
  }

  // ---- who is here, and how they stand

  async connect() {
    clearTimeout(this.timer);
    const reply = await session(this.root.dataset.api, this.signedIn === false);
    if (!reply.ok) return this.failed(reply);
    const { signed_in: signedIn, learner } = reply.data;
    this.signedIn = signedIn;
    this.bar();
    if (!signedIn) return this.paper ? this.bar("expired") : this.note(this.words.sign_in_note, "sign-in");
    if (!this.store.adopt(learner)) return location.reload();
    return this.paper ? this.catchUp() : this.stand();
  }

  async stand() {
    const reply = await this.send("GET", `/courses/${this.course}/progress?language=${this.language}`);
    if (!reply.ok) return this.failed(reply);
    offerCertificate(this.root, reply.data.certificate_url);
    const known = reply.data.modules[this.module] ?? {};
    const { open_attempt: open } = known;
    if (open && running() === open) return this.open(open);
    return open ? this.offerResume(open) : this.offerStart(known);
  }

  async offerResume(id) {
    const reply = await this.send("GET", `/attempts/${id}?language=${this.language}`);
    if (!reply.ok) return this.failed(reply);
    const { status, deadline_at: until } = reply.data;
    if (status !== "open") return this.closed(id);
    this.attemptId = id;
    const text = until ? fill(this.words.running, { time: clockTime(new Date(until), this.language) }) : this.words.running_untimed;
    return this.note(text, "resume");
  }

  offerStart(known) {
    const { attempts, attempts_left: left, last_attempt: last, passed, best_percent: percent, next_attempt_at: at } = known;
    const { words } = this;
    const isOpen = left !== 0 && !(at && new Date(at) > new Date());
    const said = [
      attempts > 0 && percent !== null && fill(passed ? words.stood_passed : words.stood_failed, { percent }),
      (attempts > 0 || left != null) && nextTry(known, words, this.language),
      isOpen && ("timed" in this.root.dataset ? words.ready : words.ready_untimed),
    ];
    this.last = last;
    return this.note(sentences(said), isOpen && "start", last && "show-result");
  }

  // Some words, and what can be done now: "sign-in", "start", "resume", "show-result".
  note(text, ...offers) {
    this.slot("note-text").textContent = text;
    this.slot("note").hidden = !text;
    this.slot("sign-in").hidden = !offers.includes("sign-in");
    for (const name of ["start", "resume", "show-result"])
      find(this.root, `[data-act=${name}]`).hidden = !offers.includes(name);
  }

  // ---- the paper

  async open(id) {
    if (this.busy) return;
    this.busy = true;
    const reply = await this.send("PUT", `/attempts/${id}`, { course: this.course, quiz: this.quiz });
    if (reply.ok && reply.data.status === "open") await this.showPaper(reply.data);
    else if (reply.ok) await this.closed(reply.data.id);
    else this.failed(reply);
    this.busy = false;
  }

  async showPaper(attempt) {
    const { api } = this.root.dataset;
    const url = `${api}/attempts/${attempt.id}/paper?language=${this.language}`;
    const html = await fetch(url, { cache: "no-store" }).then((reply) => reply.text(), String);
    const section = new DOMParser().parseFromString(html, "text/html").querySelector(".ck-paper");
    if (!section) return this.failed({ status: 0 });
    const { attempt: last } = this.store.state;
    if (last !== attempt.id) this.store.clear();
    this.store.update((state) => (state.attempt = attempt.id));
    running(attempt.id);
    this.attemptId = attempt.id;
    this.slot("paper").replaceChildren(section);
    for (const name of ["panel", "result"]) this.slot(name).hidden = true;
    this.note("");
    this.paper = new Paper(section, { attempt: attempt.id, words: this.words, language: this.language });
    this.root.dataset.attempt = attempt.id;
    this.beginSaving(attempt);
    this.fill(attempt);
    showProgress();
    this.paper.go(this.paper.at);
    return undefined;
  }

  beginSaving(attempt) {
    const { store, send, language } = this;
    this.saving = new Saving({ store, send, attempt, language, tell: (what, data) => this.told(what, data) });
    this.clock = new Clock({
      show: (seconds) => (this.paper.slot("time").textContent = timeLeft(seconds, this.words)),
      warn: (n) => this.warn(n === 1 ? this.words.warn_minute : fill(this.words.warn_minutes, { n })),
      end: () => {
        this.timeUp = true;
        this.submit();
      },
    });
  }

  // What the server has, and over it what still waits here.
  fill(attempt) {
    const waiting = this.saving.waiting;
    const waits = (stored) => waiting.some(({ question, part }) => question === stored.question && part === stored.part);
    const stored = Object.values(attempt.answers).flat();
    for (const answer of stored) this.saving.knows(answer);
    for (const answer of stored.filter((one) => !waits(one))) this.paper.write(answer);
    for (const entry of waiting) this.paper.write({ ...entry, next: UNKNOWN });
    const timed = attempt.seconds_left !== null;
    this.paper.slot("clock").hidden = !timed;
    if (timed) this.clock.set(attempt.seconds_left);
    if (waiting.length) this.saving.flush();
  }

  // Another tab may have changed something, and a computer that slept has lost count of the time.
  async catchUp() {
    const reply = await this.send("GET", `/attempts/${this.attemptId}?language=${this.language}`);
    if (!reply.ok) return this.failed(reply);
    if (reply.data.status !== "open") return this.closed(this.attemptId);
    this.fill(reply.data);
    return this.finishing ? this.submit() : this.saving.flush();
  }

  onVisible() {
    if (document.hidden) this.saving?.flush();
    else if (this.paper) this.connect();
  }

  warn(text) {
    this.paper.slot("warning").textContent = text;
  }

  // ---- what the learner does

  onClick(button) {
    if (!button) return;
    this.acted = true;
    const { paper } = this;
    const part = button.closest(".ck-part");
    const actions = {
      start: () => this.open(uuid()),
      resume: () => this.open(this.attemptId),
      "show-result": () => this.showLast(),
      retry: () => this.connect(),
      go: () => paper.go(Number(button.dataset.to)),
      previous: () => paper.go(paper.at - 1),
      next: () => paper.go(paper.at + 1),
      back: () => paper.go(paper.at),
      review: () => paper.review(),
      ask: () => paper.ask(true),
      unask: () => (paper.ask(false), paper.focus(find(this.root, "[data-act=ask]"))),
      submit: () => this.submit(),
      sign: () => (changeSign(part), this.change(part)),
      move: () => this.move(part, button),
    };
    actions[button.dataset.act]?.();
  }

  onInput(target) {
    if ("mark" in target.dataset) return this.paper.refresh();
    const part = target.closest(".ck-part");
    return part && this.change(part);
  }

  move(part, button) {
    const moved = move(part, button);
    if (!moved) return;
    this.change(part);
    this.paper.slot("say").textContent = fill(this.words.moved, moved);
  }

  change(part) {
    const { question } = questionOf(part).dataset;
    this.paper.error(part, "");
    this.paper.take(part, typeOf(part) === "branch" ? UNKNOWN : null);
    const response = readResponse(part) ?? blank(part);
    this.saving.put({ question, part: part.dataset.part, response, typed: "text" in response });
  }

  // ---- what became of it

  told(what, data) {
    const { paper, words, language } = this;
    // The result may have been quicker than the last reply.
    if (!paper) return;
    const saved = paper.slot("saved");
    if (what === "saving") saved.textContent = words.saving;
    if (what === "saved") {
      paper.take(paper.part(data), data.next);
      if (!this.saving.waiting.length) saved.textContent = fill(words.saved, { time: clockTime(new Date(), language) });
    }
    if (what === "refused") {
      saved.textContent = "";
      paper.error(paper.part(data), data.message || words.type_first);
    }
    if (what === "over") this.closed(this.attemptId);
    this.bar(["expired", "offline"].includes(what) ? what : null);
  }

  async submit() {
    this.finishing = true;
    const sent = await this.saving.flush();
    if (this.saving.over || !this.paper) return;
    if (!sent) {
      if (this.paper.reviewing) this.paper.ask(false);
      return;
    }
    const reply = await this.send("POST", `/attempts/${this.attemptId}/submit`, { responses: [] });
    if (reply.ok) this.finished(reply.data);
    else if (["attempt_closed", "time_is_up"].includes(reply.code)) this.closed(this.attemptId);
    else this.failed(reply);
  }

  // Closed by the clock, in another window or on another device.
  async closed(id) {
    const late = this.saving?.waiting.length ?? 0;
    const reply = await this.send("GET", `/attempts/${id}/result?language=${this.language}`);
    if (reply.status === 404) return this.later(() => this.closed(id));
    if (!reply.ok) return this.failed(reply);
    const elsewhere = reply.data.attempt.closed_by === "learner" && !this.finishing;
    return this.finished(reply.data, [elsewhere && this.words.elsewhere, late && fill(this.words.late, { n: late })]);
  }

  finished(result, said = []) {
    const { closed_by: by } = result.attempt;
    const text = sentences([(this.timeUp || by === "deadline") && this.words.time_up, ...said]);
    this.saving?.stop();
    this.clock?.stop();
    this.paper?.forget();
    Object.assign(this, { paper: null, saving: null, clock: null, finishing: false, timeUp: false, attemptId: null });
    running(null);
    this.store.clear(by === "deadline" ? "time_is_up" : "attempt_closed");
    this.store.update((state) => (state.attempt = result.attempt.id));
    delete this.root.dataset.attempt;
    this.bar();
    this.showResult(result, text);
    showProgress();
  }

  showResult(result, text) {
    this.slot("panel").hidden = true;
    showResult(this.root, result, this.words, this.language);
    offerCertificate(this.root, result.certificate_url);
    const next = this.slot("next-attempt");
    next.textContent = nextTry(result, this.words, this.language);
    next.hidden = result.passed === true;
    this.note(text);
    const shown = this.slot("result");
    shown.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "start" });
  }

  async showLast() {
    const reply = await this.send("GET", `/attempts/${this.last}/result?language=${this.language}`);
    if (reply.ok) this.showResult(reply.data, "");
    else this.failed(reply);
  }

  // ---- when it does not work

  failed(reply) {
    const { status } = reply;
    if (status === 401) {
      this.signedIn = false;
      return this.paper ? this.bar("expired") : this.connect();
    }
    if (!status || status === 429 || status >= 500) {
      this.later(() => this.connect());
      return this.bar(this.paper ? "offline" : "unreachable");
    }
    this.note(messageOf(reply, this.words.refused));
    return this.slot("note").focus();
  }

  later(action) {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, AGAIN);
  }

  bar(trouble) {
    const n = this.saving?.waiting.length ?? 0;
    const text = trouble ? sentences([this.words[trouble], n && fill(this.words.unsent, { n })]) : "";
    if (this.slot("unsent-text").textContent !== text) this.slot("unsent-text").textContent = text;
    this.slot("unsent").hidden = !text;
    find(this.root, "[data-act=retry]").hidden = trouble === "expired";
    this.slot("bar-sign-in").hidden = trouble !== "expired";
  }
}

export const startExam = (root) => new Exam(root).start();
