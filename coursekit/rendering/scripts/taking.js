// What the learner does with a quiz: pick, type, move, check, finish, try again.

import { changeSign, markUsed, missing, move, questionOf } from "./answers.js";
import { fill, uuid } from "./api.js";
import { Sending } from "./sending.js";

export class Taking extends Sending {
  start() {
    this.view.begin();
    this.restore();
    this.root.addEventListener("click", ({ target }) => this.onClick(target.closest("[data-act]")));
    this.root.addEventListener("input", ({ target }) => this.onInput(target.closest(".ck-part")));
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    const { signal } = this.gone;
    window.addEventListener("online", () => this.resume(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.trouble && this.resume(), { signal });
    this.connect();
  }

  onClick(button) {
    const part = button?.closest(".ck-part");
    this.acted = true;
    const actions = {
      check: () => this.check(part),
      move: () => this.move(part, button),
      sign: () => (changeSign(part), this.onInput(part)),
      start: () => this.again(),
      again: () => this.again(),
      missed: () => this.again(true),
      retry: () => this.resume(),
      finish: () => this.finish(),
      "finish-anyway": () => this.finish(true),
      "go-back": () => this.goBack(),
    };
    actions[button?.dataset.act]?.();
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input[type=text]")) return;
    event.preventDefault();
    this.check(event.target.closest(".ck-part"));
  }

  onInput(part) {
    if (!part) return;
    part.dataset.touched = "true";
    this.awaited = null;
    this.view.error(part, "");
    markUsed(part);
    this.keep(part);
  }

  move(part, button) {
    const moved = move(part, button);
    if (!moved) return;
    this.onInput(part);
    this.view.slot("say").textContent = fill(this.words.moved, moved);
  }

  check(part) {
    if (part.dataset.state !== "open") return;
    const word = missing(part);
    if (word || this.signedIn === false) {
      this.view.error(part, this.words[word ?? "sign_in_first"], { link: !word });
      return;
    }
    this.enqueue(part);
    // The focus follows the reply, unless the learner goes on meanwhile.
    this.awaited = part;
    this.flush();
  }

  finish(sure) {
    if (this.signedIn === false) return this.signedOut(true);
    const open = sure ? [] : this.open;
    this.view.confirm(open.length);
    if (open.length) return undefined;
    const { drafts } = this.store.state;
    for (const part of this.view.parts)
      if (part.dataset.state === "open" && this.view.key(part) in drafts) this.enqueue(part);
    this.store.update((state) => (state.finish = true));
    this.singly = false;
    this.view.close();
    return this.flush();
  }

  goBack() {
    this.view.confirm(0);
    this.view.focus(this.open[0] ?? this.view.questions[0]);
  }

  // With `missed`, the server takes the full answers of the last attempt over.
  async again(missed) {
    this.view.note("");
    if (!(await this.openAttempt(uuid(), missed))) return;
    if (missed) this.view.note(this.words.carried);
    this.view.focus(this.open[0] ?? this.view.questions[0]);
  }

  // ---- what the browser keeps

  keep(part) {
    const key = this.view.key(part);
    const draft = this.view.read(part);
    this.store.update(({ drafts }) => {
      if (draft.response) drafts[key] = draft;
      else delete drafts[key];
    });
    this.count();
  }

  enqueue(part) {
    const { question } = questionOf(part).dataset;
    const { revision } = this.root.dataset;
    const entry = { id: uuid(), revision, question, part: part.dataset.part, ...this.view.read(part) };
    this.store.update((state) => {
      state.outbox.push(entry);
      delete state.drafts[this.view.key(part)];
    });
    this.view.waiting(part);
  }

  // An answer that was not accepted can be changed again.
  takeBack(entry) {
    const part = this.view.part(entry);
    if (!part) return;
    this.view.clear(part);
    this.view.write(part, entry);
    this.onInput(part);
  }

  restore() {
    const { drafts, outbox } = this.store.state;
    for (const part of this.view.parts) {
      const draft = drafts[this.view.key(part)];
      if (draft && part.dataset.state === "open" && !part.dataset.touched) this.view.write(part, draft);
    }
    for (const entry of outbox) {
      const part = this.view.part(entry);
      if (part?.dataset.state !== "open") continue;
      this.view.write(part, entry);
      this.view.waiting(part);
    }
    this.count();
  }

  // Questions without any answer: neither graded, nor waiting, nor picked.
  get open() {
    const { drafts } = this.store.state;
    const answered = (part) => ["locked", "waiting"].includes(part.dataset.state) || this.view.key(part) in drafts;
    return this.view.questions.filter(
      (question) =>
        !("done" in question.dataset) && !this.view.parts.filter((part) => question.contains(part)).every(answered),
    );
  }

  count() {
    this.view.count(this.view.questions.length - this.open.length);
  }
}
