"""What files of the report are made of: everybody whom a question matches, column by column, all of one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from coursekit.bundle import CompiledCourse
from coursekit.model import Text
from quizserver.catalog import Catalog
from quizserver.domain.departments import Department
from quizserver.domain.enrolling import begin_enrollment
from quizserver.domain.people import Role, Visitor
from quizserver.domain.records import Enrollment, ModuleRecord
from quizserver.services.clock import Clock
from quizserver.services.deadlines import Deadlines
from quizserver.services.library import Library
from quizserver.services.progress import module_progress
from quizserver.services.reporting import Question, question_facts, roster_filter
from quizserver.storage import Database, Transaction
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.departments import list_departments
from quizserver.storage.roster_cells import Cells, count_rows, has_more_than, list_module_records, stream_cells
from quizserver.storage.roster_filter import RosterFilter

__all__ = ["MODULES", "OPERATOR", "Exporting", "Rows", "Source"]

MODULES = "modules"
"""The name under which cells of modules are asked for: for each row, (status, percent) of each module."""

OPERATOR = Visitor(user_id=SYSTEM, name="", locale="en", roles=frozenset({Role.HR}), department_code="", last_seen_at=0)
"""Who exports at the command line: sees what HR sees."""

Rows = Mapping[str, Sequence[Any]]
"""Name -> values in some consecutive rows."""


class Source:
    """Reads rosters. Writes nothing, so that a process beside the server can have one."""

    def __init__(self, database: Database, *, catalog: Catalog, library: Library) -> None:
        self._database = database
        self._catalog = catalog
        self._library = library

    def select_course(self, course_id: str) -> CompiledCourse:
        """The course of today. Raises NotFound."""
        return self._catalog.select_course(course_id)

    def is_long(self, wanted: RosterFilter, *, rows: int) -> bool:
        """Whether there are more rows than these."""
        with self._database.reading() as tx:
            return has_more_than(tx, wanted, rows=rows)

    def count(self, wanted: RosterFilter) -> int:
        """How many rows there are."""
        with self._database.reading() as tx:
            return count_rows(tx, wanted)

    def stream(self, wanted: RosterFilter, *, names: Sequence[str]) -> Iterator[Rows]:
        """The columns of these names (`storage.roster_cells.CELLS`, status, result, title, modules), in pieces.

        `title` is the course's, in all its languages, in the edition that was counted under.
        """
        course = self.select_course(wanted.course_id)
        blank = _blank_cells(self._library, course)
        asked = [name for name in dict.fromkeys([*names, "enrollment_id"]) if name not in (MODULES, "title")]
        asked += ["course_revision"] if "title" in names and "course_revision" not in asked else []
        with self._database.snapshot() as tx:
            for cells in stream_cells(tx, wanted, names=asked):
                rows = _filled(cells, blank)
                if "title" in names:
                    rows["title"] = self._titles(tx, rows["course_revision"], course=course)
                if MODULES in names:
                    rows[MODULES] = _of_modules(tx, rows["enrollment_id"], course=course)
                yield rows

    def _titles(self, tx: Transaction, revisions: Sequence[str], *, course: CompiledCourse) -> list[Text]:
        found = {}
        for revision in set(revisions):
            edition = self._library.find_course(tx, revision=revision)
            found[revision] = (edition or course).title
        return [found[revision] for revision in revisions]


class Exporting:
    """Decides whose rows somebody may take away, and notes that they did."""

    def __init__(self, database: Database, *, source: Source, deadlines: Deadlines, clock: Clock, zone: tzinfo) -> None:
        self.source = source
        self._zone = zone
        self._database = database
        self._deadlines = deadlines
        self._clock = clock

    def select_rows(self, question: Question, *, visitor: Visitor) -> RosterFilter:
        """Which rows the question means, of those that this visitor may see. Raises NotFound for an unknown course."""
        return self._looked_up(question, visitor=visitor)[0]

    def begin(self, question: Question, *, visitor: Visitor, form: str, token: str | None = None) -> RosterFilter:
        """As `select_rows`, for a file to take away: attempts whose time is up are closed, the taking is noted.

        `token` is the id of the token with which a program takes it.
        """
        self._deadlines.sweep()
        wanted, departments = self._looked_up(question, visitor=visitor)
        now, subject = self._clock(), f"report:{wanted.course_id}"
        facts = question_facts(question, departments=departments) | {"form": form, "token": token}
        self._database.write(
            lambda tx: append_audit(
                tx, actor=visitor.user_id, action="report_exported", subject=subject, now=now, facts=facts
            )
        )
        return wanted

    def _looked_up(self, question: Question, *, visitor: Visitor) -> tuple[RosterFilter, Sequence[Department]]:
        course = self.source.select_course(question.course_id)
        with self._database.reading() as connection:
            departments = list_departments(connection)
        found = roster_filter(
            question, course=course, visitor=visitor, now=self._clock(), zone=self._zone, departments=departments
        )
        return found, departments


def _blank_cells(library: Library, course: CompiledCourse) -> Mapping[str, Any]:
    """What the registration of somebody who has none would say."""
    blank = Enrollment(
        id="",
        user_id="",
        course_id=course.id,
        number=1,
        source="self",
        assigned_at=0,
        language="",
        course_revision=course.revision,
        course_version=course.version,
    )
    begun = begin_enrollment(blank, course=library.in_force(course), now=0)
    names = ("course_revision", "course_version", "modules_done", "modules_total", "max_units", "scale")
    return {name: getattr(begun, name) for name in (*names, "pass_percent", "attempts", "study_ms")}


def _filled(cells: Cells, blank: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """The same columns, with what holds for people who are not registered."""
    ids = cells["enrollment_id"]
    if None not in ids:
        return dict(cells)
    return {
        name: [blank[name] if id_ is None else cell for id_, cell in zip(ids, column, strict=True)]
        if name in blank
        else column
        for name, column in cells.items()
    }


def _of_modules(
    tx: Transaction, enrollment_ids: Sequence[str | None], *, course: CompiledCourse
) -> list[list[tuple[str, int | None]]]:
    records = list_module_records(tx, enrollment_ids=[id_ for id_ in enrollment_ids if id_ is not None])
    modules = [module for module in course.modules if not module.planned]

    def of(own: Mapping[str, ModuleRecord]) -> list[tuple[str, int | None]]:
        found = [module_progress(course, module, own.get(module.slug)) for module in modules]
        return [(progress.status, progress.best_percent) for progress in found]

    return [of(records.get(id_ or "", {})) for id_ in enrollment_ids]
