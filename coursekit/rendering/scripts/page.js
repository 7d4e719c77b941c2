// Brings the quizzes, the self-check and the progress of a page to life: the last of the modules that make quiz.js.

import { showLesson } from "./lesson.js";
import { Taking } from "./taking.js";

const begin = (selector, start) => {
  for (const root of document.querySelectorAll(`${selector}:not([data-begun])`)) {
    root.dataset.begun = "true";
    start(root);
  }
};

const onPage = () => {
  showLesson();
  begin(".ck-exam", async (root) => (await import("./exam.js")).startExam(root));
  begin(".ck-quiz:not(.ck-exam)", (root) => new Taking(root).start());
  begin(".ck-self-check", async (root) => (await import("./self-check.js")).startSelfCheck(root));
};

// What waits and what was not taken, of any quiz: no page has to wait for that.
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 500));
if (document.querySelector("[data-ck-course]"))
  addEventListener("load", () => idle(async () => (await import("./outbox.js")).watchOutbox()));

// Material's instant navigation changes pages without loading them and says so on document$.
if (window.document$) window.document$.subscribe(onPage);
else onPage();
