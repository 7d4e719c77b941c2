"""Whatever is sent, the answer is 4xx and nothing is stored; what the server would have to believe is refused."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from conftest import ORIGIN, Person, World, only_sqlite
from course_factory import COURSE, GRADED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.integration

GOOD = {"question": "q-single", "part": "", "response": {"selected": ["b"]}, "language": "en"}
UUID = str(uuid.UUID(int=7))


def send(learner: Person, path: str, data: bytes, *, method: str = "PUT", **headers: str) -> Any:
    """Send bytes as they are."""
    own = {"X-CSRF-Token": learner.csrf, "Origin": ORIGIN, "Content-Type": "application/json"} | headers
    return learner.client.open(f"/api/v1{path}", method=method, data=data, headers=own)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b'{"language": "en", "language": "ja"}', 400, "invalid_json"),
        (b'{"language": NaN}', 400, "invalid_json"),
        (b'{"language": -Infinity}', 400, "invalid_json"),
        (b'{"language": "\\ud800"}', 400, "invalid_json"),
        (b'{"\\udfff": 1}', 400, "invalid_json"),
        (b"[" * 30000 + b"]" * 30000, 400, "invalid_json"),
        (b'{"a":' * 9000 + b"1" + b"}" * 9000, 400, "invalid_json"),
        (b'{"response": {"selected": [[[[[[[[[[[[1]]]]]]]]]]]]}}', 400, "invalid_json"),
        (b"9" * 5000, 400, "invalid_json"),
        (b"null", 422, "invalid_body"),
        (b"[]", 422, "invalid_body"),
        (b'"text"', 422, "invalid_body"),
        (b"{}", 422, "invalid_body"),
        (b"x" * 70_000, 413, "too_large"),
        (b'{"k": "' + b"y" * 70_000 + b'"}', 413, "too_large"),
    ],
)
@only_sqlite
def test_a_body_that_is_not_what_we_read_is_refused(learner: Person, data: bytes, status: int, code: str) -> None:
    attempt = learner.start()["id"]
    answer = send(learner, f"/attempts/{attempt}/responses/{UUID}", data)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    "field", ["score", "points", "correct", "passed", "learner_id", "user_id", "units", "submitted_at", "__proto__"]
)
@only_sqlite
def test_a_field_that_only_the_server_decides_is_refused(learner: Person, field: str) -> None:
    attempt = learner.start()["id"]
    for path, method, body in [
        (f"/attempts/{uuid.uuid4()}", "PUT", {"course": COURSE, "quiz": GRADED, "language": "en", field: 1}),
        (f"/attempts/{attempt}/responses/{uuid.uuid4()}", "PUT", GOOD | {field: True}),
        (f"/attempts/{attempt}/submit", "POST", {"language": "en", "responses": [], field: 100}),
        (f"/attempts/{attempt}/submit", "POST", {"language": "en", "responses": [GOOD | {"id": UUID, field: 1}]}),
        (f"/courses/{COURSE}/modules/{GRADED}/seen", "PUT", {"language": "en", field: 1}),
    ]:
        answer = learner.call(method, path, body)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "invalid_body"), path
        assert field in answer.get_json()["error"]["field"]
    inside = learner.answer(attempt, "q-single", {"selected": ["b"], field: 1})
    assert (inside.status_code, inside.get_json()["error"]["code"]) == (422, "not_readable")
    assert learner.call("GET", f"/attempts/{attempt}").get_json()["answers"] == {}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
@only_sqlite
def test_a_body_that_is_not_called_json_is_refused(learner: Person, content_type: str) -> None:
    attempt = learner.start()["id"]
    body = json.dumps(GOOD).encode()
    answer = send(learner, f"/attempts/{attempt}/responses/{UUID}", body, **{"Content-Type": content_type})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "bad", ["x", "1", "g" * 36, "{00000000-0000-0000-0000-000000000007}", "00000000000000000000000000000007"]
)
@only_sqlite
def test_an_id_that_is_no_uuid_is_refused(learner: Person, bad: str) -> None:
    attempt = learner.start()["id"]
    start = {"course": COURSE, "quiz": GRADED, "language": "en"}
    assert learner.call("PUT", f"/attempts/{bad}", start).status_code == 422
    assert learner.call("GET", f"/attempts/{bad}").status_code == 404
    assert learner.call("PUT", f"/attempts/{attempt}/responses/{bad}", GOOD).status_code == 422
    body = {"language": "en", "responses": [GOOD | {"id": bad}]}
    assert learner.call("POST", f"/attempts/{attempt}/submit", body).status_code == 422


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
ids = st.sampled_from(["a", "b", "p1", "r1", "n1", "n2", "end_good", "true", "\x00", "𠮷", "__class__"])
values = st.recursive(
    scalars | ids,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ids | st.text(max_size=5), inner),
    max_leaves=8,
)
questions = st.sampled_from(
    ["q-single", "q-multiple", "q-truefalse", "q-ordering", "q-matching", "q-numeric", "q-short", "q-branch", "q-none"]
)
responses = st.dictionaries(st.sampled_from(["selected", "order", "choices", "text"]), values, max_size=2) | values


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions, part=st.sampled_from(["", "n1", "n2", "n9"]) | scalars, response=responses, language=values)
def test_no_body_makes_the_server_stumble(
    learner: Person, question: str, part: Any, response: Any, language: Any
) -> None:
    attempt = learner.start()["id"]
    for chosen in ("en", language):
        body = {"question": question, "part": part, "response": response, "language": chosen}
        answer = learner.call("PUT", f"/attempts/{attempt}/responses/{uuid.uuid4()}", body)
        assert answer.status_code in (200, 201, 400, 409, 422), answer.text
    closing = {"language": "en", "responses": [body | {"id": str(uuid.uuid4())}]}
    answer = learner.call("POST", f"/attempts/{attempt}/submit", closing)
    assert answer.status_code in (200, 400, 409, 422), answer.text


@only_sqlite
def test_a_bug_of_ours_is_told_without_a_trace(world: World, learner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(world.server.attempts), "select_sheet", broken)
    answer = learner.call("GET", f"/attempts/{UUID}?language=ja")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "internal")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/app/en/certificates/x%00y",
        "/app/en/certificates/x%00y.pdf",
        "/verify/%00",
        "/api/v1/attempts/%00",
        "/credentials/status/99999999999999999999",
    ],
)
def test_an_address_that_no_database_can_look_up_leads_nowhere(learner: Person, path: str) -> None:
    assert learner.client.get(path).status_code == 404
