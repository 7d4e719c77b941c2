"""P12: checking 10,000 bilingual questions with the place of every key, against reading the events and no more."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import yaml
from yaml.cyaml import CParser

from bench.reporting import Figure, spread
from coursekit.authoring import load_course

__all__ = ["measure_check"]

TEA = Path(__file__).parents[1] / "tests" / "courses" / "tea-basics"
PER_FILE = 200


def measure_check(*, questions: int = 10_000, rounds: int = 5) -> list[Figure]:
    """CPU seconds of `load_course` ÷ those of the C event stream with line marks, over the same files, in turn."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "course"
        files = _write_course(root, questions=questions)
        size = sum(file.stat().st_size for file in files) / 1e6
        floors, ours = [], []
        for _ in range(rounds):
            floors.append(_cpu(lambda: [_read_events(file) for file in files]))
            ours.append(_cpu(lambda: load_course(root)))
    ratios = [a / b for a, b in zip(ours, floors, strict=True)]
    note = f"{questions:,} questions, {size:.1f} MB: {median(ours):.2f} s against {median(floors):.2f} s CPU"
    figure = "CPU of the check ÷ C event stream"
    return [Figure("P12", figure, spread(ratios), "≤ 5", median(ratios) <= 5, note)]


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _read_events(file: Path) -> int:
    """The floor: every event with its line, and aliases counted."""
    parser, aliases = CParser(file.read_text(encoding="utf-8")), 0
    while True:
        event = parser.get_event()
        aliases += isinstance(event, yaml.AliasEvent) and event.start_mark.line >= 0
        if isinstance(event, yaml.StreamEndEvent):
            return aliases


def _write_course(root: Path, *, questions: int) -> list[Path]:
    """The tea course with its questions over and over, under new ids."""
    shutil.copytree(TEA, root)
    texts = [
        text
        for name in ("01-leaves", "02-brewing")
        for text in re.split(r"(?m)^(?=  - id: tea)", (root / "quizzes" / f"{name}.yml").read_text(encoding="utf-8"))[
            1:
        ]
    ]
    files = []
    for number in range(0, questions, PER_FILE):
        slug = f"bench-{number}"
        body = (_numbered(texts[each % len(texts)], each) for each in range(number, number + PER_FILE))
        path = root / "quizzes" / f"{slug}.yml"
        path.write_text(f"schema: quiz/v1\nset: {slug}\nquestions:\n{''.join(body)}", encoding="utf-8")
        files.append(path)
    return files


def _numbered(text: str, number: int) -> str:
    return re.sub(r"\A  - id: \S+", f"  - id: bench-q{number}", re.sub(r"    enemies:.*\n", "", text))
