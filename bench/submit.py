"""P1, P2, P4, P16: the submit path of the service against a bare route with one durable insert, interleaved."""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median

from bench.learners import prepare
from bench.load import Outcome, Request, run_closed, run_open
from bench.processes import cpu_seconds, free_port, fsync_probe, resident_mb, started
from bench.reporting import Figure, spread

__all__ = ["CONNECTIONS", "bare", "measure_submit"]

CONNECTIONS = 50


def measure_submit(*, rounds: int = 7, per_round: int = 400, open_seconds: int = 60) -> list[Figure]:
    """Figures for P1, P2, P4 and P16 on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, floor_port = free_port(), free_port()
        closed = rounds * per_round
        prepared = prepare(folder, learners=closed + 100 * open_seconds, port=port)
        probe = fsync_probe(folder)
        with (
            started(
                ["-m", "quizserver", "serve"], port=port, path="/healthz", environment=prepared.environment
            ) as product,
            started(
                ["-m", "bench.floor", str(floor_port), str(folder / "floor.db")],
                port=floor_port,
                path="/",
                environment={},
            ) as floor,
        ):
            time.sleep(2)
            idle = resident_mb(product.pid)
            cpu, rate, slowest = _interleave(
                prepared.requests[:closed], product.pid, port, floor.pid, floor_port, per_round
            )
            paced = run_open(port, prepared.requests[closed:], per_second=100)
        return _figures(cpu, rate, slowest, paced, idle=idle, probe=probe)


def _interleave(
    requests: list[Request], product: int, port: int, floor: int, floor_port: int, per_round: int
) -> tuple[list[float], list[float], list[tuple[Outcome, Outcome]]]:
    """Ratios of CPU per request and of attempts per second, product by floor, one pair a round."""
    cpu, rate, outcomes = [], [], []
    for start in range(0, len(requests), per_round):
        bare_cpu, plain = _timed(floor, floor_port, [bare() for _ in range(per_round)])
        own_cpu, own = _timed(product, port, requests[start : start + per_round])
        cpu.append(own_cpu / bare_cpu)
        rate.append(own.per_second / plain.per_second)
        outcomes.append((own, plain))
    return cpu, rate, outcomes


def _timed(pid: int, port: int, requests: list[Request]) -> tuple[float, Outcome]:
    before = cpu_seconds(pid)
    outcome = run_closed(port, requests, connections=CONNECTIONS)
    if outcome.errors:
        raise RuntimeError(f"{outcome.errors} of {len(requests)} requests failed: nothing was measured.")
    return (cpu_seconds(pid) - before) / len(requests), outcome


def bare() -> Request:
    """What the floor takes: the same answers, without a session."""
    answers = [{"id": str(uuid.uuid4()), "question": f"q{i}", "response": {"selected": ["b"]}} for i in range(10)]
    return Request("POST", "/submit", json.dumps(answers).encode(), (("Content-Type", "application/json"),))


def _figures(
    cpu: list[float],
    rate: list[float],
    outcomes: list[tuple[Outcome, Outcome]],
    paced: Outcome,
    *,
    idle: float,
    probe: float,
) -> list[Figure]:
    own = median(outcome.per_second for outcome, _ in outcomes)
    bare = median(outcome.per_second for _, outcome in outcomes)
    note = f"fdatasync {probe:.2f} ms; {own:.0f} attempts/s against {bare:.0f}/s"
    return [
        Figure("P1", "CPU of a submit ÷ bare Flask insert", spread(cpu), "≤ 2.5", median(cpu) <= 2.5, note),
        Figure("P2", "attempts/s ÷ that floor", spread(rate), "≥ 0.4", median(rate) >= 0.4, note),
        Figure(
            "P4",
            "p99 at 100/s, open loop; errors",
            f"{paced.percentile(99):.1f} ms (p50 {paced.percentile(50):.1f}); {paced.errors}",
            "≤ 25 ms; 0",
            paced.percentile(99) <= 25 and paced.errors == 0,
            f"{len(paced.latencies)} attempts in {paced.wall:.0f} s",
        ),
        Figure(
            "P16", "resident memory of the idle service", f"{idle:.0f} MiB", "≤ 150 MiB", idle <= 150, "one process"
        ),
    ]
