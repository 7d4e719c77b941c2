"""Whatever HR, admin, managers, trainers and operators do is in the audit log, or excused: a new way in fails here."""

from __future__ import annotations

import pytest
from conftest import Person, World, only_sqlite
from course_factory import COURSE
from sqlalchemy import select

from quizserver.cli import main
from quizserver.domain.actions import ACTIONS
from quizserver.domain.people import Role
from quizserver.storage.tables import audit_log
from quizserver.web.access import ACCESS

pytestmark = pytest.mark.integration

ROUTES: dict[str, str | tuple[str, ...]] = {
    "assigning.apply": ("people_enrolled",),
    "assigning.choose": "reads a form; nothing is changed or shown but what the preview shows",
    "assigning.form": "a form without people",
    "assigning.preview": "names who would be registered; the registering is logged",
    "audit.log": ("audit_viewed",),
    "audit.log_csv": ("audit_exported",),
    "certificates.revoke": ("certificate_revoked",),
    "cohorts.change": ("cohort_changed",),
    "cohorts.cohort": ("cohort_viewed",),
    "cohorts.create": ("cohort_made",),
    "cohorts.home": "names of cohorts, without people",
    "cohorts.remove": ("cohort_left",),
    "downloading.download": "a form for a file; taking the file is logged",
    "factors.reset": ("factor_reset",),
    "erasing.act": ("person_erased", "account_deactivated"),
    "erasing.preview": ("erasure_viewed",),
    "exports.roster_cp932": ("report_exported",),
    "exports.roster_csv": ("report_exported",),
    "exports.roster_jsonl": ("report_exported",),
    "exports.roster_xlsx": ("report_exported",),
    "exports.summary_pdf": ("report_exported",),
    "people.apply": ("roster_imported", "account_changed", "account_deactivated"),
    "people.home": "forms and counts, without people",
    "people.invite": ("invited", "links_made"),
    "people.preview": "shows the file that was uploaded; taking it over is logged",
    "people.upload": "keeps a draft for a day; taking it over is logged",
    "programs.export_report": ("report_exported",),
    "reminders.act": ("reminders_queued", "reminders_handed_out"),
    "reminders.home": ("reminders_viewed",),
    "registrations.act": ("enrolled", "reenrolled", "waived", "waiver_withdrawn"),
    "registrations.hand_link": ("link_made",),
    "registrations.person": ("person_viewed",),
    "reports.roster": ("report_viewed",),
    "saved_views.change": ("view_deleted", "view_renamed"),
    "saved_views.open_view": "leads to the report, where looking is logged",
    "saved_views.save": ("view_saved",),
    "scim.change_user": ("account_changed", "account_deactivated"),
    "scim.create_user": ("account_made",),
    "scim.delete_user": ("directory_deleted",),
    "scim.replace_user": ("account_changed", "account_deactivated"),
    "tokens.create": ("token_made",),
    "tokens.home": "names of tokens, without people",
    "tokens.revoke": ("token_revoked",),
    "api.read_usage": "counts without people",
} | dict.fromkeys(
    ("scim.list_users", "scim.read_user", "scim.search", "scim.unknown"),
    "the company's directory reads back what it told us; the token says when it was used",
)
"""Endpoint -> what it writes into the log, or why nothing."""

COMMANDS: dict[str, str | tuple[str, ...]] = {
    "audit": "reads ids and hashes",
    "backup": ("backup_made",),
    "certificate": ("certificate_revoked",),
    "cohort": ("cohort_made", "cohort_changed"),
    "copy": "into an empty database, the log included; the source stays as it is",
    "create-user": ("account_made",),
    "enroll": ("enrolled", "people_enrolled"),
    "erase": ("person_erased",),
    "export": ("report_exported",),
    "import-roster": ("roster_imported",),
    "keys": "no data of people",
    "link": ("link_made",),
    "migrate": "changes the shape, not what is said",
    "re-enroll": ("reenrolled",),
    "regrade": ("regraded",),
    "remind": ("reminders_queued",),
    "reset-factor": ("factor_reset",),
    "restore": "into an empty database, the log included",
    "retain": ("retention_applied", "person_erased"),
    "seed-demo": ("account_made",),
    "send-mail": "sends what was asked for and logged before",
    "serve": "serves",
    "set-role": ("roles_changed",),
    "sweep": "closes attempts as the deadline does by itself; the ledger says so",
    "token": ("token_made", "token_revoked"),
    "usage": "counts without people",
    "waive": ("waived",),
    "withdraw-waiver": ("waiver_withdrawn",),
}


def test_every_route_of_the_office_is_logged_or_excused(world: World) -> None:
    office = {
        endpoint
        for endpoint, access in ACCESS.items()
        if access.roles is not None and Role.LEARNER not in access.roles and not endpoint.startswith("scim_discovery.")
    }
    assert office - set(ROUTES) == set(), "say what it writes into the audit log, or why nothing"
    assert set(ROUTES) - set(ACCESS) == set()


test_every_route_of_the_office_is_logged_or_excused = only_sqlite(test_every_route_of_the_office_is_logged_or_excused)


def test_every_command_is_logged_or_excused() -> None:
    assert set(main.commands) - set(COMMANDS) == set(), "say what it writes into the audit log, or why nothing"
    assert set(COMMANDS) - set(main.commands) == set()


def test_what_is_promised_is_known() -> None:
    promised = {action for said in (*ROUTES.values(), *COMMANDS.values()) if isinstance(said, tuple) for action in said}
    assert promised <= ACTIONS


def test_what_hr_does_in_a_day_is_there_afterwards(world: World) -> None:
    hr, person = world.person("HR", Role.HR), world.person("Learner", employee_number="1")
    who = person.account.id
    form = {"token": hr.csrf, "course": COURSE, "reason": "leave"}
    steps: list[tuple[str, str, dict[str, str] | None]] = [
        ("report_viewed", "reports", None),
        ("report_exported", "reports.csv", None),
        ("report_exported", "reports.jsonl", None),
        ("report_exported", "reports.xlsx", None),
        ("person_viewed", f"people/{who}", None),
        ("enrolled", f"people/{who}", form | {"do": "enroll"}),
        ("waived", f"people/{who}", form | {"do": "waive"}),
        ("waiver_withdrawn", f"people/{who}", form | {"do": "withdraw"}),
        ("reenrolled", f"people/{who}", form | {"do": "re-enroll"}),
        ("links_made", "people/invitations", form | {"how": "file"}),
        ("erasure_viewed", f"people/{who}/erase", None),
        ("account_deactivated", f"people/{who}/erase", form | {"do": "deactivate"}),
        ("person_erased", f"people/{who}/erase", form | {"do": "erase", "reason": "requested", "confirmation": "1"}),
        ("audit_viewed", "audit", None),
        ("audit_exported", "audit.csv", None),
    ]
    for action, path, data in steps:
        seen = len(entries(world, hr))
        answer = hr.client.open(f"/app/en/{path}", method="GET" if data is None else "POST", data=data)
        assert answer.status_code in (200, 303), (path, data, answer.text)
        assert answer.data is not None
        assert action in entries(world, hr)[seen:], path


def entries(world: World, hr: Person) -> list[str]:
    with world.server.database.snapshot() as tx:
        own = select(audit_log.c.action).where(audit_log.c.actor == hr.account.id).order_by(audit_log.c.id)
        return list(tx.execute(own).scalars())
