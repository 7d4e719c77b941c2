// Reading a response from the form and writing one into it, by question type.
// A part is what is answered at once: a question, or one decision of a scenario.

export const find = (root, selector) => root.querySelector(selector);
export const all = (root, selector) => [...root.querySelectorAll(selector)];
export const slot = (root, name) => find(root, `[data-slot="${name}"]`);

const box = (part) => find(part, "fieldset");
export const questionOf = (part) => part.closest("[data-question]") ?? find(part, "[data-question]");
export const typeOf = (part) => questionOf(part).dataset.type;

const choice = {
  empty: "choose_first",
  read: (part) => {
    const selected = all(box(part), "input:checked").map((input) => input.value);
    return selected.length ? { selected } : null;
  },
  write: (part, response) =>
    all(box(part), "input").forEach((input) => (input.checked = !!response?.selected?.includes(input.value))),
};

const typed = {
  empty: "type_first",
  read: (part) => {
    const text = find(part, "input").value.trim();
    return text ? { text } : null;
  },
  write: (part, response, from, to) => {
    const inputs = JSON.parse(box(part).dataset.inputs || "{}");
    const text = response?.text ?? "";
    find(part, "input").value = inputs[from] && from !== to ? converted(text, inputs[from], inputs[to]) : text;
  },
};

const TYPES = {
  single: choice,
  multiple: choice,
  truefalse: choice,
  branch: choice,
  numeric: typed,
  short: typed,
  ordering: {
    read: (part) => ({ order: all(part, "[data-item]").map((step) => step.dataset.item) }),
    write: (part, response) => applyOrder(part, response?.order),
  },
  matching: {
    empty: "match_first",
    read: (part) => {
      const chosen = all(part, "select").filter((select) => select.value);
      const choices = Object.fromEntries(chosen.map((select) => [select.dataset.premise, select.value]));
      return chosen.length ? { choices } : null;
    },
    complete: (part) => all(part, "select").every((select) => select.value),
    write: (part, response) => {
      all(part, "select").forEach((select) => (select.value = response?.choices?.[select.dataset.premise] ?? ""));
    },
  },
};

const rule = (part) => TYPES[typeOf(part)];

export const readResponse = (part) => rule(part).read(part);
// The word that says what is missing, or undefined when the response can be sent.
export const missing = (part) => {
  const { read, complete = read, empty } = rule(part);
  return complete(part) ? undefined : empty;
};

// How sure the learner felt, if they said so: kept, never scored.
export const readConfidence = (part) => find(part, ".ck-sure :checked")?.value ?? null;
export const writeConfidence = (part, confidence) =>
  all(part, ".ck-sure input").forEach((input) => (input.checked = input.value === confidence));

export const writeResponse = (part, response, from, to) => rule(part).write(part, response, from, to);

// Put options or steps into this order.
export const applyOrder = (part, order = []) => {
  const wanted = order.map((id) => find(part, `[data-item="${CSS.escape(id)}"]`)).filter(Boolean);
  const now = all(part, "[data-item]").filter((item) => wanted.includes(item));
  // Moving a node drops its focus: leave what is already right.
  if (wanted.some((item, place) => item !== now[place])) now[0].parentElement.append(...wanted);
  markEnds(part);
};

// The first step cannot go up and the last cannot go down; the buttons stay focusable.
const markEnds = (part) => {
  const steps = all(part, "[data-item]");
  for (const button of all(part, ".ck-move"))
    button.setAttribute("aria-disabled", steps.at(button.dataset.step < 0 ? 0 : -1).contains(button));
};

// Move a step; returns its new place, or nothing when it is at the end already.
export const move = (part, button) => {
  const step = button.closest("[data-item]");
  const up = button.dataset.step < 0;
  const other = up ? step.previousElementSibling : step.nextElementSibling;
  if (!other) return undefined;
  if (up) other.before(step);
  else other.after(step);
  markEnds(part);
  button.focus();
  const steps = all(part, "[data-item]");
  return { n: steps.indexOf(step) + 1, total: steps.length, text: find(step, ".ck-text").textContent };
};

// Where each response may be used once, show which are taken and keep them from being taken twice.
export const markUsed = (part) => {
  if (box(part).dataset.reuse !== "false") return;
  const taken = all(part, "select").map((select) => select.value);
  for (const option of all(part, "option")) option.disabled = !option.selected && option.value && taken.includes(option.value);
  for (const item of all(part, "li")) item.toggleAttribute("data-used", taken.includes(item.dataset.response));
};

export const changeSign = (part) => {
  const input = find(part, "input");
  input.value = /^\s*[-−－]/.test(input.value) ? input.value.replace(/^\s*[-−－]/, "") : `-${input.value}`;
  input.focus();
};

// "8.8" million yen is "880" 万円; what is no number stays as it was typed. Twelve digits hide that 8.8 * 100 is not 880.
export const converted = (text, from, to) => {
  const number = Number(plain(text) || NaN);
  return Number.isNaN(number) ? text : String(Number(((number * from.factor) / to.factor).toPrecision(12)));
};

// The same liberties as coursekit.grading takes: full width, thousands, currency, unit, the minus signs in use.
const plain = (text) =>
  text
    .normalize("NFKC")
    .replace(/\s/g, "")
    .replace(/^[▲△−‐-―]/, "-")
    .replace(/,(?=\d{3}(\D|$))/g, "")
    .replace(/[¥\\$€£]|[^\d.]+$/g, "");
