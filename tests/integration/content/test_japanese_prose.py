"""textlint on the Japanese lessons and on the Japanese strings of quizzes and data files (course brief 5.11)."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.content.prose import ROOT, data_files, strings_of, tool

pytestmark = pytest.mark.integration


def _lint(*files: Path) -> list[str]:
    """Every error as "file:line:column rule message". Fails when textlint found no rules: then it passes anything."""
    command = [tool("textlint"), "--config", str(ROOT / ".textlintrc.json"), "--format", "json", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "No rules found" not in done.stdout + done.stderr
    assert done.stdout.strip(), done.stderr
    return [
        f"{Path(result['filePath']).name}:{found['line']}:{found['column']} {found['ruleId']} {found['message']}"
        for result in json.loads(done.stdout)
        for found in result["messages"]
        if found["severity"] == 2
    ]


def _as_markdown(strings: list[str]) -> str:
    """Sentences as paragraphs; phrases without a full stop as list items, where the rules let them be."""
    return "\n\n".join(text if re.search(r"[。か？…]$", text) else f"- {text}" for text in strings) + "\n"


def test_the_rules_are_really_applied(tmp_path):
    bad = tmp_path / "bad.md"
    bad.write_text("ユーザが価格を決定する事が出来る。\n", encoding="utf-8")

    assert any("prh" in error for error in _lint(bad))


def test_japanese_lessons_and_tools_have_no_errors():
    files = sorted((ROOT / "content" / "ja").rglob("*.md"))

    assert files
    assert _lint(*files) == []


def test_japanese_strings_of_data_files_have_no_errors(tmp_path):
    extracts = []
    for file in data_files():
        strings = strings_of(file, language="ja")
        if strings:
            extract = tmp_path / f"{file.stem}.md"
            extract.write_text(_as_markdown(strings), encoding="utf-8")
            extracts.append(extract)

    assert len(extracts) >= 4
    assert _lint(*extracts) == []


def test_textlint_is_the_version_that_is_pinned():
    wanted = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    version = subprocess.run([tool("textlint"), "--version"], capture_output=True, text=True, check=True).stdout.strip()

    assert shutil.which("node")
    assert version == f"v{wanted['packages']['node_modules/textlint']['version']}"
