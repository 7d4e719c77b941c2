// The self-check: ratings stay in this browser, and so does what follows from them.

// Apart from quiz.js, since one page of a course has it; it borrows what quiz.js has.

import { element, fill, readJson, writeJson } from "./quiz.js";

export const startSelfCheck = (root) => {
  const { course, check, words: text, recommend, highest } = root.dataset;
  const words = JSON.parse(text);
  const key = `ck:${course}:${check}`;
  const rows = [...root.querySelectorAll("[data-statement]")];
  const slot = (name) => root.querySelector(`[data-slot="${name}"]`);

  const show = (ratings) => {
    const rated = rows.filter((row) => row.dataset.statement in ratings);
    slot("count").textContent = fill(words.counted, { n: rated.length, total: rows.length });
    root.querySelector("[data-act=clear]").hidden = !rated.length;
    slot("result").hidden = rated.length < rows.length;
    if (rated.length < rows.length) return;
    const value = (row) => ratings[row.dataset.statement];
    const total = rated.reduce((sum, row) => sum + value(row), 0);
    const lowest = Math.min(...[...root.querySelectorAll("input")].map((input) => Number(input.value)));
    const first = rated
      .filter((row) => value(row) > lowest)
      .sort((a, b) => value(b) - value(a) || a.dataset.place - b.dataset.place)
      .slice(0, recommend);
    slot("total").textContent = fill(words.total, { n: total, total: highest });
    slot("advice").textContent = first.length ? words.recommend : words.nothing;
    slot("list").replaceChildren(...first.map(line));
  };

  const line = ({ dataset: { title, url } }) => {
    const item = element("li", "");
    const name = element(url ? "a" : "span", "", title);
    if (url) name.href = url;
    item.append(name, url ? "" : ` ${words.planned}`);
    return item;
  };

  const read = () =>
    Object.fromEntries(
      rows
        .map((row) => [row.dataset.statement, row.querySelector("input:checked")])
        .filter(([, input]) => input)
        .map(([id, input]) => [id, Number(input.value)]),
    );

  const fillIn = (ratings) => {
    for (const row of rows)
      for (const input of row.querySelectorAll("input"))
        input.checked = Number(input.value) === ratings[row.dataset.statement];
    show(read());
  };

  root.addEventListener("input", () => {
    writeJson(key, read());
    show(read());
  });
  root.querySelector("[data-act=clear]").addEventListener("click", () => {
    writeJson(key, null);
    fillIn({});
    rows[0].querySelector("input").focus();
  });
  for (const row of rows) row.disabled = false;
  slot("inert").hidden = true;
  slot("note").hidden = false;
  fillIn(readJson(key, {}));
};
