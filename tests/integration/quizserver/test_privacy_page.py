"""What the server says about personal data is what it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import World, only_sqlite

from quizserver import web
from quizserver.config import load_settings
from quizserver.errors import SettingsError

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]


def page(world: World, language: str) -> str:
    answer = world.app.test_client().get(f"/app/{language}/privacy")
    assert answer.status_code == 200
    return answer.text


@only_sqlite
def test_everybody_reads_what_this_server_is_set_to(make_world: Callable[..., World]) -> None:
    world = make_world(
        issuer={"en": "Kozue Manufacturing", "ja": "株式会社こずえ製作所"},
        privacy_contact="個人情報相談窓口 <privacy@kozue.example>",
        retention_years=3,
        privacy_text={"en": "First.\n\nSecond <b>one</b>.", "ja": "社内規程もご覧ください。"},
        session_days=7,
    )
    english, japanese = page(world, "en"), page(world, "ja")
    assert "Responsible: Kozue Manufacturing." in english
    assert "kept for 3 more years" in english
    assert "Sessions end after 7 days" in english
    assert english.count('<p class="as-written">') == 2
    assert "Second &lt;b&gt;one&lt;/b&gt;." in english
    assert "管理責任者：株式会社こずえ製作所" in japanese
    assert "研修の証明のため3年間保存し" in japanese
    assert "privacy@kozue.example" in japanese
    assert "社内規程もご覧ください。" in japanese
    assert "社内規程" not in english


@only_sqlite
def test_without_settings_it_says_so(world: World) -> None:
    assert "has not set a fixed period" in page(world, "en")
    assert "会社の人事担当部署" in page(world, "ja")
    assert "This server sends no mails." in page(world, "en")


@only_sqlite
def test_it_names_every_cookie_and_what_scripts_keep(world: World) -> None:
    folder = Path(web.__file__).parent
    sources = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    cookies = set(re.findall(r'_cookie\("(course_[a-z]+)"\)', sources))
    assert {"course_session", "course_device", "course_visit"} <= cookies
    for language in ("en", "ja"):
        text = page(world, language)
        assert [name for name in sorted(cookies) if name not in text] == []
        assert "ck-site-" in text
        assert "ck-scheme" in text
    secure = page(world, "en")
    assert "__Host-" not in secure


@only_sqlite
def test_every_page_leads_to_it(world: World) -> None:
    person = world.person()
    for path in ("/app/ja/sign-in", "/app/ja/verify"):
        assert 'href="/app/ja/privacy"' in world.app.test_client().get(path).text
    for path in ("/app/en/learning", "/app/en/account", "/app/en/nowhere"):
        assert 'href="/app/en/privacy"' in person.client.get(path).text
    footer = ROOT / "coursekit" / "website" / "theme" / "partials" / "footer.html"
    assert 'href="/app/{{ config.theme.language }}/privacy"' in footer.read_text(encoding="utf-8")


def test_texts_of_the_company_are_read_from_files(tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    file.write_text("\ufeff社内規程\n", encoding="utf-8")
    data = {"COURSE_DATA": str(tmp_path)}
    assert load_settings(data | {"COURSE_PRIVACY_TEXT_JA": str(file)}).privacy_text == {
        "en": "社内規程",
        "ja": "社内規程",
    }
    assert load_settings(data).privacy_text == {"en": "", "ja": ""}
    for bad in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(SettingsError, match=r"COURSE_PRIVACY_TEXT .*text file"):
            load_settings(data | {"COURSE_PRIVACY_TEXT": str(bad)})
    with pytest.raises(SettingsError, match="COURSE_RETENTION_YEARS"):
        load_settings(data | {"COURSE_RETENTION_YEARS": "0"})
