// What the learner sees of a quiz: parts open or locked, messages, the count, the result. Knows nothing of the server.

import { all, applyOrder, find, markUsed, questionOf, readConfidence, readResponse, slot, typeOf } from "./answers.js";
import { writeConfidence, writeResponse } from "./answers.js";
import { fill, signInUrl } from "./api.js";
import { badge, clearFeedback, element, pointsOf, showFeedback, showOutcome } from "./feedback.js";

export class View {
  constructor(root) {
    this.root = root;
    this.data = root.dataset;
    this.words = JSON.parse(this.data.words);
    this.parts = all(root, ".ck-part");
    this.questions = all(root, ".ck-question");
  }

  slot(name) {
    return slot(this.root, name);
  }

  // "question/node"; without a node, "question/".
  key(part) {
    return `${questionOf(part).dataset.question}/${part.dataset.part}`;
  }

  part({ question, part }) {
    return this.parts.find((other) => this.key(other) === `${question}/${part}`);
  }

  begin() {
    this.slot("inert").hidden = true;
    for (const link of all(this.root, "[data-slot$=sign-in]"))
      link.href = signInUrl(this.data.app, this.data.language, (link.closest(".ck-question") ?? this.root).id);
    for (const part of this.parts) this.askConfidence(part);
    this.reset();
  }

  // One question more for each part: only where a script runs, and written once in the page.
  askConfidence(part) {
    const asked = this.slot("sure").content.cloneNode(true);
    for (const input of all(asked, "input")) input.name = `${this.key(part)}/sure`;
    find(part, "[data-act=check]").parentElement.before(asked);
  }

  reset() {
    find(this.root, "form").reset();
    this.slot("result").hidden = true;
    this.slot("end").hidden = false;
    for (const finale of all(this.root, "[data-slot=finale]")) finale.hidden = true;
    for (const question of this.questions) ["data-done", "data-carried"].forEach((name) => question.removeAttribute(name));
    for (const part of this.parts) {
      this.clear(part);
      delete part.dataset.touched;
      part.hidden = !!part.previousElementSibling?.matches(".ck-part");
      applyOrder(part);
      markUsed(part);
    }
  }

  // A part is open, waiting (on its way to the server), locked (answered) or closed (the quiz is not open).
  setState(part, state) {
    for (const box of all(part, "fieldset")) box.disabled = state !== "open";
    part.dataset.state = state;
    const button = find(part, "[data-act=check]");
    if (!button) return;
    button.hidden = ["locked", "closed"].includes(state);
    // It keeps the focus until the reply is there.
    button.setAttribute("aria-disabled", state === "waiting");
  }

  clear(part) {
    clearFeedback(part);
    this.setState(part, "open");
    this.error(part, "");
  }

  close() {
    for (const part of this.parts) if (part.dataset.state === "open") this.setState(part, "closed");
    this.slot("end").hidden = true;
  }

  reopen() {
    for (const part of this.parts) if (part.dataset.state === "closed") this.setState(part, "open");
    this.slot("end").hidden = false;
  }

  // Orders of the paper. A part that the learner is at work on is left as it is.
  arrange(orders) {
    for (const part of this.parts) {
      if (part.dataset.touched || part.contains(document.activeElement)) continue;
      applyOrder(part, orders[this.key(part).replace(/\/$/, "")]);
    }
  }

  write(part, { response, language, confidence }) {
    writeResponse(part, response, language, this.data.language);
    writeConfidence(part, confidence);
    markUsed(part);
  }

  read(part) {
    return { response: readResponse(part), language: this.data.language, confidence: readConfidence(part) };
  }

  waiting(part) {
    this.setState(part, "waiting");
    const outcome = slot(part, "outcome");
    outcome.replaceChildren(badge("unanswered", this.words.waiting, this.words));
    outcome.hidden = false;
  }

  explain(part, stored) {
    this.clear(part);
    const { dataset } = part.closest(".ck-question");
    if (stored.done) dataset.done = "";
    if (stored.carried_from) dataset.carried = "";
    this.setState(part, "locked");
    showFeedback(part, stored.feedback, this.words);
    if (typeOf(part) === "branch") this.advance(part, stored);
    if (typeOf(part) !== "branch" || !stored.outcome) showOutcome(part, stored, this.words);
  }

  // A decision was taken: what happens then, and the next decision or the end.
  advance(part, { feedback, next, ending, debrief }) {
    const result = feedback.find((entry) => entry.result)?.result;
    const happens = slot(part, "happens");
    slot(happens, "happens-text").textContent = result ?? "";
    happens.hidden = !result;
    const scene = questionOf(part);
    const following = next && this.part({ question: scene.dataset.question, part: next });
    if (following) {
      part.after(following);
      following.hidden = false;
      find(following, "fieldset").setAttribute("aria-describedby", result ? happens.id : "");
    }
    if (!ending) return;
    slot(scene, "ending").textContent = ending;
    slot(scene, "debrief").textContent = debrief;
    slot(scene, "finale").hidden = false;
  }

  // Where to go on reading after a response was graded.
  focusAfter(part, { next, ending, question }) {
    const following = next && this.part({ question, part: next });
    if (following) return this.focus(find(following, "fieldset"), slot(part, "happens"));
    if (ending) return this.focus(slot(questionOf(part), "finale"));
    const shown = all(part, "[data-target]:not([hidden])").map((place) => place.id);
    slot(part, "outcome").setAttribute("aria-describedby", shown.join(" "));
    return this.focus(slot(part, "outcome"));
  }

  focus(target, seen = target) {
    target.focus({ preventScroll: true });
    (seen.hidden ? target : seen).scrollIntoView({ block: "nearest" });
  }

  // A message at the field; with a link to sign in where that is what is missing. Whoever has gone on to another
  // question keeps the focus there: what is being typed must not land in this field.
  error(part, text, { link = false, focus = true } = {}) {
    slot(part, "error").textContent = text;
    slot(part, "sign-in").hidden = !link;
    const input = find(part, "input[type=text]");
    input?.setAttribute("aria-invalid", !!text);
    if (text && focus) input?.focus();
  }

  note(text, { link, start, focus } = {}) {
    this.slot("note-text").textContent = text;
    this.slot("note").hidden = !text;
    this.slot("sign-in").hidden = !link;
    const button = find(this.root, "[data-act=start]");
    button.hidden = !start;
    if (start === "again") button.textContent = button.dataset.again;
    if (focus) this.focus(link ? this.slot("sign-in") : this.slot("note"));
    return false;
  }

  // The bar that stays in sight: what is wrong with the connection, and how many answers wait.
  bar(trouble, unsent, word) {
    const count = unsent ? fill(this.words.unsent, { n: unsent }) : "";
    const text = [this.words[word], count].filter(Boolean).join(" ");
    if (this.slot("unsent-text").textContent !== text) this.slot("unsent-text").textContent = text;
    this.slot("unsent").hidden = !text;
    this.slot("bar-sign-in").hidden = trouble !== "expired";
    find(this.root, "[data-act=retry]").hidden = trouble !== "offline";
  }

  count(done) {
    const total = this.questions.length;
    this.slot("count").textContent = fill(this.words.answered, { n: done, total });
    find(this.root, "[data-act=finish]").classList.toggle("ck-primary", done >= total);
  }

  confirm(open) {
    const text = open ? fill(this.words.confirm, { n: open, total: this.questions.length }) : "";
    this.slot("confirm-text").textContent = text;
    this.slot("confirm").hidden = !open;
    find(this.root, "[data-act=finish]").hidden = !!open;
    if (open) this.focus(this.slot("confirm"));
  }

  result(result) {
    for (const part of this.parts) if (part.dataset.state === "waiting") this.clear(part);
    this.close();
    for (const question of this.questions) delete question.dataset.carried;
    for (const graded of result.questions) this.gradeQuestion(graded);
    this.slot("score").textContent = this.score(result);
    this.slot("list").replaceChildren(...result.questions.map((graded, place) => this.line(graded, place + 1, result)));
    this.surprise(result);
    this.slot("result").hidden = false;
    this.slot("result").dataset.passed = result.passed;
    this.offerNext(result);
    this.focus(this.slot("result"));
  }

  gradeQuestion(graded) {
    const question = find(this.root, `[id="ck-${graded.question}"]`);
    showFeedback(question, graded.feedback, this.words);
    if (typeOf(question) !== "branch") showOutcome(question, graded, this.words);
  }

  score({ points, max_points: max, percent, passed, pass_percent: pass, questions }) {
    const right = questions.filter(({ outcome }) => outcome === "full").length;
    const text = passed === null ? this.words.not_graded : passed ? this.words.passed : this.words.failed;
    return fill(text, { points, max, percent, pass, right, total: questions.length });
  }

  // Sure and wrong is where reading again helps most; right by a guess is not known yet.
  surprise({ questions, attempt: { answers } }) {
    const named = (confidence, isFull) => {
      const felt = ({ question }) => answers[question]?.some((answer) => answer.confidence === confidence);
      const found = questions.filter((graded) => felt(graded) && (graded.outcome === "full") === isFull);
      const names = found.map((graded) => fill(this.words.question, { n: questions.indexOf(graded) + 1 }));
      return names.length && new Intl.ListFormat(this.data.language).format(names);
    };
    const [sure, guessed] = [named("sure", false), named("guess", true)];
    const said = [sure && fill(this.words.sure_wrong, { list: sure }), guessed && fill(this.words.guess_right, { list: guessed })];
    this.slot("surprise").replaceChildren(...said.filter(Boolean).map((text) => element("span", "ck-why", text)));
    this.slot("surprise").hidden = !sure && !guessed;
  }

  line(graded, n, { passed }) {
    const line = element("li", "ck-line");
    const link = element("a", "", fill(this.words.question, { n }));
    link.href = `#ck-${graded.question}`;
    line.append(link, badge(graded.outcome, this.words[graded.outcome], this.words));
    if (passed !== null) line.append(element("span", "ck-points", pointsOf(graded, this.words)));
    if (graded.regraded) line.append(element("span", "ck-points", this.regraded(graded.regraded)));
    return line;
  }

  // Graded anew later: the points of the day stay, and what they are worth now stands beside them.
  regraded({ at, points, max_points: max }) {
    const date = new Date(at).toLocaleDateString(this.data.language, { dateStyle: "long" });
    return fill(this.words.regraded, { date, points, max });
  }

  // Whoever has not passed is asked to try again first, and may still go on.
  offerNext({ passed, questions }) {
    const missed = questions.filter(({ outcome }) => outcome !== "full").length;
    find(this.root, "[data-act=missed]").hidden = !missed || missed === questions.length;
    const { ckNextUrl, ckNextTitle } = this.root.closest("[data-ck-next-url]")?.dataset ?? {};
    const link = this.slot("next");
    link.hidden = !ckNextUrl;
    link.href = ckNextUrl ?? "";
    if (ckNextTitle) link.textContent = fill(link.dataset.text, { title: ckNextTitle });
    link.classList.toggle("ck-primary", passed !== false);
    find(this.root, "[data-act=missed]").classList.toggle("ck-primary", passed === false);
    find(this.root, "[data-act=again]").classList.toggle("ck-primary", passed === false && missed === questions.length);
  }
}
