"""The documents say what the server does: API, settings, commands, words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Person, World, given, only_sqlite
from course_factory import COURSE, GRADED
from exam_factory import EXAM, exam_course
from exam_taker import answers, begin, paper_of
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from test_learner_api import everything_right

from quizserver import errors
from quizserver.cli import main
from quizserver.config import OPTIONS
from quizserver.web.errors import STATUS
from quizserver.web.words import LANGUAGES, words

pytestmark = pytest.mark.integration

DOCS = Path(__file__).parents[3] / "docs"
WEB = Path(__file__).parents[3] / "quizserver" / "web"
OPENAPI = yaml.safe_load((DOCS / "api" / "openapi.yaml").read_text(encoding="utf-8"))


def checker(schema: Any) -> Draft202012Validator:
    """A validator for a schema of the file, with its references."""
    return Draft202012Validator(schema | {"components": OPENAPI["components"]}, format_checker=FormatChecker())


def ref(name: str) -> dict[str, str]:
    """A schema of the file by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """(method, path) -> operation."""
    return {
        (method.upper(), path): operation
        for path, item in OPENAPI["paths"].items()
        for method, operation in item.items()
        if method in ("get", "put", "post", "delete", "patch")
    }


def test_the_openapi_file_is_valid() -> None:
    validate(OPENAPI)


@only_sqlite
def test_the_openapi_file_has_every_route_and_no_other(world: World) -> None:
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))): rule.endpoint.partition(".")[
            2
        ]
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {key: operation["operationId"] for key, operation in operations().items()}


def test_examples_match_their_schemas() -> None:
    checked = 0
    for operation in operations().values():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        bodies = [
            OPENAPI["components"]["responses"].get(body.get("$ref", "").rpartition("/")[2], body) for body in bodies
        ]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            examples = [media["example"]] if "example" in media else []
            examples += [example["value"] for example in media.get("examples", {}).values()]
            for example in examples:
                checker(media["schema"]).validate(example)
                checked += 1
    assert checked >= 10


@only_sqlite
def test_answers_match_their_schemas(world: World, learner: Person) -> None:
    attempt = learner.start()
    checker(ref("Attempt")).validate(attempt)
    for item in [*everything_right(world)[:8], given("q-branch", {"selected": ["b"]}, part="n2")]:
        body = {name: item[name] for name in ("question", "part", "response", "language")}
        checker(ref("StoreResponse")).validate(body)
        answer = learner.answer(attempt["id"], **body)
        checker(ref("StoredResponse")).validate(answer.get_json())
    refused = learner.answer(attempt["id"], "q-single", {"selected": ["a"]})
    checker(OPENAPI["components"]["responses"]["Conflict"]["content"]["application/json"]["schema"]).validate(
        refused.get_json()
    )
    submission = {"language": "en", "responses": [given("q-none", {})]}
    checker(ref("Submission")).validate(submission)
    checker(ref("Result")).validate(learner.submit(attempt["id"]).get_json())
    checker(ref("Attempt")).validate(learner.call("GET", f"/attempts/{attempt['id']}").get_json())
    checker(ref("Progress")).validate(learner.call("GET", f"/courses/{COURSE}/progress").get_json())
    checker(ref("Session")).validate(learner.call("GET", "/session").get_json())
    for path in (f"/attempts/{uuid.uuid4()}", "/nothing", f"/courses/{GRADED}/progress"):
        checker(ref("Error")).validate(learner.call("GET", path).get_json())


@only_sqlite
def test_answers_of_an_exam_match_their_schemas(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course(attempts=2))
    learner = world.person()
    attempt = begin(learner)
    checker(ref("Attempt")).validate(attempt)
    for item in answers(paper_of(world, attempt)):
        body = {name: item[name] for name in ("question", "part", "response")} | {"confidence": "fairly"}
        checker(ref("StoreResponse")).validate(body | {"language": "en"})
        checker(ref("StoredResponse")).validate(learner.answer(attempt["id"], **body).get_json())
    checker(ref("Result")).validate(learner.submit(attempt["id"]).get_json())
    checker(ref("Progress")).validate(learner.call("GET", f"/courses/{COURSE}/progress").get_json())
    early = learner.call("PUT", f"/attempts/{uuid.uuid4()}", {"course": COURSE, "quiz": EXAM, "language": "ja"})
    checker(ref("Error")).validate(early.get_json())
    retry = {"course": COURSE, "quiz": GRADED, "language": "ja", "retry_missed": True}
    checker(ref("StartAttempt")).validate(retry)
    checker(ref("Error")).validate(learner.call("PUT", f"/attempts/{uuid.uuid4()}", retry).get_json())


@only_sqlite
def test_statuses_are_the_documented_ones(world: World, learner: Person) -> None:
    attempt = learner.start()["id"]
    tried = [
        ("PUT", "/attempts/{attempt_id}", f"/attempts/{attempt}", {"x": 1}),
        ("PUT", "/attempts/{attempt_id}/responses/{response_id}", f"/attempts/{attempt}/responses/{uuid.uuid4()}", {}),
        ("POST", "/attempts/{attempt_id}/submit", f"/attempts/{uuid.uuid4()}/submit", {"language": "en"}),
        ("GET", "/attempts/{attempt_id}/result", f"/attempts/{attempt}/result", None),
        ("PUT", "/courses/{course_id}/modules/{module}/seen", "/courses/x/modules/y/seen", {"language": "en"}),
    ]
    for method, path, real, body in tried:
        status = learner.call(method, real, body).status_code
        assert str(status) in operations()[method, path]["responses"], (method, real, status)


def test_every_error_code_has_a_status_and_words() -> None:
    refusals = {cls.code for cls in _subclasses(errors.Refusal)}
    assert refusals <= set(STATUS)
    for language in LANGUAGES:
        for code in STATUS:
            assert words(language).find(f"errors.{code}.message"), code
            assert words(language).find(f"errors.{code}.remedy"), code
    documented = set(OPENAPI["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"])
    assert documented <= set(STATUS)


def test_every_setting_is_documented_with_its_default() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \|", text, flags=re.M))
    assert set(rows) == set(OPTIONS)
    for name, default in OPTIONS.items():
        if default:
            assert rows[name].strip() == f"`{default}`", name
    for command in main.commands:
        assert f"`quizserver {command}" in text, command


def test_languages_have_the_same_words_with_the_same_places_to_fill() -> None:
    english, japanese = words("en").entries, words("ja").entries
    assert english.keys() == japanese.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", japanese[key])), key


def test_every_word_is_used_and_every_used_word_exists() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (WEB, WEB / "templates")
        for path in folder.glob("*.*")
        if path.suffix in (".py", ".html")
    )
    named = set(re.findall(r"""(?:\bt|say|words\(\w+\))(?:\.find)?\(\s*f?["']([a-z_.]+)["']""", sources))
    named |= set(re.findall(r"""Entry\("[^"]+", "[^"]*", "([a-z_.]+)"\)""", sources))
    # A name that goes on in braces or after ~ is the beginning of several.
    begun = {key for key in named if key.endswith((".", "_"))}
    assert named - begun <= set(words("en").entries)
    made = ("errors.", "status.", "result.", "problems.", "columns.", "column_help.", "languages.", "welcome.")
    made += ("ledger.", "letters.", "roster.", "sheets.", "verify.", "review.", "audit.", "erase.", "privacy.", *begun)
    made += ("scim.", "tokens.", "person.mail_")
    made += ("reminders.days_", "reminders.kinds.", "reminders.states.", "reminders.remedy.")
    unused = {key for key in words("en").entries if key not in named and not key.startswith(made)}
    assert unused == set()


def _subclasses(cls: type[errors.Refusal]) -> set[type[errors.Refusal]]:
    return set(cls.__subclasses__()) | {grand for sub in cls.__subclasses__() for grand in _subclasses(sub)}
