"""The `course` command, as it is typed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.cli.terminal import language_of
from tests.unit.authoring.editing import TEA, Edit, apply_edit, copy_tea

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def course(*arguments: str, folder: Path) -> Done:
    """Run the command in a folder, in this process."""
    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def course_in(locale: str, *arguments: str, folder: Path) -> Done:
    """Run the command in a process of its own, whose terminal speaks another language."""
    environment = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES"}}
    done = subprocess.run(
        [sys.executable, "-m", "coursekit.cli", *arguments],
        cwd=folder,
        env=environment | {"LANG": locale, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, in-process commands speak English unless told otherwise."""
    for command in main.commands.values():
        for option in command.params:
            if option.name == "lang":
                monkeypatch.setattr(option, "default", "en")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("quizzes/02-brewing.yml", "start: n1", "start: n9"))
    return root


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ja", "LANG": "de_DE"}, "ja"),
        ({"LC_ALL": "", "LANG": "ja"}, "ja"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_language_is_that_of_the_terminal(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


def test_check_of_a_good_course_ends_with_0() -> None:
    done = course("check", folder=TEA)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No mistakes found.\n", "")


def test_check_of_a_broken_course_ends_with_1_and_names_files_that_can_be_opened_from_here(broken: Path) -> None:
    done = course("check", "tea", folder=broken.parent)

    assert done.returncode == 1
    first, remedy, summary = done.stdout.splitlines()
    assert first == ('tea/quizzes/02-brewing.yml:128:12: error Q032 The scenario begins at "n9", which is no decision.')
    assert remedy == "    Correct the id."
    assert summary == "1 error, 0 warnings in 1 file"


def test_check_speaks_the_language_of_the_terminal_unless_told_otherwise(broken: Path) -> None:
    japanese = course_in("ja_JP.UTF-8", "check", folder=broken).stdout
    assert "エラー Q032 シナリオの始まり「n9」は、判断の場面ではありません。" in japanese
    assert course("check", "--lang", "ja", folder=broken).stdout == japanese
    assert "error Q032" in course_in("ja_JP.UTF-8", "check", "--lang", "en", folder=broken).stdout


def test_check_for_programs_names_files_relative_to_the_course(broken: Path) -> None:
    done = course("check", "--format", "json", "tea/quizzes", folder=broken.parent)

    data = json.loads(done.stdout)
    assert done.returncode == 1
    assert (data["course"], data["summary"]) == ("tea-basics", {"errors": 1, "warnings": 0, "files": 1})
    assert [(each["code"], each["file"]) for each in data["diagnostics"]] == [("Q032", "quizzes/02-brewing.yml")]


def test_warnings_alone_end_with_0(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("quizzes/01-leaves.yml", "      - steam\n", "      - steam\n      - Steam\n"))

    done = course("check", folder=root)

    assert (done.returncode, "warning Q030" in done.stdout) == (0, True)


@pytest.mark.parametrize("arguments", [["check"], ["check", "nowhere"], ["check", "--lang", "fr"], ["chek"]])
def test_misuse_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    done = course(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_folder_without_course_is_said_in_japanese(tmp_path: Path) -> None:
    done = course("check", "--lang", "ja", folder=tmp_path)
    assert "course.ymlがありません" in done.stderr


def test_fmt_names_what_it_changes_and_with_check_changes_nothing(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    quiz = root / "quizzes" / "01-leaves.yml"
    messy = quiz.read_bytes().replace(b"\n", b"\r\n")
    quiz.write_bytes(messy)

    checked = course("fmt", "--check", folder=root)
    assert (checked.returncode, checked.stdout, quiz.read_bytes()) == (1, "quizzes/01-leaves.yml\n", messy)
    done = course("fmt", folder=root)
    assert (done.returncode, done.stdout) == (0, "quizzes/01-leaves.yml\n")
    again = course("fmt", "--check", folder=root)
    assert (again.returncode, again.stdout) == (0, "")


def test_schema_writes_what_is_out_of_date(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)

    assert course("schema", "--check", folder=root).returncode == 1
    assert not (root / "schemas").exists()
    assert "schemas/quiz.schema.json" in course("schema", folder=root).stdout
    (root / "schemas" / "quiz.schema.json").write_text("{}", encoding="utf-8")
    done = course("schema", folder=root)
    assert (done.returncode, done.stdout) == (0, "schemas/quiz.schema.json\n")
    assert course("schema", "--check", folder=root).returncode == 0


def test_schema_of_a_course_without_languages_is_refused(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)
    apply_edit(root, Edit("course.yml", "languages: [en, ja]\n", ""))

    done = course("schema", folder=root)

    assert (done.returncode, done.stderr) == (1, "course.yml has errors: see `course check`.\n")


def test_explain_prints_the_code_in_the_language_asked_for() -> None:
    done = course("explain", "q020", "--lang", "ja", folder=TEA)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Q020 (エラー)")


def test_explain_of_an_unknown_code_ends_with_2() -> None:
    done = course("explain", "QO20", folder=TEA)
    assert (done.returncode, done.stderr) == (2, "There is no code QO20. Did you mean Q020?\n")


def test_help_is_in_the_language_of_the_terminal() -> None:
    assert "Print every mistake" in course_in("C.UTF-8", "--help", folder=TEA).stdout
    assert "誤りを、すべて表示します" in course_in("ja_JP.UTF-8", "--help", folder=TEA).stdout


def test_check_starts_without_mkdocs() -> None:
    script = (
        "import sys, coursekit.cli; sys.exit(any(name.split('.')[0] in {'mkdocs', 'markdown'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_build_of_a_broken_course_prints_its_mistakes_and_writes_nothing(broken: Path) -> None:
    done = course("build", folder=broken)

    assert done.returncode == 1
    assert "quizzes/02-brewing.yml:128:12: error Q032" in done.stdout
    assert not (broken / "site").exists()


def test_build_writes_site_and_compiled_quizzes(tmp_path: Path) -> None:
    root = copy_tea(tmp_path)

    done = course("build", "--site", str(tmp_path / "out"), "--compiled", str(tmp_path / "keys"), folder=root)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "ja" / "01-leaves" / "index.html").is_file()
    assert (tmp_path / "keys" / "tea-basics.json").is_file()
