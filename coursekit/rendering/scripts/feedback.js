// Showing what the server said about a response: an icon, a word and a text, beside the option they belong to.

import { all, find, slot, typeOf } from "./answers.js";
import { fill } from "./api.js";

export const element = (name, className, text = "") =>
  Object.assign(document.createElement(name), { className, textContent: text });

// Color is never the only sign: the mark and the word say the same.
export const badge = (outcome, word, words) => {
  const shown = element("span", "ck-badge");
  const mark = element("span", "ck-mark", words[`mark_${outcome}`]);
  mark.setAttribute("aria-hidden", "true");
  shown.dataset.outcome = outcome;
  shown.append(mark, " ", word);
  return shown;
};

const badgeOf = (type, right, target, words) => {
  if (right === null) return type === "branch" ? badge("partial", words.partial, words) : null;
  const first = type === "ordering" && !target.closest("[data-item]").previousElementSibling;
  const word = right ? "right" : "wrong";
  return badge(right ? "full" : "none", words[`${first ? "first" : type}_${word}`] ?? words[word], words);
};

// The targets of a decision are named "node.option" in the page, and in the result of a whole question.
export const showFeedback = (part, feedback, words) => {
  const node = part.dataset.part ? `${part.dataset.part}.` : "";
  for (const { target, right, text } of feedback) {
    const place = target === null ? slot(part, "outcome") : find(part, `[data-target="${CSS.escape(node + target)}"]`);
    if (!place) continue;
    if (target === null) all(place, ".ck-why").forEach((why) => why.remove());
    else place.replaceChildren(...[badgeOf(typeOf(part), right, place, words)].filter(Boolean));
    if (text) place.append(element("span", "ck-why", text));
    place.hidden = !place.textContent;
  }
};

export const pointsOf = ({ points, max_points: max }, words) => fill(words.points, { points, max });

// Outside practice the server says no more than that it has the answer: the outcome is null.
export const showOutcome = (part, graded, words) => {
  const place = slot(part, "outcome");
  const shown = badge(graded.outcome ?? "unanswered", words[graded.outcome ?? "stored"], words);
  place.replaceChildren(shown, ...all(place, ".ck-why"));
  if (graded.outcome === "partial") shown.append(` (${pointsOf(graded, words)})`);
  place.hidden = false;
};

export const clearFeedback = (part) => {
  for (const place of all(part, "[data-target], [data-slot=outcome], [data-slot=happens]")) {
    if (place.dataset.slot !== "happens") place.replaceChildren();
    place.hidden = true;
  }
};
