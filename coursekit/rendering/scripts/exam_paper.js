// The paper of an attempt: one question at a time, the list of all, the look back before it is handed in.

import { all, applyOrder, find, markUsed, missing, questionOf, readResponse, slot, typeOf, writeResponse } from "./quiz.js";
import { element, fill, readJson, writeJson } from "./quiz.js";

// A decision that the server has not seen yet: nobody knows where it leads.
export const UNKNOWN = "";

export class Paper {
  constructor(root, { attempt, words, language }) {
    Object.assign(this, { root, words, language });
    this.questions = all(root, ".ck-question");
    this.parts = all(root, ".ck-part");
    // Part with an answer -> the decision that follows it; null at the end of a scenario, and where there is none.
    this.given = new Map();
    this.memory = `ck:paper:${attempt}`;
    const { at = 0, marks = [] } = readJson(this.memory);
    this.at = Math.min(at, this.questions.length - 1);
    for (const question of this.questions) find(question, "[data-mark]").checked = marks.includes(question.id);
    for (const box of all(root, "fieldset")) box.disabled = false;
    for (const part of this.parts) applyOrder(part);
    slot(root, "jump").open = matchMedia("(min-width: 48em)").matches;
    this.show(this.at);
  }

  slot(name) {
    return slot(this.root, name);
  }

  key(part) {
    return `${questionOf(part).dataset.question}/${part.dataset.part}`;
  }

  part({ question, part }) {
    return this.parts.find((other) => this.key(other) === `${question}/${part}`);
  }

  // ---- answers

  // What the server, or this browser, has for a part.
  write({ question, part: node, response, language, next }) {
    const part = this.part({ question, part: node });
    if (!part) return;
    writeResponse(part, response, language, this.language);
    this.take(part, next);
  }

  // A part has this answer now; one that is blank or half done counts as none.
  take(part, next) {
    markUsed(part);
    if (readResponse(part) && !missing(part)) this.given.set(part, next);
    else this.given.delete(part);
    if (typeOf(part) === "branch") this.follow(part.closest(".ck-scene"));
    this.refresh();
  }

  error(part, text) {
    slot(part, "error").textContent = text;
    find(part, "input[type=text]")?.setAttribute("aria-invalid", !!text);
    if (text) this.given.delete(part);
    this.refresh();
  }

  // Show the decisions on the path that was taken, and forget those that it left.
  follow(scene) {
    const nodes = all(scene, ".ck-part");
    const path = [nodes[0]];
    for (let node = this.given.get(nodes[0]); node != null; node = this.given.get(path.at(-1))) {
      if (node === UNKNOWN) return;
      const following = nodes.find((part) => part.dataset.part === node);
      path.at(-1).after(following);
      path.push(following);
    }
    for (const part of nodes) {
      part.hidden = !path.includes(part);
      if (part.hidden) {
        writeResponse(part, null);
        this.given.delete(part);
      }
    }
  }

  isAnswered(question) {
    const parts = all(question, ".ck-part:not([hidden])");
    return parts.every((part) => this.given.has(part)) && !this.given.get(parts.at(-1));
  }

  isMarked(question) {
    return find(question, "[data-mark]").checked;
  }

  get open() {
    return this.questions.filter((question) => !this.isAnswered(question));
  }

  // ---- where the learner is

  show(at) {
    this.at = at;
    this.questions.forEach((question, place) => (question.hidden = place !== at));
    this.slot("review").hidden = true;
    this.slot("turn").hidden = false;
    find(this.root, "[data-act=previous]").hidden = at === 0;
    find(this.root, "[data-act=next]").hidden = at === this.questions.length - 1;
    this.refresh();
  }

  go(at) {
    this.show(at);
    this.focus(this.questions[at]);
  }

  review() {
    this.questions.forEach((question) => (question.hidden = true));
    this.slot("turn").hidden = true;
    this.slot("review").hidden = false;
    this.ask(false);
    this.refresh();
    this.focus(this.slot("review"));
  }

  get reviewing() {
    return !this.slot("review").hidden;
  }

  ask(sure) {
    const n = this.open.length;
    this.slot("confirm-text").textContent = fill(n ? this.words.confirm_open : this.words.confirm, { n });
    this.slot("confirm").hidden = !sure;
    this.slot("hand-in").hidden = sure;
    if (sure) this.focus(this.slot("confirm"));
  }

  focus(target) {
    target.focus({ preventScroll: true });
    if (target.matches(".ck-question, .ck-review")) this.root.scrollIntoView({ block: "start" });
    else target.scrollIntoView({ block: "nearest" });
  }

  // ---- the list of all questions, and the look back

  refresh() {
    const { words, questions } = this;
    const marked = questions.filter((question) => this.isMarked(question));
    const left = this.open;
    const [n, total] = [questions.length - left.length, questions.length];
    const tally = fill(words.tally, { n, total });
    this.slot("tally").textContent = marked.length ? tally + fill(words.tally_marked, { n: marked.length }) : tally;
    all(this.root, ".ck-jump [data-act=go]").forEach((button, place) => this.sign(button, place, left, marked));
    this.slot("review-text").textContent = left.length
      ? fill(words.review_open, { n: left.length, total })
      : fill(words.review_all, { total });
    this.list("left", left);
    this.list("marked", marked);
    find(this.root, "[data-act=review]").classList.toggle("ck-primary", this.at === total - 1);
    writeJson(this.memory, { at: this.at, marks: marked.map(({ id }) => id) });
  }

  sign(button, place, left, marked) {
    const { words } = this;
    const question = this.questions[place];
    const [isOpen, isMarked] = [left.includes(question), marked.includes(question)];
    const said = [fill(words.name, { n: place + 1 }), isOpen ? words.is_open : words.is_answered, isMarked && words.is_marked];
    slot(button, "name").textContent = said.filter(Boolean).join(", ");
    slot(button, "sign").textContent = [!isOpen && words.sign_answered, isMarked && words.sign_marked].filter(Boolean).join("");
    button.toggleAttribute("data-answered", !isOpen);
    const current = place === this.at && !this.reviewing;
    if (current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }

  list(name, questions) {
    this.slot(`${name}-part`).hidden = !questions.length;
    this.slot(name).replaceChildren(...questions.map((question) => this.link(this.questions.indexOf(question))));
  }

  link(place) {
    const item = element("li", "");
    const button = element("button", "ck-button", fill(this.words.name, { n: place + 1 }));
    button.type = "button";
    Object.assign(button.dataset, { act: "go", to: place });
    item.append(button);
    return item;
  }

  forget() {
    writeJson(this.memory, null);
    this.root.remove();
  }
}
