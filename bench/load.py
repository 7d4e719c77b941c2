"""A small load generator: keep-alive HTTP/1.1 on asyncio streams, closed loop and open loop, on loopback only."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Outcome", "Request", "run_closed", "run_open"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complete with headers."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, port: int) -> bytes:
        """The bytes on the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: seconds of each answered request, the wall time, and how many were refused (4xx, 5xx)."""

    latencies: tuple[float, ...]
    wall: float
    errors: int

    @property
    def per_second(self) -> float:
        """Answered requests per second of wall time."""
        return len(self.latencies) / self.wall if self.wall else 0.0

    def percentile(self, percent: float) -> float:
        """The latency, in milliseconds, that `percent` of the requests do not exceed."""
        ordered = sorted(self.latencies)
        return (
            1000 * ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan
        )


class _Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: Request) -> int:
        """Send one request and read its whole answer; the HTTP status."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request.encode(self.port))
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length, close = 0, False
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"connection":
                close = value.strip().lower() == b"close"
        if length:
            await reader.readexactly(length)
        if close:
            self.close()
        return status

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def _closed(port: int, requests: Iterable[Request], connections: int) -> Outcome:
    queue, latencies, errors = iter(requests), [], 0

    async def worker() -> None:
        nonlocal errors
        connection = _Connection(port)
        for request in queue:
            start = time.perf_counter()
            status = await connection.send(request)
            if 200 <= status < 400:
                latencies.append(time.perf_counter() - start)
            else:
                errors += 1
        connection.close()

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return Outcome(tuple(latencies), time.perf_counter() - start, errors)


async def _open(port: int, requests: list[Request], per_second: float) -> Outcome:
    """Requests start on a fixed clock, answered or not; latency counts from the planned start."""
    idle: list[_Connection] = []
    latencies, errors = [], 0

    async def one(request: Request, planned: float) -> None:
        nonlocal errors
        connection = idle.pop() if idle else _Connection(port)
        status = await connection.send(request)
        if 200 <= status < 400:
            latencies.append(time.perf_counter() - planned)
        else:
            errors += 1
        idle.append(connection)

    start = time.perf_counter()
    tasks = []
    for index, request in enumerate(requests):
        planned = start + index / per_second
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        tasks.append(asyncio.create_task(one(request, planned)))
    await asyncio.gather(*tasks)
    for connection in idle:
        connection.close()
    return Outcome(tuple(latencies), time.perf_counter() - start, errors)


def run_closed(port: int, requests: Iterable[Request], *, connections: int) -> Outcome:
    """Keep `connections` requests under way until all are sent."""
    return asyncio.run(_closed(port, requests, connections))


def run_open(port: int, requests: list[Request], *, per_second: float) -> Outcome:
    """Send at a fixed rate, however slow the answers are."""
    return asyncio.run(_open(port, requests, per_second))
