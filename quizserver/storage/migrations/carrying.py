"""From module records by learner and course to registrations: what migration 0002 works out, frozen as of 0002.

It repeats in short what `domain.enrolling` decided when 0002 was written, and must not follow it when that changes.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import lcm
from typing import Any

from sqlalchemy import Connection, text

__all__ = ["carry_enrollments"]

_CHUNK = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Module:
    """A module that counts. `quiz` is the stored body of its graded quiz, if anybody ever took it."""

    slug: str
    kind: str
    quiz: Row | None

    @property
    def max_units(self) -> int:
        return sum(int(item["key"]["rule"]["max_units"]) for item in self.quiz["questions"]) if self.quiz else 0


@dataclass(frozen=True)
class _Course:
    revision: str
    version: str
    modules: tuple[_Module, ...] | None


def carry_enrollments(connection: Connection) -> None:
    """Give every learner with records in a course that course's registration 1, with totals as of now."""
    courses = {course_id: _latest(connection, course_id) for course_id in _courses(connection)}
    made: list[dict[str, Any]] = []
    for (user_id, course_id), records in _records(connection):
        made.append(_enrollment(user_id, course_id, records, course=courses[course_id]))
        if len(made) == _CHUNK:
            _insert(connection, made)
            made = []
    made += _only_attempts(connection, courses)
    _insert(connection, made)


def _courses(connection: Connection) -> list[str]:
    both = "SELECT course_id FROM module_records UNION SELECT course_id FROM attempts"
    return list(connection.execute(text(both)).scalars())


def _latest(connection: Connection, course_id: str) -> _Course:
    """The newest edition that anybody began an attempt under."""
    found = connection.execute(
        text("SELECT body FROM course_revisions WHERE course_id = :course ORDER BY stored_at DESC, revision LIMIT 1"),
        {"course": course_id},
    ).scalar()
    if found is None:
        return _Course("", "", None)
    frame = json.loads(found)
    modules = tuple(
        _Module(module["slug"], module["kind"], _quiz(connection, frame["quizzes"].get(module["quiz"])))
        for module in frame["modules"]
        if not module["planned"]
    )
    return _Course(frame["revision"], frame["version"], modules)


def _quiz(connection: Connection, revision: str | None) -> Row | None:
    body = connection.execute(
        text("SELECT body FROM quiz_revisions WHERE revision = :revision"), {"revision": revision}
    ).scalar()
    quiz = None if body is None else json.loads(body)
    return quiz if quiz is not None and quiz["graded"] else None


def _records(connection: Connection) -> Iterator[tuple[tuple[str, str], list[Row]]]:
    rows = connection.execute(text("SELECT * FROM module_records ORDER BY user_id, course_id, module")).mappings()
    grouped = groupby((dict(row) for row in rows.all()), key=lambda row: (row["user_id"], row["course_id"]))
    return ((key, list(group)) for key, group in grouped)


def _only_attempts(connection: Connection, courses: Mapping[str, _Course]) -> list[dict[str, Any]]:
    """Learners whose attempts belong to no module: registered, with nothing counted."""
    rows = connection.execute(
        text(
            "SELECT a.user_id, a.course_id, MIN(a.started_at) AS started_at, MAX(a.started_at) AS last_activity_at,"
            " MIN(a.language) AS language FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM module_records r"
            " WHERE r.user_id = a.user_id AND r.course_id = a.course_id) GROUP BY a.user_id, a.course_id"
        )
    ).mappings()
    made = []
    for row in rows:
        blank = _enrollment(row["user_id"], row["course_id"], [], course=courses[row["course_id"]])
        moments = {name: row[name] for name in ("started_at", "last_activity_at", "language")}
        made.append(blank | moments | {"assigned_at": row["started_at"]})
    return made


def _enrollment(user_id: str, course_id: str, records: Sequence[Row], *, course: _Course) -> dict[str, Any]:
    by_module = {record["module"]: record for record in records}
    modules = course.modules
    if modules is None:
        modules = tuple(_Module(record["module"], "module", None) for record in records)
    own = [by_module.get(module.slug) for module in modules]
    done = [record for record in own if record is not None and record["done_at"] is not None]
    latest = max(records, key=lambda record: record["last_activity_at"], default=None)
    begun = min((record["started_at"] for record in records), default=None)
    values = {
        "id": str(uuid.uuid4()),
        "user_id": user_id,
        "course_id": course_id,
        "number": 1,
        "source": "self",
        "assigned_at": begun or 0,
        "language": latest["language"] if latest is not None else "",
        "course_revision": course.revision,
        "course_version": course.version,
        "started_at": begun,
        "last_activity_at": latest["last_activity_at"] if latest is not None else None,
        "modules_done": len(done),
        "modules_total": len(modules),
    }
    return values | _score(modules, by_module) | _facts(modules, by_module) | _done(done, modules=modules)


def _score(modules: Sequence[_Module], by_module: Mapping[str, Row]) -> dict[str, Any]:
    graded = [module for module in modules if _is_graded(module, by_module)]
    counting = [module for module in graded if module.kind == "assessment"] or graded
    parts = [_part(module, by_module.get(module.slug)) for module in counting]
    scale = lcm(*(part[2] for part in parts)) if parts else None
    taken = [part[0] * (scale // part[2]) for part in parts if part[0] is not None] if scale else []
    marks = {part[3] for part in parts}
    return {
        "units": sum(taken) if taken else None,
        "max_units": sum(part[1] * (scale // part[2]) for part in parts) if scale else None,
        "scale": scale,
        "pass_percent": marks.pop() if len(marks) == 1 else None,
        "attempts": sum(by_module[module.slug]["attempts"] for module in graded if module.slug in by_module),
    }


def _is_graded(module: _Module, by_module: Mapping[str, Row]) -> bool:
    return module.quiz is not None or _has(by_module, module, "best_units")


def _part(module: _Module, record: Row | None) -> tuple[int | None, int, int, int | None]:
    if record is not None and record["best_units"] is not None:
        return record["best_units"], record["best_max_units"], record["best_scale"], record["pass_percent"]
    assert module.quiz is not None, "graded, and nobody's record says so: its quiz does"
    return None, module.max_units, module.quiz["scale"], module.quiz["pass_percent"]


def _facts(modules: Sequence[_Module], by_module: Mapping[str, Row]) -> dict[str, Any]:
    graded = [module for module in modules if _is_graded(module, by_module)]
    return {
        "completed_at": _last(modules, by_module, "completed_at"),
        "passed_at": _last(graded, by_module, "passed_at"),
    }


def _last(modules: Sequence[_Module], by_module: Mapping[str, Row], fact: str) -> int | None:
    """When the last of these modules had it; None while one has not."""
    if not modules or not all(_has(by_module, module, fact) for module in modules):
        return None
    return max(int(by_module[module.slug][fact]) for module in modules)


def _has(by_module: Mapping[str, Row], module: _Module, fact: str) -> bool:
    record = by_module.get(module.slug)
    return record is not None and record[fact] is not None


def _done(done: Sequence[Row], *, modules: Sequence[_Module]) -> dict[str, Any]:
    """Done is whose every module is, since the last one was, under the rule and edition of that day."""
    if not modules or len(done) < len(modules):
        return {"done_at": None, "done_rule": None, "done_course_revision": None, "done_course_version": None}
    last = max(done, key=lambda record: record["done_at"])
    frozen = {name: last[name] for name in ("done_at", "done_rule", "done_course_revision", "done_course_version")}
    return frozen | {"course_revision": last["done_course_revision"], "course_version": last["done_course_version"]}


def _insert(connection: Connection, made: Sequence[dict[str, Any]]) -> None:
    if made:
        names = list(made[0])
        values = ", ".join(f":{name}" for name in names)
        statement = f"INSERT INTO enrollments ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - names of ours
        connection.execute(text(statement), list(made))
