"""Finding what would give answers away: every string of the key, anywhere in a built site."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coursekit.bundle import CompiledCourse, CompiledQuestion
from coursekit.model import Course, NumericQuestion, ShortQuestion

_TEXT_FILES = {".html", ".json", ".js", ".css", ".xml", ".svg", ".txt", ".map"}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_FLAGS = re.compile(
    r"data-(?:correct|key|answer|weight|score|feedback)\s*="
    r"|[\"']?(?:correct|is_correct|feedback|weight|max_units|rule|accept|near|debrief)[\"']?\s*:\s*[\[{\"'tf\d]"
)


def find_leaks(site: Path, compiled: CompiledCourse, course: Course) -> list[str]:
    """Where a string of the key stands in the site: "02-brewing/index.html: tea-02-q1: <the string>"."""
    secrets = sorted(_secrets(compiled))
    found = []
    for path in sorted(site.rglob("*")):
        if not path.is_file() or path.suffix not in _TEXT_FILES:
            continue
        text = readable(path)
        name = path.relative_to(site).as_posix()
        found += [f"{name}: {question}: {secret}" for question, secret in secrets if secret in text]
        if path.suffix == ".html" or "search" in name:
            found += [f"{name}: flag: {flag.group()}" for flag in _FLAGS.finditer(_without_words(text))]
    return found + list(_short_answers(site, course))


def find_sealed(site: Path, compiled: CompiledCourse) -> list[str]:
    """Where a text of a question that comes with the attempt only stands in the site, its stem and options included."""
    texts = {
        (question.id, normalize(text))
        for quiz in compiled.quizzes.values()
        if quiz.is_sealed
        for question in quiz.questions
        for text in (*_texts(question.delivery), *_texts(_unseen(question)))
        if len(text) >= 24  # "¥3.1 million" and "What do you do first?" may well stand elsewhere
    }
    files = [path for path in sorted(site.rglob("*")) if path.is_file() and path.suffix in _TEXT_FILES]
    contents = {path.relative_to(site).as_posix(): readable(path) for path in files}
    return [f"{name}: {question}" for name, held in contents.items() for question, text in texts if text in held]


def readable(path: Path) -> str:
    """The text of a file as a person could dig it out: entities and escapes resolved, spaces and marks made equal."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".json":
        text = json.dumps(json.loads(text), ensure_ascii=False)
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), html.unescape(html.unescape(text)))
    return normalize(text.replace('\\"', '"'))


def normalize(text: str) -> str:
    """One kind of space and of quotation marks."""
    return " ".join(text.translate(str.maketrans("“”‘’", "\"\"''")).split())


def _secrets(compiled: CompiledCourse) -> set[tuple[str, str]]:
    """Question -> every text that only the server may know."""
    return {
        (question.id, normalize(text))
        for quiz in compiled.quizzes.values()
        for question in quiz.questions
        for text in _texts(_unseen(question))
        if len(text) >= 8
    }


def _unseen(question: CompiledQuestion) -> Any:
    """The key without the ids in it: step ids and names of nodes are no texts."""
    feedback = dict(question.feedback)
    feedback.pop("steps", None)
    return feedback


def _texts(data: Any) -> Iterator[str]:
    """The texts of a language -> string mapping, at any depth."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if isinstance(value, str) and name in ("en", "ja"):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _short_answers(site: Path, course: Course) -> Iterator[str]:
    """Accepted words and numbers may stand in a lesson, but not in the form that asks for them."""
    for page in sorted(site.rglob("index.html")):
        text = page.read_text(encoding="utf-8")
        for quiz in course.quizzes:
            for question in quiz.questions:
                if isinstance(question, ShortQuestion | NumericQuestion):
                    form = _form(text, question.id, stems=list(question.stem.values()))
                    yield from (f"{page.parent.name}: {question.id}: {a}" for a in _accepted(question) if a in form)


def _accepted(question: ShortQuestion | NumericQuestion) -> set[str]:
    if isinstance(question, ShortQuestion):
        return set(question.accept)
    return {str(question.value)} if len(str(question.value)) > 2 else set()


def _form(page: str, question_id: str, *, stems: list[str]) -> str:
    """The fieldset of a question, without its stem."""
    found = re.search(rf'<fieldset[^>]*data-question="{re.escape(question_id)}".*?</fieldset>', page, re.DOTALL)
    form = normalize(html.unescape(re.sub(r"data-inputs='[^']*'", "", found.group()))) if found else ""
    for stem in stems:
        form = form.replace(normalize(stem), "")
    return re.sub(r'<span class="ck-stem">.*?</span>\s*</legend>', "", form)


def _without_words(text: str) -> str:
    """The page without the words of the interface, which speak of correct answers and feedback in general."""
    return re.sub(r"data-(?:ck-)?words='[^']*'", "", text)
