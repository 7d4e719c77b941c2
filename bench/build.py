"""P10: building 100 pages with ten questions each, against plain mkdocs-material with the same words, interleaved."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import yaml

from bench.reporting import Figure, spread

__all__ = ["measure_build"]

WORDS = {
    "en": "The other side rarely says what it needs, and a price named early hides every term that is still open. ",
    "ja": "相手は本当の事情をなかなか口にしません。早く出した価格は、決まっていない条件を見えなくします。",
}
PARAGRAPHS, QUESTIONS = 8, 10


def measure_build(*, pages: int = 100, rounds: int = 3) -> list[Figure]:
    """CPU seconds of `course build` ÷ plain MkDocs in two languages, pairs in turn."""
    with tempfile.TemporaryDirectory() as name:
        own, plain = Path(name) / "own", Path(name) / "plain"
        _write_course(own, pages=pages)
        _write_plain(plain, pages=pages)
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(
                sum(_cpu(["-m", "mkdocs", "build", "-q", "-f", f"mkdocs.{lang}.yml"], plain) for lang in WORDS)
            )
            ours.append(_cpu(["-m", "coursekit.cli", "build"], own))
        size = sum(file.stat().st_size for file in (own / "site").rglob("*") if file.is_file()) / 1e6
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    note = f"{pages} pages × 2 languages: {median(ours):.1f} s against {median(theirs):.1f} s CPU; site {size:.0f} MB"
    return [
        Figure(
            "P10", "CPU of the build ÷ plain mkdocs-material", spread(ratios), "≤ 1.25", median(ratios) <= 1.25, note
        )
    ]


def _cpu(arguments: list[str], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _slug(index: int) -> str:
    return f"{index:02d}-page" if index < 100 else f"{index}-page"


def _options(question: str, language: str) -> list[str]:
    return [f"{WORDS[language]} ({question} {name})" for name in "abc"]


def _body(language: str) -> str:
    return "\n\n".join(f"## Part {part} {{#part-{part}}}\n\n{WORDS[language] * 4}" for part in range(PARAGRAPHS))


def _write_plain(folder: Path, *, pages: int) -> None:
    """The words of the course as plain Markdown, questions as lists."""
    for language in WORDS:
        docs = folder / "docs" / language
        docs.mkdir(parents=True)
        for index in range(pages):
            parts = [f"# Page {index}", _body(language), "## Quiz"]
            for number in range(QUESTIONS):
                parts.append(
                    f"{number + 1}. {WORDS[language]}\n\n"
                    + "\n".join(f"    - {o}" for o in _options(f"q{number}", language))
                )
            (docs / f"{_slug(index)}.md").write_text("\n\n".join(parts), encoding="utf-8")
        (docs / "index.md").write_text("# Home\n", encoding="utf-8")
        config = {
            "site_name": "Plain",
            "docs_dir": f"docs/{language}",
            "site_dir": f"site/{language}",
            "theme": {
                "name": "material",
                "language": language,
                "font": False,
                "features": ["navigation.prune", "search.highlight"],
            },
            "markdown_extensions": ["admonition", "attr_list", "pymdownx.details", "tables"],
            "plugins": [{"search": {"lang": language}}],
        }
        (folder / f"mkdocs.{language}.yml").write_text(yaml.safe_dump(config), encoding="utf-8")


def _write_course(folder: Path, *, pages: int) -> None:
    """The same as a course: the tiny course's frame with `pages` generated modules."""
    root = Path(__file__).parents[1]
    tiny = root / "tests" / "courses" / "tea-basics"
    shutil.copytree(tiny, folder)
    for old in [*folder.glob("content/*/0*.md"), *folder.glob("content/*/tools/*.md"), *folder.glob("quizzes/*.yml")]:
        old.unlink()
    for name in ("mkdocs.base.yml", "mkdocs.yml", "mkdocs.ja.yml"):
        if not (folder / name).exists():
            text = (
                (root / name)
                .read_text(encoding="utf-8")
                .replace("coursekit/website/theme", f"{root}/coursekit/website/theme")
            )
            (folder / name).write_text(text, encoding="utf-8")
    course = yaml.safe_load((folder / "course.yml").read_text(encoding="utf-8"))
    course["modules"] = [
        {"slug": _slug(index), "kind": "module", "group": "leaf", "sign": dict.fromkeys(WORDS, f"Sign {index}")}
        for index in range(pages)
    ]
    course["quizzes"] = {"pass_percent": 75, "mode": "practice"}
    (folder / "course.yml").write_text(yaml.safe_dump(course, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for index in range(pages):
        _write_lesson(folder, index)


def _write_lesson(folder: Path, index: int) -> None:
    slug, objective = _slug(index), f"LO-{index:02d}-1"
    for language in WORDS:
        matter = {
            "id": f"page-{index}",
            "slug": slug,
            "order": index,
            "lang": language,
            "title": f"Page {index}",
            "summary": "A page.",
            "objectives": [{"id": objective, "bloom": "apply", "text": "Choose the reply."}],
            "covers": [],
            "prerequisites": [],
            "minutes": {"read": 5, "do": 5, "quiz": 5},
            "terms": [],
            "references": [],
            "verify": [],
            "tools": [],
            "quiz": slug,
            "license": "CC-BY-4.0",
            "authors": [],
            "reviewed": {"content": None, "language": None, "law": None},
            "parity": {"revision": 1},
        }
        front = yaml.safe_dump(matter, allow_unicode=True)
        text = f"---\n{front}---\n\n{_body(language)}\n\n## Quiz {{#quiz}}\n\n::: quiz {slug}\n"
        (folder / "content" / language / f"{slug}.md").write_text(text, encoding="utf-8")
    questions = [_question(index, number, objective) for number in range(QUESTIONS)]
    quiz = {"schema": "quiz/v1", "set": slug, "questions": questions}
    (folder / "quizzes" / f"{slug}.yml").write_text(
        yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )


def _question(index: int, number: int, objective: str) -> dict[str, object]:
    texts = {language: _options(f"q{number}", language) for language in WORDS}
    return {
        "id": f"page-{index}-q{number}",
        "type": "single",
        "bloom": "apply",
        "objective": objective,
        "facts": [],
        "points": 1,
        "stem": {language: WORDS[language].strip() for language in WORDS},
        "options": [
            {
                "id": name,
                **({"correct": True} if name == "b" else {"misconception": "M01-1"}),
                "text": {language: texts[language][place] for language in WORDS},
                "feedback": {language: f"{WORDS[language]} {name}" for language in WORDS},
            }
            for place, name in enumerate("abc")
        ],
    }
