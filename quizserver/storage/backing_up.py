"""A backup is one SQLite file, whatever database it was made from, and is restored into either kind.

It can be looked into with any SQLite program, needs no program of PostgreSQL's version, and is made while servers run.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.engine import make_url

from quizserver.errors import MoveRefused
from quizserver.storage.copying import copy_database, prove_database
from quizserver.storage.migrating import migrate
from quizserver.storage.proving import TableProof

__all__ = ["backup_database", "restore_database"]


def backup_database(url: str, file: Path) -> list[TableProof]:
    """Write everything that is in the database at one moment to a new file, durably. Raises MoveRefused."""
    if file.exists():
        raise MoveRefused(f"{file} exists already. A backup never overwrites another: name a new file.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if url.startswith("sqlite"):
            _copy_file(Path(make_url(url).database or ""), part)
        else:
            copy_database(url, f"sqlite:///{part}")
        _make_one_file(part)
        proofs = prove_database(f"sqlite:///{part}")
        _make_durable(part, file)
    except OSError as error:
        raise MoveRefused(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
            leftover.unlink(missing_ok=True)
    return proofs


def restore_database(file: Path, url: str) -> list[TableProof]:
    """Put a backup of this or an earlier version into the empty database at this URL. Raises MoveRefused."""
    if not file.is_file():
        raise MoveRefused(f"There is no file {file}.")
    with _brought_up_to_date(file) as copy:
        return copy_database(f"sqlite:///{copy}", url)


@contextmanager
def _brought_up_to_date(file: Path) -> Iterator[Path]:
    """A copy of a backup with the schema of this version; the backup itself is never touched."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course.db"
        shutil.copyfile(file, copy)
        _check_whole(copy)
        try:
            migrate(f"sqlite:///{copy}")
        except CommandError as error:
            raise MoveRefused(f"{file} was made by a newer version. Restore it with that version.") from error
        yield copy


def _copy_file(source: Path, part: Path) -> None:
    if not source.is_file():
        raise MoveRefused(f"There is no database {source}.")
    with closing(sqlite3.connect(source, timeout=10)) as reader, closing(sqlite3.connect(part)) as writer:
        reader.execute("PRAGMA query_only=ON")
        reader.backup(writer)


def _make_one_file(path: Path) -> None:
    """Without a write-ahead log beside it, and without pages in which something stood that was deleted since."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    _check_whole(path)


def _check_whole(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise MoveRefused(f"This is no backup of ours, or it is damaged: {error}") from error
    if found != "ok" or not ours:
        raise MoveRefused(f"This is no backup of ours, or it is damaged: {found}")


def _make_durable(part: Path, file: Path) -> None:
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
