"""The self-check as HTML."""

import pytest
from html_tree import read_html
from sample_quiz import self_check

from coursekit.rendering import render_self_check

pytestmark = pytest.mark.unit

TITLES = {"03-serving": "Serving", "01-leaves": "Leaves"}


@pytest.fixture(params=["en", "ja"])
def tree(request):
    html = render_self_check(
        self_check(), language=request.param, module_titles=TITLES, module_urls={"01-leaves": "/leaves/"}
    )
    return read_html(html)


def test_every_statement_is_a_group_of_radio_buttons(tree):
    rows = tree.all("fieldset", data_statement=None)

    assert [row.attributes["data-statement"] for row in rows] == ["s1", "s2", "s3"]
    for row in rows:
        assert [field.attributes["value"] for field in row.all("input")] == ["0", "1"]
        assert "disabled" in row.attributes


def test_statement_carries_title_place_and_address_of_its_module(tree):
    rows = {row.attributes["data-statement"]: row.attributes for row in tree.all("fieldset")}

    assert (rows["s1"]["data-title"], rows["s1"]["data-place"], rows["s1"]["data-url"]) == ("Leaves", "1", "/leaves/")
    assert (rows["s3"]["data-title"], rows["s3"]["data-place"]) == ("Serving", "0")
    assert "data-url" not in rows["s3"]


def test_module_that_the_course_does_not_know_comes_last_under_its_slug(tree):
    row = tree.one("fieldset", data_statement="s2").attributes

    assert (row["data-title"], row["data-place"]) == ("02-brewing", "2")


def test_highest_total_and_number_of_recommendations(tree):
    section = tree.one("section").attributes

    assert (section["data-highest"], section["data-recommend"]) == ("3", "2")
