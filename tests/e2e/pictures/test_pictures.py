"""The course's pictures: in every language, told in words as well, and readable on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.browser

CONTENT = Path(__file__).parents[3] / "content"
PICTURES = sorted(CONTENT.glob("*/pictures/*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
COLUMN = 324
"""Width of a picture on a phone that is 360 pixels wide."""

MEASURE = """() => {
  const view = document.documentElement.viewBox.baseVal;
  const texts = [...document.querySelectorAll('text')].filter((each) => each.textContent.trim());
  const boxes = texts.map((each) => ({ words: each.textContent, box: each.getBBox(),
    size: parseFloat(getComputedStyle(each).fontSize) }));
  const outside = boxes.filter(({ box }) => box.x < 0 || box.y < 0 || box.x + box.width > view.width ||
    box.y + box.height > view.height).map(({ words }) => words);
  const overlap = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 6;
  const touching = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a.box, b.box))
    .map((b) => `${a.words} / ${b.words}`));
  return { outside, touching, smallest: Math.min(...boxes.map(({ size }) => size)), width: view.width };
}"""


def test_every_picture_exists_in_every_language():
    names = {folder.name: {path.name for path in folder.glob("pictures/*.svg")} for folder in CONTENT.iterdir()}
    found = {language: pictures for language, pictures in names.items() if pictures}

    assert set(found) == {"en", "ja"}
    assert found["en"] == found["ja"]


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_picture_is_told_in_words_too(path):
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")

    assert root.get("lang") == path.parts[-3]
    assert root.get("role") == "img"
    assert title
    assert description
    assert description != title
    assert re.search("[ぁ-んァ-ヶ一-龥]", title + description) is not None or root.get("lang") == "en"


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_words_of_a_picture_have_room_and_can_be_read_on_a_phone(path, page):
    page.goto(path.as_uri())

    found = page.evaluate(MEASURE)

    assert found["outside"] == []
    assert found["touching"] == []
    assert found["smallest"] * min(1, COLUMN / found["width"]) >= 10
