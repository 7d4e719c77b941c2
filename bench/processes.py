"""Start a server for a measurement, and read what it used from the operating system."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["cpu_seconds", "free_port", "fsync_probe", "resident_mb", "started"]

_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    arguments: list[str], *, port: int, path: str, environment: dict[str, str], before: Sequence[str] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `BEFORE python ARGUMENTS` until the block ends; enter it when `path` answers."""
    process = subprocess.Popen(
        [*before, sys.executable, *arguments],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before it was ready.")
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} did not answer within 30 seconds.")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its finished children, in seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / _TICKS


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"No VmRSS for {pid}.")


def fsync_probe(folder: Path, *, times: int = 50) -> float:
    """The median milliseconds of one durable 4 KiB append here, now: the disk has moods."""
    taken = []
    with (folder / "probe").open("wb") as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            taken.append(1000 * (time.perf_counter() - start))
    (folder / "probe").unlink()
    return sorted(taken)[times // 2]
