"""Asking a running server how many stored answers changes concern, as a trainer who signs in there."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from coursekit.comparing.changes import Change
from coursekit.comparing.usage import Usage, UsageError, usage_from, wanted_by

__all__ = ["ask_server"]

_SECONDS = 30
_TOKEN = re.compile(r'name="token" value="(\w+)"')


def ask_server(changes: Sequence[Change], *, course: str, url: str, email: str, password: str) -> Usage:
    """Ask the server at this origin (https://course.example.com). Raises UsageError."""
    origin = url.rstrip("/")
    if not re.fullmatch(r"https?://[^/?#\s]+", origin):
        en = f"{url} is no address of a server. Write scheme and host, such as https://course.example.com."
        raise UsageError(
            en, f"{url}はサーバーのアドレスではありません。https://course.example.comのように書いてください。"
        )
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    asked = wanted_by(changes)
    names = [("question", each) for each in asked["questions"]] + [("quiz", each) for each in asked["quizzes"]]
    try:
        _sign_in(opener, origin, email=email, password=password)
        address = f"{origin}/api/v1/courses/{quote(course, safe='')}/usage?{urlencode(names)}"
        with opener.open(address, timeout=_SECONDS) as answer:
            return usage_from(json.load(answer))
    except HTTPError as error:
        raise _refused(error.code, origin, course=course) from error
    except (URLError, OSError, ValueError) as error:
        en = f"{origin} did not answer as a course server does ({error})."
        raise UsageError(en, f"{origin}から、講座のサーバーの返答がありませんでした（{error}）。") from error


def _sign_in(opener: OpenerDirector, origin: str, *, email: str, password: str) -> None:
    """Fill in the server's form; whoever is refused there gets an HTTPError 401."""
    address = f"{origin}/app/en/sign-in"
    with opener.open(address, timeout=_SECONDS) as page:
        token = _TOKEN.search(page.read().decode("utf-8", "replace"))
    if token is None:
        raise UsageError(f"{origin} has no sign-in page.", f"{origin}にサインインの画面がありません。")
    form = urlencode({"token": token[1], "email": email, "password": password, "next": "/healthz"})
    opener.open(Request(address, data=form.encode(), headers={"Origin": origin}), timeout=_SECONDS).close()  # noqa: S310


def _refused(status: int, origin: str, *, course: str) -> UsageError:
    reasons = {
        401: ("does not know this e-mail address and password.", "では、このメールアドレスとパスワードは使えません。"),
        403: ("tells this to trainers, HR and admins only.", "でこれを見られるのは、作成者、人事、管理者だけです。"),
        404: (f"has no course {course}.", f"に講座{course}はありません。"),
        429: ("wants you to wait before signing in again.", "では、しばらく待ってからサインインしてください。"),
    }
    other = (f"answered with status {status}.", f"がエラー（{status}）を返しました。")
    en, ja = reasons.get(status, other)
    return UsageError(f"{origin} {en}", origin + ja)
