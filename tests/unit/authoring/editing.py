"""A copy of the tea course with something changed in it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coursekit.authoring import DEFAULT_LIMITS, Diagnostic, Limits, load_course

TEA = Path(__file__).parents[2] / "courses" / "tea-basics"
MARK = "‸"
"""Stands in the new text where the complaint is expected, and is taken out before the check."""


Place = tuple[str, str] | tuple[str, int, int]
"""A file and the text before which a complaint stands, or its line and column where bytes are no text."""


@dataclass(frozen=True)
class Edit:
    """In `file`, `old` (there once) becomes `new`; without `old`, `new` is the whole file, and None deletes it."""

    file: str
    old: str | None
    new: str | bytes | None


@dataclass(frozen=True)
class Case:
    """What is edited, which code must come at the mark, and which other codes follow from the same mistake."""

    code: str
    edits: tuple[Edit, ...]
    also: frozenset[str] = frozenset()
    at: Place | None = None
    limits: Limits = DEFAULT_LIMITS


def case(
    code: str,
    file: str,
    old: str | None,
    new: str | bytes | None,
    *more: tuple[str, str | None, str | bytes | None],
    also: Sequence[str] = (),
    at: Place | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Case:
    """A case whose first edit is (file, old, new)."""
    edits = (Edit(file, old, new), *(Edit(*edit) for edit in more))
    return Case(code, edits, frozenset(also), at, limits)


def copy_tea(folder: Path) -> Path:
    """A fresh copy of the tea course."""
    return Path(shutil.copytree(TEA, folder / "tea"))


def apply_edit(root: Path, edit: Edit) -> tuple[str, int, int] | None:
    """Make the edit; where the mark stood is the answer."""
    path = root / edit.file
    if edit.new is None:
        path.unlink()
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(edit.new, bytes):
        path.write_bytes(edit.new)
        return None
    text = edit.new
    if edit.old is not None:
        before = path.read_text(encoding="utf-8")
        assert before.count(edit.old) == 1, f"{edit.old!r} stands {before.count(edit.old)} times in {edit.file}"
        text = before.replace(edit.old, edit.new)
    head, mark, _ = text.partition(MARK)
    path.write_bytes(text.replace(MARK, "").encode())
    return (edit.file, head.count("\n") + 1, len(head) - (head.rfind("\n") + 1) + 1) if mark else None


def _find(root: Path, file: str, text: str) -> tuple[str, int, int]:
    path = root / file
    content = path.read_text(encoding="utf-8")
    assert content.count(text) == 1, f"{text!r} stands {content.count(text)} times in {file}"
    head = content[: content.index(text)]
    return file, head.count("\n") + 1, len(head) - (head.rfind("\n") + 1) + 1


def check_case(root: Path, case: Case) -> tuple[list[tuple[str, str, int, int]], list[Diagnostic]]:
    """Where the case's code is expected, and everything that the check says."""
    places = [place for edit in case.edits if (place := apply_edit(root, edit)) is not None]
    if case.at is not None:
        places.append(case.at if len(case.at) == 3 else _find(root, *case.at))
    return [(case.code, *place) for place in places], list(load_course(root, limits=case.limits).diagnostics)
