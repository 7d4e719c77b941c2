"""F13: an export during writes is one snapshot, in every form, on both databases."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable

import pytest
from conftest import World

from quizserver.services.exporting import OPERATOR
from quizserver.services.reporting import Question
from quizserver.storage import roster_cells
from quizserver.web.report_files import Layout, write_report

pytestmark = pytest.mark.integration

LEARNERS = 40


class _Writes(io.BytesIO):
    """A file; while it is written to, other things happen."""

    def __init__(self, happening: Callable[[], None]) -> None:
        super().__init__()
        self._happening = happening

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._happening()
        return super().write(data)


def test_an_export_during_writes_is_one_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_cells, "ROWS_AT_ONCE", 3)
    people = [world.person(f"Learner {number:02d}", employee_number=f"{number:05d}") for number in range(LEARNERS)]
    waiting = list(reversed(people))

    def somebody_begins_and_somebody_comes() -> None:
        # In another thread, as another request would.
        def work() -> None:
            if waiting:
                waiting.pop().start()
                world.person("Another", employee_number=f"9{len(waiting):04d}")

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    out = _Writes(somebody_begins_and_somebody_comes)
    source = world.server.exporting.source
    wanted = world.server.exporting.begin(Question(course_id="sample"), visitor=OPERATOR, form="jsonl")
    count = write_report(out, wanted, Layout(form="jsonl"), source=source, zone=world.settings.timezone)

    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(waiting) < LEARNERS - 5, "nothing happened during the export"
    assert count == len(rows) == LEARNERS
    assert [row["employee_number"] for row in rows] == [f"{number:05d}" for number in range(LEARNERS)]
    assert {row["status"] for row in rows} == {"not_started"}
