"""P3, P6: a slow disk, and everybody signing in at nine o'clock."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path
from statistics import median

from bench.learners import prepare
from bench.load import run_closed, run_open
from bench.processes import free_port, fsync_probe, started
from bench.reporting import Figure, spread
from bench.submit import CONNECTIONS, bare

__all__ = ["measure_sign_in", "measure_slow_disk"]

SERVE = ["-m", "quizserver", "serve"]


def measure_slow_disk(*, rounds: int = 5, per_round: int = 250) -> list[Figure]:
    """P3: every flush takes 4 ms more, for the product and for the floor that commits each request on its own."""
    strace = shutil.which("strace")
    if strace is None:
        raise RuntimeError("strace is missing: apt-get install strace.")
    with tempfile.TemporaryDirectory() as name:
        folder, port, floor_port = Path(name), free_port(), free_port()
        own_log, floor_log = folder / "own.strace", folder / "floor.strace"
        prepared = prepare(folder, learners=rounds * per_round, port=port)
        floor = ["-m", "bench.floor", str(floor_port), str(folder / "floor.db")]
        ratios, rates = [], []
        with (
            started(
                SERVE, port=port, path="/healthz", environment=prepared.environment, before=_slowed(strace, own_log)
            ),
            started(floor, port=floor_port, path="/", environment={}, before=_slowed(strace, floor_log)),
        ):
            for start in range(0, rounds * per_round, per_round):
                plain = run_closed(floor_port, [bare() for _ in range(per_round)], connections=CONNECTIONS)
                own = run_closed(port, prepared.requests[start : start + per_round], connections=CONNECTIONS)
                ratios.append(own.per_second / plain.per_second)
                rates.append((own.per_second, plain.per_second, own.errors + plain.errors))
        shared = rounds * per_round / max(1, _flushes(own_log)), rounds * per_round / max(1, _flushes(floor_log))
    own_rate, plain_rate = median(rate[0] for rate in rates), median(rate[1] for rate in rates)
    errors = sum(rate[2] for rate in rates)
    note = f"{own_rate:.0f} attempts/s against {plain_rate:.0f}/s; {errors} errors; load {os.getloadavg()[0]:.1f}; "
    note += f"{shared[0]:.1f} attempts per flush against {shared[1]:.1f}"
    met = median(ratios) >= 3 and not errors
    return [Figure("P3", "attempts/s ÷ per-request-commit floor, flush +4 ms", spread(ratios), "≥ 3", met, note)]


def _slowed(strace: str, log: Path) -> list[str]:
    """The words in front of a command whose flushes take 4 ms more.

    strace (6.1) stops a thread at all its system calls until the thread makes its first traced one: 40 µs each, in the
    product's threads, which never flush, and not in the floor's, which all do. So one is traced that begins a thread.
    """
    faults = ["-e", "trace=fdatasync,fsync,set_robust_list", "-e", "inject=fdatasync,fsync:delay_exit=4000"]
    return [strace, "-f", "-qq", "--seccomp-bpf", "-o", str(log), *faults]


def _flushes(log: Path) -> int:
    return sum("sync(" in line for line in log.read_text().splitlines())


def measure_sign_in(*, people: int = 300, seconds: int = 10) -> list[Figure]:
    """P6: so many sign in within ten seconds from one address, while fifty attempts a second are submitted."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        prepared = prepare(folder, learners=max(people, 50 * seconds), port=port, sign_ins_of=people)
        probe, outcomes = fsync_probe(folder), {}
        with started(SERVE, port=port, path="/healthz", environment=prepared.environment):
            signing = threading.Thread(
                target=lambda: outcomes.update(login=run_open(port, prepared.sign_ins, per_second=people / seconds))
            )
            signing.start()
            outcomes["attempt"] = run_open(port, prepared.requests[: 50 * seconds], per_second=50)
            signing.join()
        login, attempt = outcomes["login"], outcomes["attempt"]
    errors, note = login.errors + attempt.errors, f"fdatasync {probe:.2f} ms; {login.errors + attempt.errors} errors"
    slow, fast = login.percentile(99), attempt.percentile(99)
    return [
        Figure("P6", "sign-in p99", f"{slow / 1000:.2f} s", "≤ 3 s; 0", slow <= 3000 and not errors, note),
        Figure("P6", "attempt p99 meanwhile", f"{fast:.0f} ms", "≤ 100 ms; 0", fast <= 100 and not errors, note),
    ]
