"""Importing a roster: read it, show what it would change, then change it in one transaction."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from quizserver.domain.departments import Department
from quizserver.domain.roster import Cleaned, Header, Plan, clean_row, plan_roster, read_header
from quizserver.errors import NotFound, RosterChanged
from quizserver.services.changing_people import in_parts, write_changes
from quizserver.services.clock import Clock
from quizserver.services.roster_files import RosterFile, read_roster_file
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import lock_admins
from quizserver.storage.audit import append_audit
from quizserver.storage.departments import list_departments
from quizserver.storage.rosters import (
    delete_draft,
    delete_old_drafts,
    find_draft,
    insert_draft,
    list_known,
)

__all__ = ["Draft", "Rosters", "Tell"]

Tell = Callable[[str, int, int], None]
"""Hears how far an import is: what is being done ("read", "compare", "write"), how many rows of how many."""

_DAY_MS = 86_400_000
_PART = 1000


def _nobody(_stage: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A roster that was read: how, and what it would change now. `mark` names exactly this plan."""

    id: str
    encoding: str
    header: Header
    whole: bool
    plan: Plan

    @property
    def mark(self) -> str:
        """A hash over everything that would happen."""
        return _mark_of(self.plan)


class Rosters:
    """The use cases of HR with a list of people."""

    def __init__(self, database: Database, *, clock: Clock, timezone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._timezone = timezone

    def upload(self, data: bytes, *, actor: str, whole: bool) -> Draft:
        """Read a file and keep it for a day, until it is confirmed. Raises UnreadableRoster."""
        file = read_roster_file(data)
        draft_id, now = str(uuid.uuid4()), self._clock()
        rows = [file.header, *file.rows]

        def job(tx: Transaction) -> None:
            delete_old_drafts(tx, before=now - _DAY_MS)
            insert_draft(tx, draft_id=draft_id, user_id=actor, encoding=file.encoding, whole=whole, rows=rows, now=now)

        draft = self._draft(draft_id, file, whole=whole)
        if not draft.header.problems:
            self._database.write(job, large=True)
        return draft

    def select_draft(self, draft_id: str, *, actor: str) -> Draft:
        """An uploaded roster, compared with what is known now. Raises NotFound."""
        with self._database.reading() as connection:
            file, whole = _read(connection, draft_id, actor=actor)
        return self._draft(draft_id, file, whole=whole)

    def apply(self, draft_id: str, *, actor: str, mark: str) -> Plan:
        """Do what was shown, all or nothing. Raises NotFound, or RosterChanged when it would do something else now."""

        def job(tx: Transaction) -> Plan:
            file, whole = _read(tx, draft_id, actor=actor)
            lock_admins(tx)
            plan = self._plan(tx, file, read_header(file.header), whole=whole)
            if _mark_of(plan) != mark:
                raise RosterChanged
            self._write(tx, plan, actor=actor, whole=whole)
            delete_draft(tx, draft_id=draft_id)
            return plan

        return self._database.write(job, large=True)

    def import_file(
        self,
        data: bytes,
        *,
        actor: str,
        whole: bool,
        dry_run: bool,
        office: bool = False,
        check: Callable[[Draft], None] | None = None,
        tell: Tell = _nobody,
    ) -> Draft:
        """The same in one go, for a nightly job. `check` sees the plan before anything is written, and may raise.

        With `office` the file may change the address and number of HR and admins: for the operator alone.
        Raises UnreadableRoster.
        """
        file = read_roster_file(data)
        tell("read", len(file.rows), len(file.rows))
        draft = self._draft("", file, whole=whole, office=office, tell=tell)
        if check is not None:
            check(draft)
        if dry_run or draft.header.problems:
            return draft

        def job(tx: Transaction) -> Plan:
            lock_admins(tx)
            plan = self._plan(tx, file, draft.header, whole=whole, office=office)
            self._write(tx, plan, actor=actor, whole=whole, tell=tell)
            return plan

        return replace(draft, plan=self._database.write(job, large=True))

    def list_departments(self) -> list[Department]:
        """Every department that a roster or an account names, by code."""
        with self._database.reading() as connection:
            return list_departments(connection)

    def _draft(
        self, draft_id: str, file: RosterFile, *, whole: bool, office: bool = False, tell: Tell = _nobody
    ) -> Draft:
        header = read_header(file.header)
        if header.problems:
            return Draft(draft_id, file.encoding, header, whole, Plan(()))
        with self._database.snapshot() as tx:
            plan = self._plan(tx, file, header, whole=whole, office=office, tell=tell)
        return Draft(draft_id, file.encoding, header, whole, plan)

    def _plan(
        self,
        tx: Transaction,
        file: RosterFile,
        header: Header,
        *,
        whole: bool,
        office: bool = False,
        tell: Tell = _nobody,
    ) -> Plan:
        read: list[Cleaned] = []
        for some in in_parts(file.rows, _PART):
            rows = (clean_row(cells, line=line, header=header) for line, cells in some)
            read += [row for row in rows if row is not None]
            tell("compare", len(read), len(file.rows))
        return plan_roster(read, known=list_known(tx), today=self._today(), whole=whole, office=office)

    def _write(self, tx: Transaction, plan: Plan, *, actor: str, whole: bool, tell: Tell = _nobody) -> None:
        now = self._clock()
        write_changes(tx, plan.changes, actor=actor, now=now, tell=lambda done, total: tell("write", done, total))
        append_audit(
            tx,
            actor=actor,
            action="roster_imported",
            subject=f"people:{len(plan.changes)}",
            now=now,
            facts={"whole": whole, "rows": {kind: count for kind, count in plan.counts.items() if count}},
        )

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock() / 1000, tz=UTC).astimezone(self._timezone).date()


def _read(connection: Transaction, draft_id: str, *, actor: str) -> tuple[RosterFile, bool]:
    found = find_draft(connection, draft_id=draft_id, user_id=actor)
    if found is None:
        raise NotFound
    encoding, whole, (header, *rows) = found
    return RosterFile(encoding, tuple(header), tuple((line, tuple(cells)) for line, cells in rows)), whole


def _mark_of(plan: Plan) -> str:
    said = [[c.kind, c.line, c.employee_number, c.user_id, sorted(c.fields.items())] for c in plan.changes]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
