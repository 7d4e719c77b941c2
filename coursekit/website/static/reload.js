/* Only in pages of `course serve`: look for a newer version of this page, and show what keeps it from being built.
   The page itself stays as it was when it last had no mistakes. */
const { state, language, built, title, text, remedy } = document.querySelector("script[data-ck-live]").dataset;
const pause = 700; // milliseconds between two looks

let shown = "";

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(state, { cache: "no-store" });
      if (answer.ok) apply(await answer.json());
    } catch {
      /* the server is being restarted: look again later */
    }
  }
  setTimeout(look, pause);
}

function apply({ versions, problems }) {
  if (versions[language] && versions[language] !== built) {
    location.reload();
    return;
  }
  const now = JSON.stringify(problems);
  if (now === shown) return;
  shown = now;
  document.querySelector(".ck-problems")?.remove();
  if (problems.length) document.querySelector(".ck-frame, body").before(box(problems));
}

function box(problems) {
  const section = document.createElement("section");
  section.className = "ck-problems";
  section.setAttribute("role", "alert");
  const list = document.createElement("ol");
  for (const problem of problems) {
    const item = document.createElement("li");
    item.append(
      part("code", problem.where),
      " ",
      part("strong", pick(problem.message)),
      document.createElement("br"),
      part("span", problem.remedy ? `${remedy}: ${pick(problem.remedy)}` : ""),
    );
    list.append(item);
  }
  section.append(part("h2", title), part("p", text), list);
  return section;
}

function part(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

const pick = (said) => said[language] ?? said.en ?? "";

look();
