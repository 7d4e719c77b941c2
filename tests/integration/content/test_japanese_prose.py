"""textlint on the Japanese lessons and on the Japanese strings of quizzes and data files (course brief 5.11)."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.integration.content.prose import ROOT, data_files, strings_of, tool

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """File -> its errors as "line:column rule message", of all files in one run: textlint takes long to begin."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "bad.md").write_text("ユーザが価格を決定する事が出来る。\n", encoding="utf-8")
    for file in data_files():
        if strings := strings_of(file, language="ja"):
            (folder / f"{file.stem}.md").write_text(_as_markdown(strings), encoding="utf-8")
    files = [*sorted((ROOT / "content" / "ja").rglob("*.md")), *sorted(folder.iterdir())]
    command = [tool("textlint"), "--config", str(ROOT / ".textlintrc.json"), "--format", "json", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "No rules found" not in done.stdout + done.stderr  # it would pass anything
    assert done.stdout.strip(), done.stderr
    return {result["filePath"]: _errors(result["messages"]) for result in json.loads(done.stdout)}


def _errors(messages: list[dict[str, Any]]) -> list[str]:
    return [
        f"{message['line']}:{message['column']} {message['ruleId']} {message['message']}"
        for message in messages
        if message["severity"] == 2
    ]


def _as_markdown(strings: list[str]) -> str:
    """Sentences as paragraphs; phrases without a full stop as list items, where the rules let them be."""
    return "\n\n".join(text if re.search(r"[。か？…]$", text) else f"- {text}" for text in strings) + "\n"


def test_the_rules_are_really_applied(found):
    bad = next(errors for file, errors in found.items() if file.endswith("/bad.md"))

    assert any("prh" in error for error in bad)


def test_japanese_lessons_and_tools_have_no_errors(found):
    lessons = {file: errors for file, errors in found.items() if file.startswith(str(ROOT))}

    assert len(lessons) >= 12
    assert not {file: errors for file, errors in lessons.items() if errors}


def test_japanese_strings_of_data_files_have_no_errors(found):
    extracts = {Path(file).name: errors for file, errors in found.items() if not file.startswith(str(ROOT))}
    extracts.pop("bad.md")

    assert len(extracts) >= 4
    assert not {name: errors for name, errors in extracts.items() if errors}


def test_textlint_is_the_version_that_is_pinned():
    wanted = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    version = subprocess.run([tool("textlint"), "--version"], capture_output=True, text=True, check=True).stdout.strip()

    assert shutil.which("node")
    assert version == f"v{wanted['packages']['node_modules/textlint']['version']}"
