"""Authoring: the files of a course -> its model, and everything that is wrong with them.

    loaded = load_course(Path("."))          # never raises for what a file holds; reads only below the folder
    loaded.course                            # Course | None: None only when course.yml itself cannot be used
    loaded.content                           # Content: pages, glossary, references and facts, whatever could be read
    loaded.diagnostics                       # tuple of Diagnostic, sorted by file and line
    loaded.is_valid                          # no errors (warnings may remain): only then build and compile

With errors, `course` and `content` hold what is usable, so that a preview can go on: a question, page or entry with
an error is left out, and a text that a language lacks is filled from another. Everything that loads without errors
compiles (`coursekit.bundle.compile_course`).

    Diagnostic    code, severity, file, line, column, and message and remedy as language -> text
    DIRECTIVES    the `:::` directives of a page, and what their argument names
    find_course_root(folder)    the folder with course.yml here or above; raises CourseNotFoundError

Pages are `coursekit.model.Page`: a lesson's titles, minutes and objectives in all languages are those of its `Module`
(`course.find_module(page.module)`); glossary.md#<id> and references.md#<key> are the anchors that the directives
`::: glossary` and `::: references` are expected to make.
"""

from coursekit.authoring.diagnostic import Diagnostic, Severity, has_errors, sort_diagnostics
from coursekit.authoring.directives import DIRECTIVES
from coursekit.authoring.limits import DEFAULT_LIMITS, Limits
from coursekit.authoring.loading import Loaded, find_course_root, load_course

__all__ = [
    "DEFAULT_LIMITS",
    "DIRECTIVES",
    "Diagnostic",
    "Limits",
    "Loaded",
    "Severity",
    "find_course_root",
    "has_errors",
    "load_course",
    "sort_diagnostics",
]
