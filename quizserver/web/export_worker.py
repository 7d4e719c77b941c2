"""The process that makes one long file: reads what is wanted from standard input, writes the file to standard output.

Started by `export_processes`, never by hand. Its first line says whether there is a file; it ends at once when whoever
started it lets go of its standard input, however that came about.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from quizserver.catalog import Catalog
from quizserver.config import Settings
from quizserver.errors import QuizserverError, UnfitForEncoding
from quizserver.services.exporting import Source
from quizserver.services.library import Library
from quizserver.storage import open_database
from quizserver.storage.roster_filter import RosterFilter
from quizserver.web.logs import set_up_logging
from quizserver.web.report_files import Layout, write_report

__all__ = ["Job", "main"]

_log = logging.getLogger("quizserver.export")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to make: where the records are, which rows, how it looks; `niceness` lets who answers a quiz go first."""

    database_url: str
    compiled: str
    timezone: str
    wanted: dict[str, Any]
    layout: dict[str, Any]
    begun: bool
    niceness: int = 19

    @classmethod
    def of(cls, wanted: RosterFilter, layout: Layout, *, settings: Settings, begun: bool = False) -> Job:
        """With what of the settings it takes; `begun` says that its first bytes are there already."""
        return cls(
            database_url=settings.database_url,
            compiled=str(settings.compiled),
            timezone=settings.timezone.key,
            wanted=asdict(wanted),
            layout=asdict(layout),
            begun=begun,
        )


class _Announced:
    """The output, with a line before its first byte: from here on it is a file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._announced = False

    def write(self, data: bytes) -> int:
        """As a file's."""
        if not self._announced:
            self._announced = True
            self._out.write(b"{}\n")
            self._out.write(data)
            self._out.flush()
            return len(data)
        return self._out.write(data)

    def flush(self) -> None:
        """As a file's."""
        self._out.flush()


def main() -> None:
    """Make the file."""
    set_up_logging(level=logging.WARNING)
    job = Job(**json.loads(sys.stdin.buffer.readline()))
    os.nice(job.niceness)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    out = sys.stdout.buffer
    try:
        _make(job, _Announced(out))  # type: ignore[arg-type]
    except UnfitForEncoding as refusal:
        out.write(json.dumps({"unfit": refusal.unfit}).encode() + b"\n")
    except QuizserverError as error:
        _log.error("export failed", extra={"data": {"event": "export_failed", "kind": type(error).__name__}})
        raise SystemExit(1) from None
    out.flush()


def _make(job: Job, out: IO[bytes]) -> None:
    zone = ZoneInfo(job.timezone)
    database = open_database(job.database_url, readers=1)
    catalog = Catalog(Path(job.compiled), clock=time.monotonic)
    source = Source(database, catalog=catalog, library=Library(catalog, zone=zone))
    layout = Layout(**(job.layout | {"columns": tuple(job.layout["columns"])}))
    write_report(out, RosterFilter(**job.wanted), layout, source=source, zone=zone, begun=job.begun)


def _end_with_parent() -> None:
    # Nothing more is said to us: what ends the waiting is that the other end is closed.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main()
