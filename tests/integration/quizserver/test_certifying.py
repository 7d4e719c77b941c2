"""Certificates as learners, strangers and HR meet them, on both databases."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from click.testing import CliRunner
from conftest import Person, World, form_token, given, only_sqlite
from course_factory import COURSE, GRADED, LIMITED, UNGRADED, compiled_course, make_course
from exam_factory import EXAM, make_exam_course
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from sqlalchemy import text
from test_learner_api import everything_right

from coursekit.bundle import compile_course
from coursekit.model import CompletionRule
from quizserver.cli import main
from quizserver.documents import parts
from quizserver.domain.certificates import RevocationReason
from quizserver.domain.people import Role
from quizserver.services.auditing import verify_records
from quizserver.services.regrading import Order
from quizserver.storage.certificates import erase_certificate_names, find_certificate, list_certificates
from quizserver.storage.ledger import list_ledger

pytestmark = pytest.mark.integration

NUMBER = re.compile(r"S-20\d\d-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
ORIGIN = "https://course.example.com"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A server whose course is done when everything was taken, by https."""
    return make_world(
        course=compiled_course(rule=CompletionRule.COMPLETED),
        origins=("http://127.0.0.1:8000",),
        issuer={"en": "Kozue Manufacturing", "ja": "株式会社こずえ製作所"},
        certificate_score=True,
    )


def done(world: World, name: str = "髙橋 𠮷﨑", *roles: Role, **details: Any) -> Person:
    """Somebody who has done the course."""
    person = world.person(name, *roles, **details)
    assert person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"}).status_code == 204
    for quiz in (GRADED, LIMITED):
        person.submit(person.start(quiz)["id"])
    return person


def number_of(person: Person) -> str:
    """The number on My learning, which issues the certificate."""
    found = NUMBER.search(person.client.get("/app/en/learning").text)
    assert found is not None
    return found[0]


def held(world: World, person: Person) -> list[Any]:
    with world.server.database.snapshot() as tx:
        return list_certificates(tx, user_id=person.account.id)


def test_done_course_is_certified_once(world: World) -> None:
    person = done(world)
    first = number_of(person)
    world.clock.forward(seconds=86_400)
    assert number_of(person) == first
    (certificate,) = held(world, person)
    assert certificate.name == "髙橋 𠮷﨑"
    assert certificate.course_title["ja"] == "Sample course（日本語）"
    assert certificate.issued_at == certificate.done_at
    assert (certificate.units, certificate.expires_at, certificate.standing(now=0)) == (0, None, "valid")


def test_progress_tells_where_the_certificate_is_until_it_is_revoked(world: World) -> None:
    def told(person: Person, language: str) -> Any:
        return person.call("GET", f"/courses/{COURSE}/progress?language={language}").json["certificate_url"]

    assert told(world.person("山田 太郎"), "ja") is None
    person = done(world)
    url = told(person, "ja")
    (certificate,) = held(world, person)
    assert url == f"/app/ja/certificates/{certificate.number}"
    assert person.client.get(url).status_code == 200
    revoke = world.server.certifying.revoke
    revoke(number=certificate.number, reason=RevocationReason.MISTAKE, actor=person.account.id)
    assert told(person, "en") is None


def test_course_that_is_not_done_has_no_certificate(world: World) -> None:
    person = world.person()
    person.submit(person.start(GRADED)["id"])
    assert NUMBER.search(person.client.get("/app/en/learning").text) is None
    assert held(world, person) == []


def test_who_was_let_off_has_no_certificate(world: World) -> None:
    person = world.person("Let Off")
    hr = world.person("HR", Role.HR)
    world.server.registrations.waive(
        user_id=person.account.id, course_id=COURSE, actor=hr.account.id, reason="Taught it for years"
    )
    assert NUMBER.search(person.client.get("/app/en/learning").text) is None
    assert held(world, person) == []


def test_name_and_title_stay_as_at_issue(world: World) -> None:
    person = done(world, "Before Wedding")
    number = number_of(person)
    before = person.client.get(f"/app/en/certificates/{number}.pdf").data
    world.server.accounts.change_basics(user_id=person.account.id, name="After Wedding", kana="", locale="en")
    world.publish(compiled_course(rule=CompletionRule.PASSED))
    assert person.client.get(f"/app/en/certificates/{number}.pdf").data == before
    assert "Before Wedding" in person.client.get(f"/app/en/certificates/{number}").text


@pytest.mark.parametrize(("language", "tag"), [("en", b"en-US"), ("ja", b"ja-JP")])
@only_sqlite
def test_download_is_a_pdf_in_the_language_of_its_address(world: World, language: str, tag: bytes) -> None:
    person = done(world)
    number = number_of(person)
    answer = person.client.get(f"/app/{language}/certificates/{number}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}-{language}.pdf"'
    assert tag in answer.data


def test_own_and_hr_may_open_it_and_nobody_else(world: World) -> None:
    person = done(world)
    number = number_of(person)
    paths = [f"/app/en/certificates/{number}{ending}" for ending in ("", ".pdf", ".jwt", ".json")]
    assert [person.client.get(path).status_code for path in paths] == [200] * 4
    for role, status in ((Role.HR, 200), (Role.ADMIN, 200), (Role.MANAGER, 404), (Role.LEARNER, 404)):
        other = world.person("Somebody", role)
        assert [other.client.get(path).status_code for path in paths] == [status, status, 404, 404], role
    stranger = world.app.test_client()
    assert {stranger.get(path).status_code for path in paths} == {303}


def test_stranger_with_the_number_sees_what_the_certificate_shows(world: World) -> None:
    person = done(world, department="Sales", email="taro@example.com", employee_number="00123")
    number = number_of(person)
    stranger = world.app.test_client()
    page = stranger.get(f"/app/ja/verify/{number.lower().replace('-', '')}")
    assert page.status_code == 200
    for fact in (
        "この修了証は有効です",
        "髙橋 𠮷﨑",
        "Sample course（日本語）",
        "2026.1",
        "株式会社こずえ製作所",
        number,
    ):
        assert fact in page.text, fact
    assert re.search(r"20\d\d年\d+月\d+日", page.text)
    for secret in ("Sales", "taro@example.com", "00123", "%", person.account.id):
        assert secret not in page.text.partition("<main")[2], secret
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex"' in page.text


@only_sqlite
def test_code_on_paper_leads_to_the_page_in_the_readers_language(world: World) -> None:
    client = world.app.test_client()
    for accepted, language in (("ja,en;q=0.5", "ja"), ("en", "en"), ("fr", "en")):
        answer = client.get("/verify/S-2026-ABCD-EFGH", headers={"Accept-Language": accepted})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/app/{language}/verify/S-2026-ABCD-EFGH")
    typed = client.get("/app/en/verify?number=%EF%BC%B3%202026%20abcd%20efgh")
    assert typed.headers["Location"] == "/app/en/verify/S-2026-ABCD-EFGH"
    assert client.get("/verify/%2F%2Fevil.example").headers.get("Location", "/app/").startswith("/app/")


@pytest.mark.parametrize("typed", ["S-2026-ABCD-EFGH", "nonsense", "<script>", "0" * 300])
@only_sqlite
def test_unknown_number_is_told_kindly(world: World, typed: str) -> None:
    page = world.app.test_client().get(f"/app/en/verify/{typed}")
    assert page.status_code == 404
    assert "There is no certificate with this number" in page.text
    assert "<script>" not in page.text


def test_numbers_cannot_be_tried_out(world: World) -> None:
    client = world.app.test_client()
    statuses = [client.get(f"/app/en/verify/S-2026-AAAA-{n:04d}").status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
    world.clock.forward(seconds=61)
    assert client.get("/app/en/verify/S-2026-AAAA-0000").status_code == 404


def test_revoked_certificate_says_so_with_its_category(world: World) -> None:
    person, hr = done(world), world.person("HR", Role.HR)
    number = number_of(person)
    for _ in range(2):
        world.server.certifying.revoke(number=number, reason=RevocationReason.MISTAKE, actor=hr.account.id)
        world.clock.forward(seconds=10)
    page = world.app.test_client().get(f"/app/en/verify/{number}").text
    assert "This certificate was revoked." in page
    assert "It was issued by mistake." in page
    assert audited(world, number) == [
        (person.account.id, "certificate_issued"),
        (hr.account.id, "certificate_revoked"),
    ]
    assert number_of(person) == number
    assert ledger(world, number)[-2:] == ["certificate_issued", "certificate_revoked"]
    assert verify_records(world.server.database).problems == []


def test_hr_revokes_on_the_page(world: World) -> None:
    person, hr = done(world), world.person("HR", Role.HR)
    number = number_of(person)
    path = f"/app/en/certificates/{number}"
    assert "Revoke this certificate" not in person.client.get(path).text
    page = hr.client.get(path)
    assert "Revoke this certificate" in page.text
    form = {"token": form_token(page)}
    for reason in ("", "regraded", "because"):
        assert hr.client.post(f"{path}/revoke", data=form | {"reason": reason}).status_code == 422
    assert person.client.post(f"{path}/revoke", data={"token": person.csrf, "reason": "mistake"}).status_code == 403
    assert held(world, person)[0].revoked_at is None
    assert hr.client.post(f"{path}/revoke", data=form | {"reason": "conduct"}).headers["Location"] == path
    assert "Revoke this certificate" not in hr.client.get(path).text
    assert held(world, person)[0].revoked_by == hr.account.id
    assert [one.number for one in world.server.certifying.issue_due(user_id=person.account.id)] == [number]
    assert "This certificate was revoked." in person.client.get("/app/en/learning").text


def test_replaced_certificate_is_followed_by_one_with_the_name_put_right(world: World) -> None:
    person = done(world, "高橋 吉崎")
    number = number_of(person)
    world.server.accounts.change_basics(user_id=person.account.id, name="髙橋 𠮷﨑", kana="", locale="ja")
    world.server.certifying.revoke(number=number, reason=RevocationReason.REPLACED, actor="system")
    after = world.server.certifying.issue_due(user_id=person.account.id)
    assert {one.name: one.revoked_reason for one in after} == {"高橋 吉崎": "replaced", "髙橋 𠮷﨑": None}
    assert len(world.server.certifying.issue_due(user_id=person.account.id)) == 2


def test_regrade_that_takes_the_completion_takes_the_certificate(make_world: Callable[..., World]) -> None:
    """A pass is taken only where the operator says so; then the certificate goes with it, and comes back with it."""
    world = make_world(course=compiled_course(rule=CompletionRule.PASSED))
    person = world.person("髙橋 𠮷﨑")
    person.submit(person.start(GRADED)["id"], everything_right(world))
    limited = person.start(LIMITED)["id"]
    person.submit(limited, [given("q-limited", {"selected": ["b"]})])
    person.call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"})
    (first,) = world.server.certifying.issue_due(user_id=person.account.id)
    world.publish(compile_course(changed_key()))
    order = Order(course_id=COURSE, quiz=LIMITED, method="key", allow_lost_passes=True)
    world.server.regrading.apply(order, actor="system", reason="The key was wrong")
    assert [one.revoked_reason for one in world.server.certifying.issue_due(user_id=person.account.id)] == ["regraded"]
    assert verify_records(world.server.database).problems == []
    person.submit(person.start(LIMITED)["id"], [given("q-limited", {"selected": ["a"]})])
    after = {one.number: one.revoked_reason for one in world.server.certifying.issue_due(user_id=person.account.id)}
    assert after.pop(first.number) == "regraded"
    assert list(after.values()) == [None]


def changed_key() -> Any:
    """The sample course, where a is right in the limited quiz."""
    course = make_course(rule=CompletionRule.PASSED)
    quizzes = []
    for quiz in course.quizzes:
        if quiz.slug == LIMITED:
            question: Any = quiz.questions[0]
            options = tuple(replace(option, correct=option.id == "a") for option in question.options)
            quiz = replace(quiz, questions=(replace(question, options=options),))
        quizzes.append(quiz)
    return replace(course, quizzes=tuple(quizzes))


def test_command_revokes_in_the_name_of_hr(world: World, database_url: str) -> None:
    person = done(world)
    hr, number = world.person("HR", Role.HR), number_of(person)
    environment = {"COURSE_DATA": str(world.settings.data), "COURSE_COMPILED": str(world.settings.compiled)}
    if not database_url.startswith("sqlite"):
        environment["COURSE_DATABASE_URL"] = database_url.replace("+psycopg", "")

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["certificate", "revoke", *arguments], env=environment)

    refused = run(number, "--reason", "mistake", "--actor", person.account.email)
    assert (refused.exit_code, "no HR or admin account" in refused.output) == (1, True)
    unknown = run("S-2026-AAAA-AAAA", "--reason", "mistake", "--actor", hr.account.email)
    assert (unknown.exit_code, "sign by sign" in unknown.output) == (1, True)
    assert run(number, "--reason", "because", "--actor", hr.account.email).exit_code == 2
    assert (
        run(number.lower(), "--reason", "conduct", "--actor", hr.account.email).output
        == f"{number}: revoked (conduct).\n"
    )
    assert held(world, person)[0].revoked_by == hr.account.id


def test_expired_certificate_says_so(world: World) -> None:
    person = done(world)
    number = number_of(person)
    day = 86_400_000

    def expire(tx: Any) -> None:
        tx.execute(text("UPDATE certificates SET expires_at = :at"), {"at": world.clock() + day})

    world.server.database.write(expire)
    client = world.app.test_client()
    assert "This certificate is valid." in client.get(f"/app/en/verify/{number}").text
    world.clock.forward(seconds=86_400)
    assert "This certificate has expired." in client.get(f"/app/en/verify/{number}").text


def test_erased_name_leaves_the_facts(world: World) -> None:
    person = done(world)
    number = number_of(person)
    world.server.database.write(lambda tx: erase_certificate_names(tx, user_id=person.account.id))
    page = world.app.test_client().get(f"/app/en/verify/{number}").text
    assert "This certificate is valid." in page
    assert "髙橋" not in page
    assert "The name was erased" in page
    for ending in (".pdf", ".jwt", ".json"):
        assert person.client.get(f"/app/en/certificates/{number}{ending}").status_code == 410


def test_server_starts_without_the_extra() -> None:
    missing = ("typst", "fontTools", "pylopdf_fonts_jp", "fontpkg_source_serif_4")
    blocked = f"import sys; sys.modules.update(dict.fromkeys({missing!r})); import quizserver.app, quizserver.cli"
    subprocess.run([sys.executable, "-c", blocked], check=True)


@only_sqlite
def test_server_without_the_extra_says_what_is_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = done(world)
    number = number_of(person)
    monkeypatch.setattr(parts, "find_spec", lambda name: None if name == "typst" else object())
    parts.find_missing_part.cache_clear()
    try:
        refused = person.client.get(f"/app/ja/certificates/{number}.pdf")
        assert refused.status_code == 501
        assert "typstがありません" in refused.text
        assert "typst is missing" in person.client.get(f"/app/en/certificates/{number}").text
        other = done(world, "Other")
        assert NUMBER.search(other.client.get("/app/en/learning").text) is None
    finally:
        parts.find_missing_part.cache_clear()
    assert NUMBER.search(other.client.get("/app/en/learning").text) is None
    monkeypatch.undo()
    parts.find_missing_part.cache_clear()
    assert number_of(other)


@only_sqlite
def test_production_without_issuer_issues_nothing(make_world: Callable[..., World]) -> None:
    world = make_world(course=compiled_course(rule=CompletionRule.COMPLETED), issuer=None, issuer_keys=None)
    person = done(world)
    assert NUMBER.search(person.client.get("/app/en/learning").text) is None
    assert world.app.test_client().get("/.well-known/did.json").status_code == 501


def test_credential_is_verified_by_an_independent_verifier(make_world: Callable[..., World]) -> None:
    """From the addresses that it names, over what this server publishes there, with the clock of today."""
    import time

    world = make_world(course=compiled_course(rule=CompletionRule.COMPLETED), origins=(ORIGIN, "http://127.0.0.1:8000"))
    world.clock.now = int(time.time() * 1000) - 60_000
    person = done_over_https(world)
    (certificate,) = world.server.certifying.issue_due(user_id=person.account.id)
    token = person.client.get(f"/app/en/certificates/{certificate.number}.jwt").text
    did = "did:web:course.example.com"
    stranger = world.app.test_client()

    def fetch(url: str) -> bytes:
        answer = stranger.get(url.removeprefix(ORIGIN))
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        return answer.data

    def verify() -> Any:
        verifier = OB3Verifier.for_issuer_did(did, download=fetch)
        return verifier.verify(token, check_status=True, download=fetch)

    assert verify().achievement.name == "Sample course"
    # Likewise with PyJWT and the published key set.
    keys = jwt.PyJWKSet.from_dict(json.loads(fetch(f"{ORIGIN}/.well-known/jwks.json")))
    claims = jwt.decode(token, keys.keys[0], algorithms=["RS256"], issuer=did)
    assert claims["id"] == f"{ORIGIN}/verify/{certificate.number}"
    assert person.account.email not in json.dumps(claims)
    envelope = person.client.get(f"/app/en/certificates/{certificate.number}.json").get_json(force=True)
    assert envelope["id"] == f"data:application/vc+jwt,{token}"
    world.server.certifying.revoke(number=certificate.number, reason=RevocationReason.REQUEST, actor="system")
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify()
    bits = jwt.decode(fetch(f"{ORIGIN}/credentials/status/1"), keys.keys[0], algorithms=["RS256"], issuer=did)[
        "credentialSubject"
    ]["encodedList"]
    listed = gzip.decompress(base64.urlsafe_b64decode(bits[1:] + "=="))
    assert sum(byte.bit_count() for byte in listed) == 1
    assert len(listed) * 8 >= 131_072
    assert stranger.get("/credentials/status/2").status_code == 404


def test_result_of_the_exam_leads_to_the_certificate(make_world: Callable[..., World]) -> None:
    course = compile_course(replace(make_exam_course(), completion=CompletionRule.COMPLETED))
    world = make_world(course=course)
    person = done(world)
    practice = person.submit(person.start(GRADED)["id"]).get_json()
    assert practice["certificate_url"] is None
    exam = person.start(EXAM, language="ja")["id"]
    told = person.submit(exam, language="ja").get_json()["certificate_url"]
    assert told == f"/app/ja/certificates/{held(world, person)[0].number}"
    assert person.client.get(told).status_code == 200
    assert person.call("GET", f"/attempts/{exam}/result?language=en").get_json()["certificate_url"] == told.replace(
        "/ja/", "/en/"
    )
    assert person.submit(person.start(GRADED)["id"]).get_json()["certificate_url"] is None


@only_sqlite
def test_private_key_is_in_no_answer(world: World) -> None:
    person = done(world)
    number = number_of(person)
    person.client.get(f"/app/en/certificates/{number}.jwt")
    path = world.settings.issuer_keys
    assert path is not None
    private = json.loads(path.read_text(encoding="utf-8"))["keys"][0]
    for rule in (
        "/.well-known/did.json",
        "/.well-known/jwks.json",
        "/credentials/status/1",
        f"/app/en/certificates/{number}.jwt",
    ):
        assert private["d"] not in person.client.get(rule).text
    for guess in (
        "/issuer-keys.json",
        "/data/issuer-keys.json",
        "/..%2fdata/issuer-keys.json",
        "/app/static/issuer-keys.json",
    ):
        assert person.client.get(guess).status_code == 404


def test_keys_command_makes_and_rotates(tmp_path: Path) -> None:
    path = tmp_path / "private" / "keys.json"
    environment = {"COURSE_DATA": str(tmp_path), "COURSE_ISSUER_KEYS": str(path)}
    for count in (1, 2):
        answer = CliRunner().invoke(main, ["keys", "new"], env=environment)
        assert answer.exit_code == 0, answer.output
        assert len(json.loads(path.read_text(encoding="utf-8"))["keys"]) == count
    production = {
        "COURSE_MODE": "production",
        "COURSE_ORIGIN": ORIGIN,
        "COURSE_SECRET_KEY": "k9Q2mZ7pW4xT1vB8nR5cL3fH6dS0gJ-aYeUiOq",
        "COURSE_ISSUER_KEYS": "",
    }
    refused = CliRunner().invoke(main, ["keys", "new"], env=production)
    assert (refused.exit_code, "COURSE_ISSUER_KEYS is not set" in refused.output) == (1, True)


def done_over_https(world: World) -> Person:
    """As `done`, with the cookie's name and the origin of a server behind https."""
    person = world.person("髙橋 𠮷﨑")
    cookie = person.client.get_cookie("course_session")
    assert cookie is not None
    person.client.set_cookie("__Host-course_session", cookie.value)
    headers = {"X-CSRF-Token": person.csrf, "Origin": ORIGIN}

    def call(method: str, path: str, body: Any) -> Any:
        return person.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    call("PUT", f"/courses/{COURSE}/modules/{UNGRADED}/seen", {"language": "en"})
    for place, quiz in enumerate((GRADED, LIMITED)):
        attempt = f"0000000{place}-0000-4000-8000-000000000000"
        call("PUT", f"/attempts/{attempt}", {"course": COURSE, "quiz": quiz, "language": "en"})
        assert call("POST", f"/attempts/{attempt}/submit", {"language": "en", "responses": []}).status_code == 200
    return person


def ledger(world: World, number: str) -> list[str]:
    """The kinds of everything in the ledger of a certificate's registration; nothing there holds the name."""
    with world.server.database.snapshot() as tx:
        found = find_certificate(tx, number=number)
        assert found is not None
        records = list_ledger(tx, enrollment_id=found.enrollment_id)
    assert "髙橋" not in "".join(str(record.body) for record in records)
    return [record.kind for record in records]


def audited(world: World, number: str) -> list[tuple[str, str]]:
    """(actor, action) of everything the audit log says about a certificate."""
    with world.server.database.snapshot() as tx:
        rows = tx.execute(
            text("SELECT actor, action FROM audit_log WHERE object = :object ORDER BY id"),
            {"object": f"certificate:{number}"},
        )
        return [tuple(row) for row in rows]
