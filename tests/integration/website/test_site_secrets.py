"""No key, weight or feedback anywhere in a built site, the search index included."""

from __future__ import annotations

import json
import shutil

import pytest
from leaks import find_leaks, find_sealed

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_site_gives_no_answer_away(which, request):
    built = request.getfixturevalue(which)
    assert find_leaks(built.site, built.library.compiled, built.library.course) == []


def test_site_holds_no_text_of_an_exam(real):
    exam = real.library.compiled.quizzes["final-assessment"]
    assert len(exam.questions) == 2 * exam.size == 50
    assert find_sealed(real.site, real.library.compiled) == []


@pytest.mark.parametrize("name", ["ja/final-assessment/index.html", "search/search_index.json"])
def test_planted_stem_of_an_exam_is_found(real, tmp_path, name):
    exam = real.library.compiled.quizzes["final-assessment"]
    page = tmp_path / name
    page.parent.mkdir(parents=True)
    stem = exam.questions[0].delivery["stem"]["ja"]
    page.write_text(json.dumps([stem]) if name.endswith("json") else f"<p>{stem}</p>", encoding="utf-8")
    assert find_sealed(tmp_path, real.library.compiled) == [f"{name}: {exam.questions[0].id}"]


@pytest.fixture
def leaky(tiny, tmp_path):
    """A copy of the tiny site to plant something in, and what of the key to plant."""
    site = shutil.copytree(tiny.site, tmp_path / "site")
    quiz = tiny.library.compiled.quizzes["02-brewing"]
    question = next(question for question in quiz.questions if question.type == "single")
    feedback = next(iter(question.feedback["options"].values()))
    return site, feedback, lambda: find_leaks(site, tiny.library.compiled, tiny.library.course)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_planted_feedback_in_a_page_is_found(leaky, language):
    site, feedback, find = leaky
    page = site / "02-brewing" / "index.html"
    escaped = "".join(f"&#{ord(sign)};" for sign in feedback[language])
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{escaped}</main>"), encoding="utf-8")
    assert [leak.split(":")[0] for leak in find()] == ["02-brewing/index.html"]


def test_planted_feedback_in_the_search_index_is_found(leaky):
    site, feedback, find = leaky
    path = site / "ja" / "search" / "search_index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    index["docs"][0]["text"] += feedback["ja"]
    path.write_text(json.dumps(index), encoding="utf-8")  # \uXXXX, as Material writes it
    assert [leak.split(":")[0] for leak in find()] == ["ja/search/search_index.json"]


def test_planted_flag_is_found(leaky):
    site, _, find = leaky
    page = site / "02-brewing" / "index.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace(' value="b"', ' value="b" data-correct="1"', 1), encoding="utf-8"
    )
    assert find() == ["02-brewing/index.html: flag: data-correct="]


def test_planted_accepted_word_in_the_form_is_found(leaky, tiny):
    site, _, find = leaky
    short = next(q for quiz in tiny.library.course.quizzes for q in quiz.questions if hasattr(q, "accept"))
    page = next(p for p in site.rglob("index.html") if f'data-question="{short.id}"' in p.read_text(encoding="utf-8"))
    text = page.read_text(encoding="utf-8").replace(
        'maxlength="200"', f'maxlength="200" placeholder="{short.accept[0]}"'
    )
    page.write_text(text, encoding="utf-8")
    assert any(short.id in leak and short.accept[0] in leak for leak in find())


def test_compiled_quizzes_are_beside_the_site_and_not_in_it(tiny):
    assert (tiny.compiled_dir / "tea-basics.json").exists()
    assert not [path for path in tiny.site.rglob("*") if path.name.endswith((".csp", ".yml", ".md"))]
