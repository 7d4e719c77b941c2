"""One page: its front matter and what its Markdown holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from coursekit.authoring.limits import Limits
from coursekit.authoring.markdown import Scan, scan_markdown
from coursekit.authoring.report import Report
from coursekit.authoring.schema.matter import MATTER_SHAPES, LessonMatter, Matter, ToolMatter
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.validating import Languages, validate
from coursekit.authoring.yaml_document import Document
from coursekit.authoring.yaml_reader import read_yaml
from coursekit.model import Lesson, Page

__all__ = ["PageFile", "read_page"]

_END = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NUMBER = re.compile(r"[0-9]+")
TOOLS = "tools/"


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page as it was read. `matter` is None when the front matter has mistakes; `document` when it is no YAML."""

    path: str
    language: str
    report: Report
    document: Document | None
    matter: Matter | None
    body: str
    body_line: int
    scan: Scan

    @property
    def slug(self) -> str:
        """The name of the file without .md."""
        return PurePosixPath(self.path).stem

    @property
    def lesson(self) -> LessonMatter | None:
        """The front matter of a lesson."""
        return self.matter if isinstance(self.matter, LessonMatter) else None

    def build(self) -> Page | None:
        """The page of the model, unless its front matter has mistakes."""
        if self.matter is None:
            return None
        return Page(
            path=self.path,
            language=self.language,
            kind=self.matter.kind,
            title=self.matter.title,
            summary=self.matter.summary,
            license=self.matter.license,
            revision=self.matter.parity.revision,
            body=self.body,
            body_line=self.body_line,
            headings=self.scan.headings,
            module=self.matter.module if isinstance(self.matter, ToolMatter) else self.slug if self.lesson else None,
            lesson=_lesson(self.lesson) if self.lesson else None,
        )


def read_page(text: str, *, path: str, language: str, report: Report, languages: Languages, limits: Limits) -> PageFile:
    """Read the text of the page `path` in the folder of `language`."""
    text = text.replace("\r\n", "\n")
    yaml, body, body_line = _split(text, report=report)
    document = read_yaml(yaml, report=report, limits=limits, first_line=2) if yaml is not None else None
    matter = _read_matter(document, languages=languages) if document else None
    page = PageFile(
        path, language, report, document, matter, body, body_line, scan_markdown(body, first_line=body_line)
    )
    if document and matter:
        _check_place(page, document, matter)
    return page


def _split(text: str, *, report: Report) -> tuple[str | None, str, int]:
    """Front matter, body, and the line on which the body begins. MkDocs prints front matter that it cannot read."""
    first, newline, rest = text.partition("\n")
    if first.rstrip(" \t") != "---" or not newline:
        report.add("L001")
        return None, text, 1
    end = _END.search(rest)
    if end is None:
        report.add("L002")
        return None, text, 1
    body = rest[end.end() :].removeprefix("\n")
    return rest[: end.start()], body, rest.count("\n", 0, end.start()) + 3


def _read_matter(document: Document, *, languages: Languages) -> Matter | None:
    kind = document.data.get("kind", "lesson") if isinstance(document.data, dict) else "lesson"
    if not isinstance(kind, str) or kind not in MATTER_SHAPES:
        hint = find_close(str(kind), MATTER_SHAPES)
        document.complain("S004", ("kind",), where="kind", allowed=", ".join(MATTER_SHAPES), hint=hint)
        return None
    return validate(document, MATTER_SHAPES[kind], languages=languages)


def _check_place(page: PageFile, document: Document, matter: Matter) -> None:
    """Folder and name of the file say the same as the front matter."""
    if matter.lang != page.language:
        document.complain("L003", ("lang",), lang=matter.lang, folder=page.language)
    in_tools = page.path.startswith(TOOLS)
    if isinstance(matter, ToolMatter) != in_tools:
        folder = f"content/{page.language}/{TOOLS if in_tools else ''}"
        document.report.add("L022", document.at("kind"), kind=matter.kind, folder=folder)
    if not isinstance(matter, LessonMatter):
        return
    if matter.slug != page.slug:
        document.complain("L004", ("slug",), slug=matter.slug, name=page.slug)
    number = _NUMBER.match(page.slug)
    if number and int(number[0]) != matter.order:
        document.complain("L005", ("order",), order=matter.order, number=number[0])


def _lesson(matter: LessonMatter) -> Lesson:
    return Lesson(
        id=matter.id,
        slug=matter.slug,
        order=matter.order,
        objectives=tuple(objective.id for objective in matter.objectives),
        covers=tuple(matter.covers),
        prerequisites=tuple(matter.prerequisites),
        terms=tuple(matter.terms),
        references=tuple(matter.references),
        verify=tuple(matter.verify),
        tools=tuple(matter.tools),
        quiz=matter.quiz,
    )
