"""English prose: spelling (cspell, codespell), considerate wording (alex), Markdown form and readability."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.content.prose import ROOT, data_files, sentences_of_lesson, strings_of, tool

pytestmark = pytest.mark.integration

LESSONS = sorted((ROOT / "content" / "en").glob("[0-9][0-9]-*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ENGLISH = [*sorted((ROOT / "content" / "en").rglob("*.md")), *(file for file in DOCUMENTS if ".ja." not in file.name)]
HIGHEST_GRADE = 9
"""Flesch-Kincaid grade of a lesson (course brief 3.7)."""


def _run(*command: str, text: str | None = None) -> tuple[int, str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input=text, check=False)
    return done.returncode, done.stdout + done.stderr


def _extracts(folder: Path) -> list[Path]:
    files = []
    for file in data_files():
        extract = folder / f"{file.stem}.md"
        extract.write_text("\n\n".join(strings_of(file, language="en")) + "\n", encoding="utf-8")
        files.append(extract)
    return files


def _spelling(*files: Path) -> tuple[int, str]:
    return _run(
        tool("cspell"), "lint", "--config", ".cspell.json", "--no-progress", "--no-summary", "--no-gitignore",
        "--root", "/", *map(str, files),
    )  # fmt: skip


def test_the_lessons_are_spelled_as_americans_spell(tmp_path):
    assert len(LESSONS) >= 12
    assert _spelling(*ENGLISH, *_extracts(tmp_path)) == (0, "")


def test_a_misspelled_word_is_found(tmp_path):
    bad = tmp_path / "bad.md"
    bad.write_text("Our favourite counterparrt recieves an offer.\n", encoding="utf-8")

    code, said = _spelling(bad)
    assert code == 1
    assert "counterparrt" in said
    assert "favourite" in said


def test_no_common_typing_error_in_lessons_and_documents(tmp_path):
    codespell = Path(sys.executable).with_name("codespell")
    wrong = tmp_path / "wrong.md"
    wrong.write_text("We recieve it.\n", encoding="utf-8")

    assert _run(str(codespell), str(wrong))[0] == 65
    assert _run(str(codespell), *map(str, ENGLISH), *map(str, _extracts(tmp_path)[1:])) == (0, "")


def test_the_wording_is_considerate(tmp_path):
    shutil.copy(ROOT / ".alexrc", tmp_path)
    code, said = _run(tool("alex"), "--quiet", *map(str, [*ENGLISH, *_extracts(tmp_path)]))

    assert (code, said) == (0, "")


def test_wording_that_belittles_is_found():
    code, said = _run(tool("alex"), "--stdin", text="Obviously, the blacklist is crazy.\n")

    assert code == 1
    assert "crazy" in said


def test_the_markdown_is_well_formed(tmp_path):
    files = [*sorted((ROOT / "content").rglob("*.md")), *DOCUMENTS]
    shutil.copy(ROOT / ".markdownlint.yaml", tmp_path)
    (tmp_path / "bad.md").write_text("# One\n### Three\n", encoding="utf-8")

    assert "MD001" in _run(tool("markdownlint-cli2"), str(tmp_path / "bad.md"))[1]
    code, said = _run(tool("markdownlint-cli2"), *(str(file.relative_to(ROOT)) for file in files))
    assert code == 0, said


def _grade(text: str) -> float:
    tool("alex")  # Node's packages are there
    node = shutil.which("node")
    assert node
    code, said = _run(node, str(Path(__file__).with_name("grade.mjs")), text=text)
    assert code == 0, said
    return float(said)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_reads_at_grade_nine_or_below(lesson):
    assert 0 < _grade(sentences_of_lesson(lesson)) <= HIGHEST_GRADE


def test_heavy_prose_is_above_grade_nine():
    heavy = (
        "Notwithstanding considerable organizational complexities, negotiation methodology necessitates deliberation."
    )

    assert _grade(heavy) > HIGHEST_GRADE
