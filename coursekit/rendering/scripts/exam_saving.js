// Saving a paper as it is written: each change waits in the browser until the server has it, the latest one of a part only.

import { messageOf, uuid } from "./quiz.js";

// Milliseconds: a pick is saved at once, but a walk through options with the arrow keys once; typing when it pauses.
const SOON = 400;
const TYPED = 1200;
const FIRST_RETRY = 2000;
const LAST_RETRY = 30000;
const OVER = ["attempt_closed", "time_is_up"];

export class Saving {
  // `tell` gets what happened: saving, saved, refused, over, expired or offline.
  constructor({ store, send, attempt, language, tell }) {
    Object.assign(this, { store, send, attempt, language, tell, delay: FIRST_RETRY, known: {} });
  }

  // The server has this answer: the next one of its part follows it. What is held up on its way must not come after that.
  knows({ id, question, part }) {
    this.known[`${question}/${part}`] = id;
  }

  get waiting() {
    return this.store.state.outbox;
  }

  put({ question, part, response, typed }) {
    const entry = { id: uuid(), question, part, response, language: this.language, revision: this.attempt.revision };
    this.store.update((state) => {
      state.outbox = state.outbox.filter((other) => other.question !== question || other.part !== part);
      state.outbox.push(entry);
    });
    this.tell("saving");
    this.later(typed ? TYPED : SOON);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // True once nothing waits.
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.sendAll().finally(() => (this.running = null));
    return this.running;
  }

  async sendAll() {
    while (this.waiting.length && !this.over) if (!(await this.sendFirst())) return false;
    return !this.waiting.length;
  }

  async sendFirst() {
    const entry = this.waiting[0];
    const { id, question, part, response, language } = entry;
    const reply = await this.send("PUT", `/attempts/${this.attempt.id}/responses/${id}`, {
      question,
      part,
      response,
      language,
      after: this.known[`${question}/${part}`] ?? null,
    });
    const { stored } = reply.data;
    if (reply.ok || stored) this.knows(stored ?? reply.data);
    // Answered meanwhile in another tab, or by a request given up for lost: what the learner did last counts.
    if (reply.code === "answered_since") return true;
    if (OVER.includes(reply.code)) {
      this.over = true;
      this.tell("over");
      return false;
    }
    if (reply.status === 401) return this.tell("expired");
    if (!reply.status || reply.status === 429 || reply.status >= 500) return this.retry();
    this.delay = FIRST_RETRY;
    const latest = this.waiting.some((other) => other.id === id);
    this.store.update((state) => (state.outbox = state.outbox.filter((other) => other.id !== id)));
    if (latest) this.tell(reply.ok ? "saved" : "refused", reply.ok ? reply.data : { ...entry, message: messageOf(reply) });
    return true;
  }

  retry() {
    this.later(this.delay * (0.75 + Math.random() / 2));
    this.delay = Math.min(2 * this.delay, LAST_RETRY);
    this.tell("offline");
    return false;
  }

  stop() {
    clearTimeout(this.timer);
  }
}
