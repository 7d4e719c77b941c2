"""Settings: read once, refused when they cannot be used, and no secret by default in production."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from quizserver.config import load_settings
from quizserver.errors import SettingsError

pytestmark = pytest.mark.integration

KEY = "kYb1v9sQ0c7Zt3mXw5Rr8Jp2Ld6Fh4Ga"
PRODUCTION = {"COURSE_MODE": "production", "COURSE_ORIGIN": "https://course.example.com", "COURSE_SECRET_KEY": KEY}


def test_development_needs_nothing(tmp_path: Path) -> None:
    settings = load_settings({"COURSE_DATA": str(tmp_path), "PORT": "8123"})
    assert settings.database_url == f"sqlite:///{tmp_path / 'course.db'}"
    assert settings.origins == ("http://127.0.0.1:8123", "http://localhost:8123", "http://[::1]:8123")
    assert (settings.secure, settings.sign_up, settings.embedded) == (False, True, True)
    assert settings.secret_key == load_settings({"COURSE_DATA": str(tmp_path)}).secret_key
    assert len(settings.secret_key) >= 32
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_production_is_told_everything(tmp_path: Path) -> None:
    url = "postgresql://u:p@db/course"
    settings = load_settings(PRODUCTION | {"COURSE_DATA": str(tmp_path), "COURSE_DATABASE_URL": url})
    assert settings.database_url == "postgresql+psycopg://u:p@db/course"
    assert settings.origins == ("https://course.example.com",)
    assert (settings.secure, settings.sign_up, settings.embedded) == (True, False, False)
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"COURSE_SECRET_KEY": ""}, "COURSE_SECRET_KEY"),
        ({"COURSE_SECRET_KEY": "short"}, "COURSE_SECRET_KEY"),
        ({"COURSE_SECRET_KEY": "a" * 64}, "COURSE_SECRET_KEY"),
        ({"COURSE_SECRET_KEY": "changeme-changeme-changeme-changeme"}, "COURSE_SECRET_KEY"),
        ({"COURSE_SECRET_KEY": "Development-key-of-the-handbook-1234567"}, "COURSE_SECRET_KEY"),
        ({"COURSE_ORIGIN": ""}, "COURSE_ORIGIN"),
        ({"COURSE_ORIGIN": "http://course.example.com"}, "COURSE_ORIGIN"),
        ({"COURSE_ORIGIN": "course.example.com"}, "COURSE_ORIGIN"),
        ({"COURSE_ORIGIN": "https://course.example.com/path"}, "COURSE_ORIGIN"),
        ({"COURSE_MODE": "debug"}, "COURSE_MODE"),
        ({"COURSE_SIGN_UP": "yes"}, "COURSE_SIGN_UP"),
        ({"COURSE_TIMEZONE": "Asia/Nowhere"}, "COURSE_TIMEZONE"),
        ({"COURSE_TIMEZONE": "../../etc/passwd"}, "COURSE_TIMEZONE"),
        ({"COURSE_DATABASE_URL": "mysql://x"}, "COURSE_DATABASE_URL"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "８０００"}, "PORT"),
        ({"COURSE_THREADS": "0"}, "COURSE_THREADS"),
        ({"COURSE_PROXIES": "-1"}, "COURSE_PROXIES"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as error:
        load_settings(PRODUCTION | {"COURSE_DATA": str(tmp_path)} | changes)
    assert KEY not in str(error.value)


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("x")
    with pytest.raises(SettingsError, match="damaged"):
        load_settings({"COURSE_DATA": str(tmp_path)})


def test_production_on_this_machine_may_do_without_https(tmp_path: Path) -> None:
    settings = load_settings(PRODUCTION | {"COURSE_DATA": str(tmp_path), "COURSE_ORIGIN": "http://127.0.0.1:8000"})
    assert settings.secure is False
