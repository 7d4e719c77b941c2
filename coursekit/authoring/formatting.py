"""`course fmt`: what can be put in order without touching what a file says.

Line ends become LF, a byte order mark goes, spaces at the end of lines go (outside of texts of several lines), the file
ends with one line end, and questions and options without an id get one. Comments, quotes, order and indentation stay.
Every step is proved by reading the result: where the data would differ, the step is left out. A file that is no YAML
stays as it is; `course check` says why.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from coursekit.authoring.limits import DEFAULT_LIMITS
from coursekit.authoring.numbering import next_entry_id, next_question_id
from coursekit.authoring.report import Report
from coursekit.authoring.source import read_text
from coursekit.authoring.yaml_document import Document
from coursekit.authoring.yaml_reader import Parser, read_yaml

__all__ = ["format_course", "format_text"]

_ENTRY_PREFIXES = {"options": "", "items": "s", "premises": "p", "responses": "r", "statements": "s"}

Insertion = tuple[int, str]


def format_course(root: Path, *, write: bool) -> tuple[str, ...]:
    """The files of a course that are not in order, relative to it; with `write`, put them in order."""
    quizzes = sorted((root / "quizzes").glob("*.yml"))
    files = [root / "course.yml", *sorted((root / "content").glob("*.yml")), *quizzes]
    texts = {path: text for path in files if (text := _read(path, root=root)) is not None}
    taken = {name for path in quizzes if path in texts for name in _question_ids(texts[path])}
    changed = []
    for path, text in texts.items():
        done = format_text(text, name=path.stem if path in quizzes else None, taken=taken)
        if done.encode() != path.read_bytes():
            changed.append(path.relative_to(root).as_posix())
            if write:
                _replace(path, done)
        taken |= _question_ids(done) if path in quizzes else set()
    return tuple(changed)


def format_text(text: str, *, name: str | None = None, taken: set[str] | None = None) -> str:
    """The text in order. `name` is that of a quiz file, which gets its missing ids; `taken` are ids used elsewhere."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    before = _parse(text)
    if before is None:
        return text
    for step in (_trim_lines, _end_once):
        candidate = step(text)
        after = _parse(candidate)
        if after is not None and after.data == before.data:
            text = candidate
    return text if name is None else _fill_ids(text, name=name, taken=taken or set())


def _parse(text: str) -> Document | None:
    return read_yaml(text, report=Report(""), limits=DEFAULT_LIMITS)


def _trim_lines(text: str) -> str:
    """Without spaces at the end of lines, except in texts of several lines, where they may be meant."""
    kept = _lines_of_long_texts(text)
    return "\n".join(line if number in kept else line.rstrip(" \t") for number, line in enumerate(text.split("\n")))


def _lines_of_long_texts(text: str) -> set[int]:
    parser = Parser(text)
    lines: set[int] = set()
    while True:
        event: Any = parser.get_event()
        if isinstance(event, yaml.StreamEndEvent):
            return lines
        # A text in block style ends where the next line begins.
        first, last = event.start_mark.line, event.end_mark.line + (event.end_mark.column > 0)
        if last - first > 1 and isinstance(event, yaml.ScalarEvent):
            lines |= set(range(first, last))


def _end_once(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _fill_ids(text: str, *, name: str, taken: set[str]) -> str:
    document = _parse(text)
    assert document is not None, "it was read before"
    insertions = list(_insertions(document, text, name=name, taken=taken))
    candidate = text
    for index, addition in sorted(insertions, reverse=True):
        candidate = candidate[:index] + addition + candidate[index:]
    after = _parse(candidate)
    return candidate if after is not None and _is_filled(document.data, after.data) else text


def _insertions(document: Document, text: str, *, name: str, taken: set[str]) -> Iterator[Insertion]:
    questions = document.data.get("questions") if isinstance(document.data, dict) else None
    if isinstance(questions, list):
        own = _ids(questions)
        for index, question in enumerate(questions):
            if _lacks_id(question):
                own.append(next_question_id(own, taken=taken, name=name))
                yield from _insertion(document, text, ("questions", index), own[-1])
    for path, key, entries in _lists(document.data, ()):
        own = _ids(entries)
        for index, entry in enumerate(entries):
            new = next_entry_id(own, prefix=_ENTRY_PREFIXES[key]) if _lacks_id(entry) else None
            if new is not None:
                own.append(new)
                yield from _insertion(document, text, (*path, index), new)


def _lists(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, list[Any]]]:
    """Every list whose entries have ids, wherever it stands."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _ENTRY_PREFIXES and isinstance(value, list):
                yield (*path, key), key, value
            yield from _lists(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _lists(value, (*path, index))


def _insertion(document: Document, text: str, path: tuple[str | int, ...], new: str) -> Iterator[Insertion]:
    """Where to write the id: behind an empty `id:`, and otherwise as the first key. `id: null` is left alone."""
    data = document.data
    for step in path:
        data = data[step]
    if "id" in data:
        start = _index(text, document.at(*path, "id"))
        if text[start : start + 1] in {"", " ", "\n", ",", "}"}:
            yield start, f" {new}"
        return
    line, column = document.at(*path)
    start = _index(text, (line, column))
    if text[start : start + 1] == "{":
        yield start + 1, f"id: {new}, "
    else:
        yield start, f"id: {new}\n{' ' * (column - 1)}"


def _index(text: str, at: tuple[int, int]) -> int:
    start = 0
    for _ in range(at[0] - 1):
        start = text.index("\n", start) + 1
    return start + at[1] - 1


def _lacks_id(entry: Any) -> bool:
    return isinstance(entry, dict) and bool(entry) and entry.get("id") is None


def _ids(entries: list[Any]) -> list[str]:
    return [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


def _is_filled(before: Any, after: Any) -> bool:
    """Whether only ids have come in."""
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {key: value for key, value in before.items() if not (key == "id" and value is None)}
        new = after.keys() - kept.keys()
        return new <= {"id"} and kept.keys() <= after.keys() and all(_is_filled(kept[k], after[k]) for k in kept)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(_is_filled(a, b) for a, b in zip(before, after, strict=True))
    return bool(before == after)


def _question_ids(text: str) -> set[str]:
    document = _parse(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    data = document.data if document is not None else None
    questions = data.get("questions") if isinstance(data, dict) else None
    return set(_ids(questions)) if isinstance(questions, list) else set()


def _read(path: Path, *, root: Path) -> str | None:
    """The text of a file with its line ends; None when it cannot be read, or is a link."""
    if path.is_symlink() or not path.is_file():
        return None
    return read_text(path, root=root, report=Report(""), limits=DEFAULT_LIMITS)


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all, with the permissions it had."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".fmt-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
