// The attempt on the server, the answers on their way to it, and what comes back.
// The server owns the attempt. Every attempt and response has a UUID of ours, so that sending again is harmless.

import { call, fill, messageOf, session, uuid } from "./api.js";
import { showProgress } from "./lesson.js";
import { alone, isVolatile, Store } from "./store.js";
import { View } from "./view.js";

// Milliseconds.
const FIRST_RETRY = 2000;
const LAST_RETRY = 60000;
// Sending the same again would not help.
const REFUSED = [400, 409, 413, 415, 422];
// The attempt takes no more answers.
const CLOSED = ["attempt_closed", "time_is_up"];

// What the server is told of an entry of the outbox; the rest is for the learner.
export const sendable = ({ revision, said, at, ...body }) => body;

export class Sending {
  constructor(root) {
    const { course, quiz, language, api } = root.dataset;
    Object.assign(this, { root, course, quiz, language, delay: FIRST_RETRY });
    this.view = new View(root);
    this.words = this.view.words;
    this.store = new Store(course, quiz);
    this.gone = new AbortController();
    this.call = (method, path, body) => call(api, method, path, body && { language, ...body });
  }

  // ---- who answers, and which attempt is open

  async connect() {
    const reply = await session(this.root.dataset.api, this.signedIn === false);
    if (!reply.ok) {
      this.store.assume();
      this.restore();
      return this.later();
    }
    const { signed_in: signedIn, learner } = reply.data;
    this.signedIn = signedIn;
    this.settled();
    if (!signedIn) return this.signedOut();
    if (!this.store.adopt(learner)) return location.reload();
    this.view.note("");
    this.restore();
    return this.findAttempt();
  }

  signedOut(focus) {
    if (this.store.owned) return this.expired();
    // What was checked while nobody could be asked is a draft again until it is checked once more.
    const { outbox } = this.store.state;
    this.store.update((state) => Object.assign(state, { outbox: [], finish: false }));
    for (const entry of outbox) this.takeBack(entry);
    this.view.reopen();
    return this.view.note(this.words.sign_in_note, { link: true, focus });
  }

  async findAttempt() {
    const reply = await this.call("GET", `/courses/${this.course}/progress?language=${this.language}`);
    if (!reply.ok) return this.failed(reply);
    const { attempt, outbox, finish } = this.store.state;
    const known = reply.data.modules?.[this.root.dataset.module] ?? {};
    const { open_attempt: open, attempts } = known;
    this.ready = true;
    if (outbox.length || finish) await this.openAttempt(attempt ?? open);
    else if (open) await this.openAttempt(open);
    else if (attempts || this.root.dataset.attempts) this.offerStart(known);
    else this.openWhenNear();
    return this.flush();
  }

  // An attempt that is counted, or one after a finished one, begins when the learner says so.
  offerStart({ attempts, passed, best_percent: percent }) {
    const best = passed === null ? "best_plain" : passed ? "best_passed" : "best_failed";
    const text = [attempts && fill(this.words[best], { percent }), this.root.dataset.attempts && this.words.limited];
    this.view.note(text.filter(Boolean).join(" "), { start: attempts ? "again" : "first" });
    this.view.close();
  }

  // The paper is drawn shortly before the quiz comes into view, so that nothing moves under the reader's hand.
  openWhenNear() {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        if (!this.attempt) this.openAttempt();
      },
      { rootMargin: "25%" },
    );
    observer.observe(this.root);
  }

  openAttempt(id = this.store.state.attempt ?? uuid(), missed) {
    this.opening ??= this.putAttempt(id, missed).finally(() => (this.opening = null));
    return this.opening;
  }

  async putAttempt(id, missed) {
    this.store.update((state) => (state.attempt = id));
    const { course, quiz } = this;
    const reply = await this.call("PUT", `/attempts/${id}`, { course, quiz, ...(missed && { retry_missed: true }) });
    // An id that the server does not give us: try a new one, once.
    if ([404, 409].includes(reply.status) && this.mayRenew()) return this.putAttempt(uuid());
    if (!reply.ok) return this.failed(reply);
    this.settled();
    if (reply.status === 201) showProgress();
    const attempt = reply.data;
    this.store.update((state) => (state.attempt = attempt.id));
    this.refuseRevised(attempt);
    const { revision, paper } = this.root.dataset;
    return attempt.revision === revision || attempt.id === paper ? this.show(attempt) : this.swapPaper(attempt.id);
  }

  // Nobody is graded on a question that has changed since it was answered. The answers are picked again where they fit.
  refuseRevised({ revision }) {
    const revised = this.store.state.outbox.filter((entry) => entry.revision !== revision);
    if (!revised.length) return;
    this.store.refuse(revised, { code: "revised" });
    this.store.update((state) => (state.finish = false));
    for (const entry of revised) this.takeBack(entry);
  }

  mayRenew() {
    const may = !this.renewed;
    this.renewed = true;
    return may;
  }

  show(attempt) {
    if (this.attempt && this.attempt.id !== attempt.id) this.view.reset();
    this.view.reopen();
    this.attempt = attempt;
    this.root.dataset.attempt = attempt.id;
    this.view.arrange(attempt.orders);
    this.givenAll(attempt);
    this.restore();
    return attempt.status === "submitted" ? this.closed() : true;
  }

  // The quiz has changed since this attempt began: show the one that it began with.
  async swapPaper(id) {
    const { api, ckNextUrl, ckNextTitle } = this.root.dataset;
    const url = `${api}/attempts/${id}/paper?language=${this.language}`;
    const html = await fetch(url, { cache: "no-store" }).then((reply) => reply.text(), String);
    const paper = new DOMParser().parseFromString(html, "text/html").querySelector(".ck-quiz");
    if (!paper || !this.root.isConnected) return this.later();
    Object.assign(paper.dataset, { paper: id, begun: true }, ckNextUrl && { ckNextUrl, ckNextTitle });
    this.gone.abort();
    this.root.replaceWith(paper);
    new this.constructor(paper).start();
    return false;
  }

  // ---- sending

  resume() {
    // A quiz that has left the page stays alive until it has sent what it has.
    const { outbox, finish } = this.store.state;
    if (!this.root.isConnected && !outbox.length && !finish) this.gone.abort();
    if (this.gone.signal.aborted) return undefined;
    clearTimeout(this.timer);
    return this.ready && this.signedIn ? this.flush() : this.connect();
  }

  get waits() {
    return this.view.parts.some((part) => part.dataset.state === "waiting");
  }

  async flush() {
    const { outbox, finish } = this.store.state;
    this.showBar();
    if (this.busy || this.gone.signal.aborted || !(outbox.length || finish || this.waits)) return undefined;
    if (!this.signedIn) return this.connect();
    this.busy = true;
    await alone(this.store, () => this.sendAll()).finally(() => (this.busy = false));
    return this.showBar();
  }

  async sendAll() {
    const foreign = this.store.state.outbox.some(({ language }) => language !== this.language);
    if (this.attempt || (await this.openAttempt())) while (await this.sendNext());
    // Sent from another tab meanwhile, or answered in the other language: fetch what was said, in this page's words.
    const { outbox, finish } = this.store.state;
    if (this.attempt && !outbox.length && !finish && (foreign || this.waits)) await this.openAttempt(this.attempt.id);
  }

  // True: go on with the next one.
  async sendNext() {
    const { outbox, finish } = this.store.state;
    if (finish && !(this.singly && outbox.length)) return this.submit(outbox);
    if (!outbox.length) return false;
    const { id, ...body } = sendable(outbox[0]);
    const reply = await this.call("PUT", `/attempts/${this.attempt.id}/responses/${id}`, body);
    return this.receive(outbox[0], reply);
  }

  receive(entry, reply) {
    const { ok, status, code, data } = reply;
    const stored = ok ? data : data.stored;
    if (CLOSED.includes(code)) return this.closed(code);
    if (status === 404 && this.mayRenew()) return this.openAttempt(uuid());
    if (ok ? stored.question !== entry.question : !stored && !REFUSED.includes(status)) return this.failed(reply);
    this.settled();
    const part = this.view.part(entry);
    const focus = this.awaited === part || this.store.state.finish;
    const lost = !ok && (!part || (stored && JSON.stringify(stored.response) !== JSON.stringify(entry.response)));
    if (lost) this.store.refuse([entry], { code, message: messageOf(reply) });
    else this.store.update((state) => (state.outbox = state.outbox.filter(({ id }) => id !== entry.id)));
    if (stored) {
      this.given(stored);
      if (!ok) this.view.error(part, this.words.earlier, { focus });
      else if (this.awaited === part) this.view.focusAfter(part, stored);
      return true;
    }
    this.store.update((state) => (state.finish = false));
    this.view.reopen();
    this.takeBack(entry);
    if (part) this.view.error(part, messageOf(reply, this.words.refused), { focus });
    return true;
  }

  async submit(outbox) {
    const reply = await this.call("POST", `/attempts/${this.attempt.id}/submit`, { responses: outbox.map(sendable) });
    if (reply.ok) return void this.finished(reply.data);
    if (CLOSED.includes(reply.code)) return this.closed(reply.code);
    if (![409, 422].includes(reply.status) || this.singly) return this.failed(reply);
    // One of them is not accepted: send each, to learn which.
    this.singly = true;
    return true;
  }

  // ---- what came back

  given(stored) {
    const part = this.view.part(stored);
    if (!part) return;
    this.view.write(part, stored);
    this.view.explain(part, stored);
    this.store.update(({ drafts }) => delete drafts[this.view.key(part)]);
    this.count();
  }

  givenAll({ answers }) {
    for (const stored of Object.values(answers).flat()) this.given(stored);
  }

  // Finished in another tab, on another device or by the clock; answers still waiting came too late.
  async closed(code) {
    const reply = await this.call("GET", `/attempts/${this.attempt.id}/result?language=${this.language}`);
    if (!reply.ok) return this.failed(reply);
    const unsent = this.finished(reply.data, code);
    const late = unsent ? fill(this.words.closed_unsent, { n: unsent }) : "";
    return this.view.note(`${this.words.closed} ${late}`);
  }

  // Returns how many answers came too late to be in it.
  finished(result, code = CLOSED[0]) {
    this.settled();
    const taken = Object.values(result.attempt.answers).flat();
    const isLate = ({ id }) => !taken.some((stored) => stored.id === id);
    this.store.update((state) => (state.outbox = state.outbox.filter(isLate)));
    const late = this.store.state.outbox;
    this.store.clear(code);
    this.view.note("");
    this.attempt = result.attempt;
    this.givenAll(result.attempt);
    this.view.result(result);
    showProgress();
    return late.length;
  }

  // ---- when it does not work

  failed(reply) {
    const { status, code } = reply;
    if (status === 401) return this.expired();
    if (reply.ok || !status || status === 429 || status >= 500) return this.later(reply.wait);
    const message = messageOf(reply, this.words.refused);
    const { outbox } = this.store.state;
    this.store.update((state) => (state.finish = false));
    if (status !== 403) {
      // Not for a while, and not by sending again: no tries are left, or the quiz is gone.
      this.store.refuse(outbox, { code, message });
      for (const entry of outbox) this.takeBack(entry);
    }
    this.view.reopen();
    return this.view.note(message, { focus: this.acted });
  }

  expired() {
    this.signedIn = false;
    return this.inTrouble("expired");
  }

  later(wait = 0) {
    clearTimeout(this.timer);
    // Not all pages at once when the server comes back.
    this.timer = setTimeout(() => this.resume(), Math.max(wait, this.delay) * (1 + Math.random() / 2));
    this.delay = Math.min(2 * this.delay, LAST_RETRY);
    return this.inTrouble("offline");
  }

  inTrouble(trouble) {
    this.trouble = trouble;
    this.awaited = null;
    this.showBar();
    return false;
  }

  settled() {
    this.trouble = null;
    this.delay = FIRST_RETRY;
    this.showBar();
  }

  showBar() {
    const { length } = this.store.state.outbox;
    const lost = isVolatile() && "blocked";
    this.view.bar(this.trouble, this.trouble || lost ? length : 0, lost || this.trouble);
  }
}
