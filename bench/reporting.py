"""Figures, and the table they are kept in."""

from __future__ import annotations

import platform
import sqlite3
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

__all__ = ["Figure", "spread", "write_results"]

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured bar of the performance plan."""

    bar: str
    what: str
    value: str
    target: str
    met: bool
    note: str = ""


def spread(values: list[float]) -> str:
    """Median and range of ratios: single figures lie on a shared machine."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def write_results(name: str, figures: list[Figure]) -> Path:
    """Keep the last results of one benchmark as a Markdown table."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    lines = [
        f"# {name}",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {commit.strip() or 'unknown'}"
        f" · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version}"
        f" · {platform.system()} {platform.machine()}",
        "",
        "| bar | what | measured | target | met | note |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {f.bar} | {f.what} | {f.value} | {f.target} | {'yes' if f.met else '**no**'} | {f.note} |" for f in figures
    ]
    path = RESULTS / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
