"""SCIM 2.0 with the very bodies that Microsoft Entra ID and Okta document, and what must never come of it."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from conftest import Person, World, only_sqlite
from programs import Program
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizserver.domain.people import Account, Role
from quizserver.domain.tokens import Scope
from quizserver.storage.accounts import find_account
from quizserver.storage.tables import audit_log

pytestmark = pytest.mark.integration

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

ENTRA_CREATES = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "misaki.takahashi@kozue.example",
    "active": True,
    "displayName": "髙橋 美咲（営業部）",
    "title": "主任",
    "preferredLanguage": "ja-JP",
    "emails": [{"primary": True, "type": "work", "value": "Misaki.Takahashi@kozue.example"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "美咲 髙橋", "familyName": "髙橋", "givenName": "美咲"},
    "phoneNumbers": [{"type": "work", "value": "03-0000-0000"}],
    "roles": [{"value": "admin", "primary": "True"}],
    ENTERPRISE: {"employeeNumber": "000123", "department": "営業部", "manager": {"value": "000100"}},
}
OKTA_CREATES = {
    "schemas": [USER],
    "userName": "test.user@okta.example",
    "name": {"givenName": "Test", "familyName": "User"},
    "emails": [{"primary": True, "value": "test.user@okta.example", "type": "work"}],
    "displayName": "Test User",
    "locale": "en-US",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}


@pytest.fixture
def program(world: World) -> Program:
    return Program(world, Scope.SCIM)


def patch(program: Program, user_id: str, *operations: dict[str, Any]) -> TestResponse:
    body = {"schemas": [PATCH], "Operations": list(operations)}
    return program.scim("PATCH", f"/Users/{user_id}", body)


def create(program: Program, body: dict[str, Any]) -> dict[str, Any]:
    answer = program.scim("POST", "/Users", body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == answer.get_json()["meta"]["location"]
    return dict(answer.get_json())


def account(world: World, user_id: str) -> Account:
    with world.server.database.reading() as connection:
        found = find_account(connection, user_id=user_id)
    assert found is not None
    return found


def found_by(program: Program, text: str) -> list[str]:
    answer = program.scim("GET", "/Users", query_string={"filter": text})
    assert answer.status_code == 200, answer.text
    return [resource["id"] for resource in answer.get_json()["Resources"]]


def is_signed_in(person: Person) -> bool:
    return bool(person.client.get("/api/v1/session").get_json()["signed_in"])


def error_of(answer: TestResponse) -> tuple[int, str | None]:
    body = answer.get_json()
    assert answer.mimetype == "application/scim+json"
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(answer.status_code)
    assert body["detail"]
    return answer.status_code, body.get("scimType")


def test_entra_brings_a_person(world: World, program: Program) -> None:
    assert found_by(program, 'userName eq "misaki.takahashi@kozue.example"') == []
    made = create(program, ENTRA_CREATES)
    person = account(world, made["id"])
    assert (person.name, person.employee_number, person.job_title) == ("髙橋 美咲", "000123", "主任")
    assert (person.email, person.locale, person.manager_number) == ("Misaki.Takahashi@kozue.example", "ja", "000100")
    assert (person.department, person.department_code) == ("営業部", "営業部")
    assert person.roles == {Role.LEARNER}
    told = {name: made[name] for name in ("externalId", "userName", "name", "displayName", "emails", ENTERPRISE)}
    assert told == {name: ENTRA_CREATES[name] for name in told}
    assert found_by(program, 'userName eq "MISAKI.TAKAHASHI@kozue.example"') == [made["id"]]
    assert program.scim("GET", f"/Users/{made['id']}").get_json() == made


def test_entra_changes_a_person(world: World, program: Program) -> None:
    boss = create(program, OKTA_CREATES | {ENTERPRISE: {"employeeNumber": "000077"}})["id"]
    made = create(program, ENTRA_CREATES)["id"]
    answer = patch(
        program,
        made,
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "updated@kozue.example"},
        {"op": "Replace", "path": "name.familyName", "value": "山田"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": f"../Users/{boss}", "value": boss}]},
        {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "090"},
        {"op": "Remove", "path": "title"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    person = account(world, made)
    assert (person.name, person.email, person.manager_number) == ("山田 美咲", "updated@kozue.example", "000077")
    assert person.job_title == ""
    flat = {
        "op": "replace",
        "value": {"name.givenName": "花子", f"{ENTERPRISE}:department": "法務部", "active": "True"},
    }
    assert patch(program, made, flat).status_code == 200
    person = account(world, made)
    assert (person.name, person.department, person.employee_number) == ("山田 花子", "法務部", "000123")


@pytest.mark.parametrize("value", [False, "False"])
def test_who_is_deactivated_is_signed_out_at_once(world: World, program: Program, value: object) -> None:
    person = world.person("佐藤 健", employee_number="000200", locale="ja")
    assert is_signed_in(person)
    assert patch(program, person.account.id, {"op": "Replace", "path": "active", "value": value}).status_code == 200
    assert not is_signed_in(person)
    assert not account(world, person.account.id).active
    assert patch(program, person.account.id, {"op": "replace", "value": {"active": True}}).status_code == 200
    assert account(world, person.account.id).active


def test_okta_brings_replaces_and_lets_go(world: World, program: Program) -> None:
    made = create(program, OKTA_CREATES)
    person = account(world, made["id"])
    assert (person.name, person.locale, person.employee_number) == ("Test User", "en", None)
    assert "password" not in made
    body = made | {"name": {"givenName": "Another", "familyName": "User"}, "displayName": "Another User"}
    assert program.scim("PUT", f"/Users/{made['id']}", body).status_code == 200
    assert account(world, made["id"]).name == "Another User"
    gone = program.scim("PATCH", f"/Users/{made['id']}", {
        "schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}],
    })  # fmt: skip
    assert gone.get_json()["active"] is False
    assert found_by(program, "active eq false") == [made["id"]]


def test_deleting_deactivates_and_hides(world: World, program: Program) -> None:
    made = create(program, ENTRA_CREATES)["id"]
    deleted = program.scim("DELETE", f"/Users/{made}")
    assert (deleted.status_code, deleted.data) == (204, b"")
    assert not account(world, made).active
    assert error_of(program.scim("GET", f"/Users/{made}"))[0] == 404
    assert error_of(program.scim("DELETE", f"/Users/{made}"))[0] == 404
    assert found_by(program, 'externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"') == []
    assert create(program, ENTRA_CREATES)["id"] == made, "the number says who is who: the records are found again"
    assert account(world, made).active


def test_the_address_of_who_was_deleted_can_be_given_again(world: World, program: Program) -> None:
    first = create(program, ENTRA_CREATES)["id"]
    program.scim("DELETE", f"/Users/{first}")
    other = ENTRA_CREATES | {"externalId": "other", ENTERPRISE: {"employeeNumber": "000999"}}
    second = create(program, other)["id"]
    assert second != first
    assert found_by(program, 'emails[type eq "work"].value eq "misaki.takahashi@kozue.example"') == [second]
    assert error_of(program.scim("POST", "/Users", ENTRA_CREATES)) == (409, "uniqueness")


def test_a_person_of_the_roster_is_taken_over_by_number(world: World, program: Program) -> None:
    known = world.person("髙橋 美咲", employee_number="000123", department_code="S10", department="営業部")
    assert create(program, ENTRA_CREATES)["id"] == known.account.id
    person = account(world, known.account.id)
    assert person.department_code == "S10", "a department that is called by its name stays that department"
    assert error_of(program.scim("POST", "/Users", ENTRA_CREATES)) == (409, "uniqueness")


def test_a_department_that_is_known_keeps_its_code(world: World, program: Program) -> None:
    world.person("Colleague", department_code="S10", department="営業部")
    for number, named in (("000123", "営業部"), ("000124", "S10")):
        extension = {"employeeNumber": number, "department": named}
        made = create(program, {"userName": f"{number}@kozue.example", ENTERPRISE: extension})
        person = account(world, made["id"])
        assert (person.department_code, person.department) == ("S10", "営業部")
        assert made[ENTERPRISE]["department"] == named


def test_what_a_directory_leaves_out_and_never_said_stays(world: World, program: Program) -> None:
    known = world.person(
        "髙橋　美咲", employee_number="000123", department_code="S10", department="営業部", email="m@kozue.example"
    )
    body = {"schemas": [USER], "userName": "m@kozue.example", "title": "課長", "active": True}
    assert program.scim("PUT", f"/Users/{known.account.id}", body).status_code == 200
    person = account(world, known.account.id)
    assert (person.job_title, person.employee_number, person.department_code) == ("課長", "000123", "S10")
    assert person.name == "髙橋　美咲"


def test_what_hr_changed_since_is_told_and_kept(world: World, program: Program) -> None:
    made = create(program, ENTRA_CREATES)["id"]
    file = "社員番号,氏名,役職\n000123,山田 美咲,部長\n".encode()
    world.server.rosters.import_file(file, actor="system", whole=False, dry_run=False)
    told = program.scim("GET", f"/Users/{made}").get_json()
    assert (told["displayName"], told["name"], told["title"]) == (
        "山田 美咲",
        {"familyName": "山田", "givenName": "美咲"},
        "部長",
    )
    patch(program, made, {"op": "Replace", "path": "preferredLanguage", "value": "en"})
    person = account(world, made)
    assert (person.name, person.job_title, person.locale) == ("山田 美咲", "部長", "en")


def test_no_directory_gives_a_role_or_touches_who_runs_the_place(world: World, program: Program) -> None:
    admin = world.person("Admin", Role.ADMIN, Role.LEARNER, email="admin@kozue.example", employee_number="000001")
    hr = world.person("HR", Role.HR, email="hr@kozue.example")
    roles = {"op": "add", "value": {"roles": [{"value": "hr"}], "title": "General manager"}}
    assert patch(program, admin.account.id, roles).status_code == 200
    assert account(world, admin.account.id).roles == {Role.ADMIN, Role.LEARNER}
    for person in (admin, hr):
        for change in ({"emails": [{"value": "attacker@evil.example"}]}, {f"{ENTERPRISE}:employeeNumber": "666"}):
            assert error_of(patch(program, person.account.id, {"op": "replace", "value": change})) == (403, None)
    world.person("Another admin", Role.ADMIN, employee_number="000002")
    taking_over = ENTRA_CREATES | {ENTERPRISE: {"employeeNumber": "000002"}}
    assert error_of(program.scim("POST", "/Users", taking_over)) == (403, None)
    assert account(world, admin.account.id).email == "admin@kozue.example"


def test_the_last_admin_stays(world: World, program: Program) -> None:
    admin, other = (world.person(name, Role.ADMIN) for name in ("One", "Two"))
    leave = {"op": "replace", "path": "active", "value": False}
    assert patch(program, other.account.id, leave).status_code == 200
    assert error_of(patch(program, admin.account.id, leave)) == (403, None)
    assert error_of(program.scim("DELETE", f"/Users/{admin.account.id}")) == (403, None)
    assert account(world, admin.account.id).active


def test_two_last_admins_do_not_leave_at_once(world: World, program: Program) -> None:
    admins = [world.person(name, Role.ADMIN).account.id for name in ("One", "Two")]
    leave = {"op": "replace", "path": "active", "value": False}
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda who=who: statuses.append(patch(program, who, leave).status_code))
        for who in admins
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 403]


def test_filters(world: World, program: Program) -> None:
    one = create(program, ENTRA_CREATES)["id"]
    two = create(program, OKTA_CREATES)["id"]
    world.person("Nobody yet", employee_number="E-77", email="")
    everybody = {one, two, program.owner.account.id, *found_by(program, 'userName eq "e-77"')}
    assert len(everybody) == 4
    asked = {
        'externalId eq "00ujl29u0le5T6Aj10h7"': {two},
        f'id eq "{one}" and {ENTERPRISE}:manager eq "000100"': {one},
        f'id eq "{one}" and manager eq "x"': set(),
        'emails[type eq "work" and value eq "test.user@okta.example"]': {two},
        'emails[type eq "home"].value pr': set(),
        'userName sw "misaki" or userName ew "OKTA.example"': {one, two},
        'not (userName co "@")': set(found_by(program, 'userName eq "e-77"')),
        f'{ENTERPRISE}:employeeNumber eq "000123"': {one},
        'displayName co "美咲" and active eq true and meta.lastModified gt "2020-01-01T00:00:00Z"': {one},
        'active eq "False"': set(),
        "title pr and (externalId pr)": {one},
    }
    for text, people in asked.items():
        assert set(found_by(program, text)) == people, text
    body = {"filter": 'userName eq "test.user@okta.example"', "attributes": ["userName"], "count": 5}
    for path in ("/Users/.search", "/.search"):
        assert program.scim("POST", path, body).get_json()["Resources"] == [
            {"schemas": [USER, ENTERPRISE], "id": two, "userName": "test.user@okta.example"}
        ]


@only_sqlite
def test_who_asks_for_groups_hears_that_there_are_none(program: Program) -> None:
    answer = program.scim(
        "GET", "/Groups", query_string={"filter": 'displayName eq "x"', "excludedAttributes": "members"}
    )
    assert answer.status_code == 200
    assert (answer.get_json()["totalResults"], answer.get_json()["Resources"]) == (0, [])


def test_pages(program: Program) -> None:
    made = [create(program, {"userName": f"person-{number}"})["id"] for number in range(5)]
    seen = []
    for start in (1, 3, 5):
        page = program.scim(
            "GET", f"/Users?startIndex={start}&count=2&excludedAttributes=meta,name.givenName"
        ).get_json()
        assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (6, start, 2)
        assert all("meta" not in resource for resource in page["Resources"])
        seen += [resource["id"] for resource in page["Resources"]]
    assert sorted(seen) == sorted([*made, program.owner.account.id])
    nothing = program.scim("GET", "/Users?startIndex=-3&count=0").get_json()
    assert (nothing["totalResults"], nothing["startIndex"], nothing["Resources"]) == (6, 1, [])


@only_sqlite
def test_refusals_are_told_as_scim_tells_them(world: World, program: Program) -> None:
    made = create(program, ENTRA_CREATES)["id"]
    create(program, OKTA_CREATES)
    tried = [
        (program.scim("POST", "/Users", {"displayName": "x"}), (400, "invalidValue")),
        (program.scim("POST", "/Users", ["x"]), (400, "invalidSyntax")),
        (program.scim("POST", "/Users", {"userName": "x", "emails": [{"value": "no"}]}), (400, "invalidValue")),
        (program.scim("POST", "/Users", {"userName": "TEST.USER@okta.example"}), (409, "uniqueness")),
        (program.scim("GET", "/Users", query_string={"filter": "userName eq"}), (400, "invalidFilter")),
        (program.scim("GET", "/Users", query_string={"filter": 'nickName eq "x"'}), (400, "invalidFilter")),
        (program.scim("GET", "/Users?count=many"), (400, "invalidValue")),
        (patch(program, made, {"op": "remove"}), (400, "noTarget")),
        (patch(program, made, {"op": "move", "path": "title"}), (400, "invalidSyntax")),
        (patch(program, made, {"op": "add", "path": "shoeSize", "value": 42}), (400, "invalidPath")),
        (patch(program, made, {"op": "replace", "path": "id", "value": "x"}), (400, "mutability")),
        (patch(program, made, {"op": "remove", "path": "active"}), (400, "mutability")),
        (patch(program, made, {"op": "replace", "path": "active", "value": "maybe"}), (400, "invalidValue")),
        (patch(program, made, {"op": "replace", "value": {"userName": "test.user@okta.example"}}), (409, "uniqueness")),
        (program.scim("GET", "/Me"), (404, None)),
        (program.scim("POST", "/Groups", {"displayName": "x"}), (405, None)),
        (program.scim("DELETE", "/Schemas"), (405, None)),
        (program.scim("POST", "/Users", ENTRA_CREATES, content_type="text/plain"), (415, None)),
    ]  # fmt: skip
    for number, (answer, wanted) in enumerate(tried):
        assert error_of(answer) == wanted, number
    told = program.scim("GET", "/Users?count=x", headers={"Accept-Language": "ja"}).get_json()["detail"]
    assert told == "「count」がないか、使えない値です。ディレクトリーの属性マッピングをご確認ください。"


def test_nothing_of_a_refused_patch_is_kept(world: World, program: Program) -> None:
    made = create(program, ENTRA_CREATES)
    answer = patch(
        program, made["id"],
        {"op": "replace", "path": "title", "value": "社長"}, {"op": "replace", "path": "emails", "value": "x"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert program.scim("GET", f"/Users/{made['id']}").get_json() == made


def test_the_same_person_brought_by_many_at_once_is_one(world: World, program: Program) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(program.scim("POST", "/Users", ENTRA_CREATES).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, *[409] * 5]


def test_the_audit_log_names_the_token_and_no_person(world: World, program: Program) -> None:
    made = create(program, ENTRA_CREATES)["id"]
    patch(program, made, {"op": "replace", "path": "active", "value": False})
    program.scim("DELETE", f"/Users/{made}")
    with world.server.database.reading() as connection:
        rows = connection.execute(select(audit_log).where(audit_log.c.object == f"user:{made}")).all()
    assert [row.action for row in rows] == ["account_made", "account_deactivated", "directory_deleted"]
    for row in rows:
        assert (row.actor, json.loads(row.facts)) == (program.owner.account.id, {"by": "scim", "token": program.id})
