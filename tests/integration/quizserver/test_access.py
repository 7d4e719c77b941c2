"""Every route × every role, walked and compared with docs/access.md. A route that is not in the table fails."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from conftest import Person, World, form_token, only_sqlite
from course_factory import COURSE, GRADED
from flask.testing import FlaskClient
from programs import Program

from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope
from quizserver.storage.accounts import update_roles
from quizserver.web.access import ACCESS

pytestmark = pytest.mark.integration

TABLE = Path(__file__).parents[3] / "docs" / "access.md"
CASTS = ["signed out", *(role.value for role in Role)]
TOKENS = [(scope, role) for scope in Scope for role in Role]
Route = tuple[str, str]


def documented() -> dict[Route, dict[str, bool]]:
    """(method, route) -> cast -> may."""
    table = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 2 + len(CASTS) and cells[1].startswith("`"):
            assert set(cells[2:]) <= {"●", "○"}, line
            may = dict(zip(CASTS, (cell == "●" for cell in cells[2:]), strict=True))
            table[cells[0], cells[1].strip("`")] = may
    return table


def for_programs() -> dict[Route, tuple[str, set[str]]]:
    """(method, route) -> (scope, roles whose holders' tokens open it), of the second table."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[1].startswith("`"):
            found[cells[0], cells[1].strip("`")] = (cells[2], set(cells[3].split(", ")))
    return found


def existing(world: World) -> dict[Route, Any]:
    """(method, route) -> the rule."""
    return {
        (method, rule.rule): rule
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def call(client: FlaskClient, method: str, rule: Any, *, csrf: str, token: str | None = None) -> int:
    """Call a route as its own page or program would, with ids of nobody; the status."""
    values = {
        "language": "en",
        "attempt_id": str(uuid.uuid4()),
        "response_id": str(uuid.uuid4()),
        "course_id": COURSE,
        "draft_id": str(uuid.uuid4()),
        "user_id": str(uuid.uuid4()),
        "cohort_id": str(uuid.uuid4()),
        "view_id": str(uuid.uuid4()),
        "module": GRADED,
        "path": "nothing/",
        "name": "app.css",
        "number": "1",
        "token_id": str(uuid.uuid4()),
        "urn": "urn:nothing",
        "form": "csv",
    }
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    path = rule.rule.replace("any(en,ja):", "").replace("path:", "").replace("uuid:", "").replace("int:", "")
    for argument in rule.arguments:
        path = path.replace(f"<{argument}>", values[argument])
    if path.startswith(("/api/", "/scim/")):
        headers["X-CSRF-Token"] = csrf
        return client.open(path, method=method, json={"language": "en"}, headers=headers).status_code
    answer = client.open(path, method=method, data={"token": csrf}, headers=headers)
    # A page that sends its visitor to the sign-in page, to come back from there, is closed.
    return 401 if "/sign-in?next=" in answer.headers.get("Location", "") else answer.status_code


def test_the_table_has_every_route_and_no_other(world: World) -> None:
    assert set(documented()) | set(for_programs()) == set(existing(world))
    assert not set(documented()) & set(for_programs())
    assert {rule.endpoint for rule in existing(world).values()} == set(ACCESS)


test_the_table_has_every_route_and_no_other = only_sqlite(test_the_table_has_every_route_and_no_other)


@pytest.mark.parametrize("cast", CASTS)
@only_sqlite
def test_every_route_as_every_role(world: World, cast: str) -> None:
    table = documented()
    for (method, route), rule in existing(world).items():
        person = None if cast == "signed out" else world.person("Somebody", Role(cast), department_code="01")
        client = world.app.test_client() if person is None else person.client
        token = person.csrf if person else form_token(client.get("/app/en/sign-in"))
        status = call(client, method, rule, csrf=token)
        # The doors themselves answer 401 and 422 to what was typed; 403 would be a closed door.
        refusals = {403} if route.endswith(("sign-in", "sign-up")) else {401, 403}
        closed = status in refusals
        may = table[method, route][cast] if (method, route) in table else False
        assert closed is not may, (cast, method, route, status)


@pytest.mark.parametrize(("scope", "role"), TOKENS)
@only_sqlite
def test_every_route_with_every_token(world: World, scope: Scope, role: Role) -> None:
    """A token opens the routes of its scope, and is nothing anywhere else: pages treat its holder as a stranger."""
    owner = world.person("Somebody", Role.ADMIN, department_code="01")
    program = Program(world, scope, owner=owner)
    world.server.database.write(lambda tx: update_roles(tx, user_id=owner.account.id, roles=frozenset({role})))
    stranger = world.app.test_client()
    form = form_token(stranger.get("/app/en/sign-in"))
    table = for_programs()
    for (method, route), rule in existing(world).items():
        with_token = call(stranger, method, rule, csrf=form, token=program.text)
        if (method, route) in table:
            wanted, roles = table[method, route]
            assert (with_token not in (401, 403)) is (scope == wanted and role in roles), (method, route, with_token)
        elif not route.endswith(("sign-in", "sign-up", "forgot", "welcome")):
            assert with_token == call(stranger, method, rule, csrf=form), (method, route)


@only_sqlite
def test_a_route_that_nobody_listed_is_closed(world: World) -> None:
    world.app._got_first_request = False
    world.app.add_url_rule("/app/en/secret", endpoint="pages.secret", view_func=lambda: "secret")
    admin = world.person("Admin", Role.ADMIN)
    assert admin.client.get("/app/en/secret").status_code == 403


def see(person: Person, path: str) -> str:
    """The page or file."""
    answer = person.client.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", ["/app/en/reports", "/app/en/reports.csv"])
def test_a_manager_sees_the_own_department_only(world: World, path: str) -> None:
    world.person("Own Colleague", department_code="10", department="Sales")
    world.person("Foreign Colleague", department_code="20", department="Legal")
    world.person("Lost Colleague")
    manager = world.person("Boss", Role.MANAGER, department_code="10")
    for query in ("", "?department=20", "?department=", "?q=Foreign", "?department=20&q=Foreign&status=not_started"):
        text = see(manager, path + query)
        assert "Foreign" not in re.sub(r"(value=.|q=|Search: )Foreign", "", text)
        assert "Lost" not in text
    assert "Own Colleague" in see(manager, path)
    nobody = see(world.person("Homeless", Role.MANAGER), path)
    assert "Colleague" not in nobody
    everybody = see(world.person("HR", Role.HR), path)
    assert all(name in everybody for name in ("Own", "Foreign", "Lost"))
