"""What the prose checks share: the texts of one language, and the tools of package.json."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
_BIN = ROOT / "node_modules" / ".bin"


def tool(name: str) -> str:
    """The path of a Node tool. Where it is not installed, the test fails in CI and is skipped elsewhere."""
    path = _BIN / name
    if not path.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is not installed: run npm ci")
    return str(path)


def data_files() -> list[Path]:
    """Every YAML file that holds text for learners."""
    return [*sorted((ROOT / "quizzes").glob("*.yml")), *sorted((ROOT / "content").glob("*.yml")), ROOT / "course.yml"]


def strings_of(file: Path, *, language: str) -> list[str]:
    """Every string of this language in a data file, however deep."""
    return list(_strings(yaml.safe_load(file.read_text(encoding="utf-8")), language=language))


def _strings(value: object, *, language: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _strings(item, language=language)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key == "cite":  # (Author, year): names and years in the form of the field, not prose
            continue
        if key == language and isinstance(item, str):
            yield item
        elif key == language and isinstance(item, dict):
            yield from (text for name, text in item.items() if name in {"text", "term", "definition"})
        else:
            yield from _strings(item, language=language)


def sentences_of_lesson(file: Path) -> str:
    """The running text of a lesson: without front matter, tables, headings, directives, links and marks."""
    text = re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"^(?::::|!!!|\?\?\?|\||#).*$|^\s*(?:[-*>]|\d+\.)\s?", "", text, flags=re.M)
    text = re.sub(r"\{[#:.][^}]*\}|\[@[^\]]*\]|<[^>]+>", "", text)
    return re.sub(r"[*_①-⑫]", "", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))
