"""Who may call what: one table. A route that is not in it is closed to everybody; `docs/access.md` says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizserver.domain.people import Role
from quizserver.domain.tokens import MAY_HOLD, Scope

__all__ = ["ACCESS", "Access"]

_EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a route.

    `roles` is None where nobody needs to be signed in. `session` says whether the session is looked up at all, `form`
    whether unsafe requests carry the form's token instead of the X-CSRF-Token header.

    With `scope`, the route is for programs: it takes a token of this scope, whose owner has one of the roles, and no
    cookie. Every other route takes no token.
    """

    roles: frozenset[Role] | None
    session: bool = True
    form: bool = False
    upload: bool = False
    scope: Scope | None = None


_FILE = Access(None, session=False)
_ANYONE = Access(None)
_ANYONE_FORM = Access(None, form=True)
_SIGNED_IN = Access(_EVERY_ROLE)
_SIGNED_IN_FORM = Access(_EVERY_ROLE, form=True)
_PEOPLE = Access(frozenset({Role.HR, Role.ADMIN}), form=True)
_PEOPLE_UPLOAD = Access(frozenset({Role.HR, Role.ADMIN}), form=True, upload=True)
_ADMIN_FORM = Access(frozenset({Role.ADMIN}), form=True)
_COURSE = Access(frozenset({Role.TRAINER, Role.HR, Role.ADMIN}))
_PROGRAM_SCIM = Access(MAY_HOLD[Scope.SCIM], session=False, scope=Scope.SCIM)
_PROGRAM_REPORT = Access(MAY_HOLD[Scope.REPORT], session=False, scope=Scope.REPORT)
_REPORT = Access(frozenset({Role.MANAGER, Role.HR, Role.ADMIN}))
_REPORT_FORM = Access(frozenset({Role.MANAGER, Role.HR, Role.ADMIN}), form=True)

ACCESS: Mapping[str, Access] = {
    "site.home": _FILE,
    "site.page": _FILE,
    "assets.asset": _FILE,
    "health.healthz": _FILE,
    "api.session": _ANYONE,
    "api.start_attempt": _SIGNED_IN,
    "api.read_attempt": _SIGNED_IN,
    "api.read_paper": _SIGNED_IN,
    "api.store_response": _SIGNED_IN,
    "api.submit_attempt": _SIGNED_IN,
    "api.read_result": _SIGNED_IN,
    "api.read_progress": _SIGNED_IN,
    "api.mark_seen": _SIGNED_IN,
    "api.read_usage": _COURSE,
    "pages.enter": _ANYONE,
    "pages.sign_in": _ANYONE_FORM,
    "pages.sign_up": _ANYONE_FORM,
    "factors.ask": _ANYONE_FORM,
    "factors.home": _SIGNED_IN,
    "factors.act": _SIGNED_IN_FORM,
    "factors.reset": _ADMIN_FORM,
    "company.leave": _ANYONE,
    "company.come_back": _ANYONE,
    "pages.sign_out": _SIGNED_IN_FORM,
    "pages.learning": _SIGNED_IN,
    "pages.account": _SIGNED_IN_FORM,
    "calendars.due_date": _SIGNED_IN,
    "doors.forgot": _ANYONE_FORM,
    "doors.welcome": _ANYONE_FORM,
    "doors.end_sessions": _SIGNED_IN_FORM,
    "certificates.certificate": _SIGNED_IN,
    "certificates.revoke": _PEOPLE,
    "certificates.pdf": _SIGNED_IN,
    "certificates.credential_jwt": _SIGNED_IN,
    "certificates.credential_json": _SIGNED_IN,
    "certificates.short": _FILE,
    "certificates.verify_form": _ANYONE,
    "certificates.verify": _ANYONE,
    "certificates.did": _FILE,
    "certificates.jwks": _FILE,
    "certificates.status_list": _FILE,
    "reviews.review": _SIGNED_IN,
    "reviews.start": _SIGNED_IN_FORM,
    "reviews.answer": _SIGNED_IN_FORM,
    "reviews.stop": _SIGNED_IN_FORM,
    "reviews.export": _SIGNED_IN,
    "people.home": _PEOPLE,
    "people.upload": _PEOPLE_UPLOAD,
    "people.preview": _PEOPLE,
    "people.apply": _PEOPLE,
    "people.invite": _PEOPLE,
    "cohorts.home": _PEOPLE,
    "cohorts.create": _PEOPLE,
    "cohorts.cohort": _PEOPLE,
    "cohorts.change": _PEOPLE,
    "cohorts.remove": _PEOPLE,
    "assigning.form": _PEOPLE,
    "assigning.choose": _PEOPLE_UPLOAD,
    "assigning.preview": _PEOPLE,
    "assigning.apply": _PEOPLE,
    "reminders.home": _PEOPLE,
    "reminders.act": _PEOPLE,
    "registrations.person": _PEOPLE,
    "registrations.act": _PEOPLE,
    "registrations.hand_link": _PEOPLE,
    "privacy.page": _ANYONE,
    "own_data.download": _SIGNED_IN,
    "erasing.preview": _PEOPLE,
    "erasing.act": _PEOPLE,
    "audit.log": _PEOPLE,
    "audit.log_csv": _PEOPLE,
    "programs.export_report": _PROGRAM_REPORT,
    "scim.list_users": _PROGRAM_SCIM,
    "scim.search": _PROGRAM_SCIM,
    "scim.create_user": _PROGRAM_SCIM,
    "scim.read_user": _PROGRAM_SCIM,
    "scim.replace_user": _PROGRAM_SCIM,
    "scim.change_user": _PROGRAM_SCIM,
    "scim.delete_user": _PROGRAM_SCIM,
    "scim.unknown": _PROGRAM_SCIM,
    "scim_discovery.service_provider_config": _PROGRAM_SCIM,
    "scim_discovery.resource_types": _PROGRAM_SCIM,
    "scim_discovery.resource_type": _PROGRAM_SCIM,
    "scim_discovery.groups": _PROGRAM_SCIM,
    "scim_discovery.schemas": _PROGRAM_SCIM,
    "scim_discovery.schema": _PROGRAM_SCIM,
    "tokens.home": _PEOPLE,
    "tokens.create": _PEOPLE,
    "tokens.revoke": _PEOPLE,
    "reports.roster": _REPORT,
    "downloading.download": _REPORT,
    "saved_views.save": _REPORT_FORM,
    "saved_views.open_view": _REPORT,
    "saved_views.change": _REPORT_FORM,
    "exports.roster_csv": _REPORT,
    "exports.roster_cp932": _REPORT,
    "exports.roster_xlsx": _REPORT,
    "exports.roster_jsonl": _REPORT,
    "exports.summary_pdf": _REPORT,
}
