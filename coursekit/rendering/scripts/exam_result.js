// The result of an attempt: passed or not, points by course outcome, what to read again. Never which option was right.

import { all, element, fill, slot } from "./quiz.js";
import { moment } from "./exam_clock.js";

const fillList = (root, name, items) => {
  slot(root, `${name}-part`).hidden = !items.length;
  slot(root, name).replaceChildren(...items);
};

// The number stands beside its bar: the bar is for the eye alone.
const outcomeLine = ({ text, outcome, points, max_points: max }, words) => {
  const line = element("li", "");
  const bar = element("span", "ck-bar");
  bar.setAttribute("aria-hidden", "true");
  bar.append(element("span", ""));
  bar.firstChild.style.inlineSize = `${max > 0 ? (100 * points) / max : 0}%`;
  line.append(element("span", "", text ?? outcome), bar, element("span", "ck-points", fill(words.points, { points, max })));
  return line;
};

// One line for each lesson, with its sections.
const lessonLine = (title, sections) => {
  const line = element("li", "");
  if (sections.some(({ heading }) => heading)) line.append(element("span", "ck-points", title));
  for (const { href, heading } of sections) {
    const link = element("a", "", heading ?? title);
    link.href = href;
    line.append(link, " ");
  }
  return line;
};

const lessonLines = (sections) => {
  const titles = [...new Set(sections.map(({ title }) => title))];
  return titles.map((title) => lessonLine(title, sections.filter((section) => section.title === title)));
};

// Japanese sentences follow each other without a space.
export const sentences = (said) =>
  said.filter(Boolean).reduce((text, next) => text + (text && !/[。）]$/.test(text) ? " " : "") + next, "");

export const offerCertificate = (root, url) => {
  for (const link of all(root, "[data-slot=certificate]")) {
    link.hidden = !url;
    link.href = url ?? "";
  }
};

// When another try is possible, as a sentence.
export const nextTry = ({ next_attempt_at: at, attempts_left: left = null }, words, language) => {
  if (left === 0) return words.none_left;
  const when = at && new Date(at) > new Date() ? fill(words.opens, { time: moment(at, language) }) : words.opens_now;
  return sentences([when, left !== null && fill(words.left, { n: left })]);
};

export const showResult = (root, result, words, language) => {
  const { points, max_points: max, percent, passed, pass_percent: pass, counts, attempt } = result;
  const verdict = passed === null ? words.verdict_done : passed ? words.verdict_passed : words.verdict_failed;
  const said = [
    passed !== null && fill(words.pass_mark, { pass }),
    words[`counts_${counts}`],
    fill(words.handed_in, { time: moment(attempt.submitted_at, language) }),
  ];
  slot(root, "verdict").textContent = verdict;
  slot(root, "score").textContent = fill(words.score, { points, max, percent });
  slot(root, "score-text").textContent = sentences(said);
  fillList(root, "outcomes", result.outcomes.map((line) => outcomeLine(line, words)));
  fillList(root, "sections", lessonLines(result.sections));
  slot(root, "result").dataset.passed = passed;
  slot(root, "result").hidden = false;
};
