"""Certificates: issued for what is done, shown, checked by strangers, revoked; and the credentials that say the same.

A certificate is issued when it is first asked for, once per registration, over facts that were frozen when the course
was done (docs/decisions/0017-certificates.md). Whatever is shown of it later is drawn from these facts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from quizserver.catalog import Catalog
from quizserver.config import Settings
from quizserver.documents import find_missing_part, render_certificate
from quizserver.documents.issuer_keys import IssuerKeys, load_keys, new_key
from quizserver.domain.badges import LIST_LENGTH, Badge, badge_claims, status_list_claims
from quizserver.domain.certificates import Certificate, RevocationReason, day_of, draw_number, find_number
from quizserver.domain.records import Enrollment
from quizserver.errors import CertificateErased, CertificatesUnavailable, DuplicateError, NotFound, SettingsError
from quizserver.services.clock import Clock
from quizserver.services.revoking import take_back
from quizserver.services.secrecy import Keyring
from quizserver.services.throttling import Throttle
from quizserver.storage import Database, Transaction
from quizserver.storage.accounts import find_account, lock_account
from quizserver.storage.audit import append_audit
from quizserver.storage.certificates import (
    certificate_exists,
    count_certificates,
    find_certificate,
    insert_certificate,
    is_index_taken,
    list_certificates,
    list_revoked,
)
from quizserver.storage.enrollments import list_enrollments
from quizserver.storage.ledger import append_record
from quizserver.storage.revisions import find_course_revision

__all__ = ["Certifying"]

_DAY_MS = 86_400_000


class Certifying:
    """The use cases of certificates."""

    def __init__(
        self,
        database: Database,
        *,
        catalog: Catalog,
        settings: Settings,
        keyring: Keyring,
        throttle: Throttle,
        clock: Clock,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._settings = settings
        self._keyring = keyring
        self._throttle = throttle
        self._clock = clock

    # ---- issuing

    @property
    def ready(self) -> bool:
        """Whether this server issues certificates: it knows who the issuer is, and has what they are made with."""
        return self._settings.issuer is not None and find_missing_part() is None

    def issue_due(self, *, user_id: str) -> list[Certificate]:
        """This person's certificates, the newest first. What is done and has none yet is certified now."""
        with self._database.snapshot() as tx:
            held = list_certificates(tx, user_id=user_id)
            due = self._due(tx, user_id=user_id, held=held)
        if not due or not self.ready:
            return held
        try:
            return self._database.write(lambda tx: self._issue(tx, user_id=user_id))
        except DuplicateError:
            with self._database.snapshot() as tx:
                return list_certificates(tx, user_id=user_id)

    def _due(self, tx: Transaction, *, user_id: str, held: list[Certificate]) -> list[Enrollment]:
        """Done by learning and not certified yet. Who was excused (waived) has not done the course."""
        certified = {
            certificate.enrollment_id
            for certificate in held
            if certificate.revoked_reason is None or not RevocationReason(certificate.revoked_reason).may_be_replaced
        }
        return [
            enrollment
            for enrollment in list_enrollments(tx, user_id=user_id)
            if enrollment.done_at is not None and enrollment.waived_at is None and enrollment.id not in certified
        ]

    def _issue(self, tx: Transaction, *, user_id: str) -> list[Certificate]:
        lock_account(tx, user_id=user_id)
        account = find_account(tx, user_id=user_id)
        assert account is not None, "who is signed in has an account"
        for enrollment in self._due(tx, user_id=user_id, held=list_certificates(tx, user_id=user_id)):
            certificate = self._certificate(tx, enrollment, name=account.name)
            insert_certificate(tx, certificate)
            now, action = self._clock(), "certificate_issued"
            body = _facts(certificate)
            append_record(tx, enrollment_id=enrollment.id, kind=action, actor=user_id, body=body, now=now)
            append_audit(tx, actor=user_id, action=action, subject=f"certificate:{certificate.number}", now=now)
        return list_certificates(tx, user_id=user_id)

    def _certificate(self, tx: Transaction, enrollment: Enrollment, *, name: str) -> Certificate:
        assert enrollment.done_at is not None
        assert self._settings.issuer is not None
        revision = enrollment.done_course_revision or enrollment.course_revision
        status_list, status_index = _draw_bit(tx)
        return Certificate(
            number=self._draw_number(tx, enrollment),
            enrollment_id=enrollment.id,
            user_id=enrollment.user_id,
            name=name,
            course_id=enrollment.course_id,
            course_title=self._title(tx, revision=revision, course_id=enrollment.course_id),
            course_version=enrollment.done_course_version or enrollment.course_version,
            course_revision=revision,
            issuer=self._settings.issuer,
            done_at=enrollment.done_at,
            issued_at=max(self._clock(), enrollment.done_at),
            expires_at=enrollment.expires_at,
            units=enrollment.units,
            max_units=enrollment.max_units,
            status_list=status_list,
            status_index=status_index,
        )

    def _draw_number(self, tx: Transaction, enrollment: Enrollment) -> str:
        assert enrollment.done_at is not None
        year = day_of(enrollment.done_at, timezone=self._settings.timezone).year
        while True:
            number = draw_number(enrollment.course_id, year=year, choose=secrets.choice)
            if not certificate_exists(tx, number=number):
                return number

    def _title(self, tx: Transaction, *, revision: str, course_id: str) -> Mapping[str, str]:
        """The course's titles on the day it was done."""
        course = find_course_revision(tx, revision=revision) or self._catalog.courses().get(course_id)
        return {"en": course_id} if course is None else course.title

    # ---- showing

    def select_certificate(self, *, number: str, user_id: str, any_person: bool = False) -> Certificate:
        """A certificate of this person, or of any person for those who may. Raises NotFound."""
        found = self._find(number)
        if found is None or not (any_person or found.user_id == user_id):
            raise NotFound
        return found

    def pdf(self, certificate: Certificate, *, language: str) -> bytes:
        """The certificate on paper. Raises CertificateErased, CertificatesUnavailable."""
        if certificate.name is None:
            raise CertificateErased
        missing = find_missing_part()
        if missing is not None:
            raise CertificatesUnavailable(part=missing)
        return render_certificate(
            certificate,
            language=language,
            url=self.verification_url(certificate),
            score=self._settings.certificate_score,
            timezone=self._settings.timezone,
            fonts=self._settings.fonts,
        )

    def verification_url(self, certificate: Certificate) -> str:
        """Where anyone can check it."""
        return f"{self._settings.origins[0]}/verify/{certificate.number}"

    def check(self, typed: str, *, address: str) -> Certificate | None:
        """What a stranger with a number learns; None when there is no such certificate. Raises TooManyTries.

        A number that cannot exist is looked for like any other, so that both answers take the same time.
        """
        self._throttle.count_check(address=address)
        return self._find(find_number(typed) or "-")

    def _find(self, number: str) -> Certificate | None:
        with self._database.snapshot() as tx:
            return find_certificate(tx, number=number)

    # ---- revoking

    def revoke(self, *, number: str, reason: RevocationReason, actor: str) -> Certificate:
        """Take a certificate back. Doing it twice changes nothing. Raises NotFound."""

        def job(tx: Transaction) -> Certificate:
            found = find_certificate(tx, number=find_number(number) or "-", lock=True)
            if found is None:
                raise NotFound
            if found.revoked_at is None:
                take_back(tx, found, reason=reason, actor=actor, clock=self._clock)
            return find_certificate(tx, number=found.number) or found

        return self._database.write(job)

    # ---- credentials

    @property
    def signs(self) -> bool:
        """Whether this server has a key to sign credentials with."""
        return self.ready and self._settings.issuer_keys is not None

    @property
    def issuer_id(self) -> str:
        """Who signs: this server, as the DID that its address stands for."""
        return "did:web:" + urlsplit(self._settings.origins[0]).netloc.replace(":", "%3A")

    def keys(self) -> IssuerKeys:
        """The keys as they are now: a new one is taken up without a restart. Raises CertificatesUnavailable."""
        path = self._settings.issuer_keys
        missing = find_missing_part()
        if path is None or missing is not None:
            raise CertificatesUnavailable(part=missing or "COURSE_ISSUER_KEYS")
        if self._settings.mode == "development" and not path.exists():
            new_key(path)
        try:
            return load_keys(path)
        except SettingsError as error:
            raise CertificatesUnavailable(part="COURSE_ISSUER_KEYS") from error

    def credential(self, certificate: Certificate, *, language: str, description: str, criteria: str) -> str:
        """The certificate as a signed Open Badges 3.0 credential. Raises CertificateErased, CertificatesUnavailable."""
        keys = self.keys()
        with self._database.snapshot() as tx:
            account = find_account(tx, user_id=certificate.user_id)
        if certificate.name is None or account is None:
            raise CertificateErased
        badge = Badge(
            certificate=certificate,
            language=language,
            issuer_id=self.issuer_id,
            origin=self._settings.origins[0],
            email=account.email,
            salt=self._keyring.sign("badge", certificate.number)[:16],
            description=description,
            criteria=criteria,
        )
        return keys.sign(badge_claims(badge), issuer_id=self.issuer_id)

    def status_list(self, number: int) -> str:
        """The signed list of revoked credentials. Raises NotFound, CertificatesUnavailable."""
        keys = self.keys()
        with self._database.snapshot() as tx:
            if count_certificates(tx, status_list=number) == 0:
                raise NotFound
            revoked = list_revoked(tx, status_list=number)
        now = self._clock()
        claims = status_list_claims(
            number,
            revoked,
            issuer_id=self.issuer_id,
            origin=self._settings.origins[0],
            now=now,
            lifetime_ms=_DAY_MS,
        )
        return keys.sign(claims, issuer_id=self.issuer_id)


def _draw_bit(tx: Transaction) -> tuple[int, int]:
    """A bit that nobody has, at random: neighbours in a list have nothing to do with each other."""
    status_list = 1
    while count_certificates(tx, status_list=status_list) >= LIST_LENGTH // 2:
        status_list += 1
    while True:
        index = secrets.randbelow(LIST_LENGTH)
        if not is_index_taken(tx, status_list=status_list, status_index=index):
            return status_list, index


def _facts(certificate: Certificate) -> dict[str, object]:
    """What the ledger keeps of a certificate: ids and facts, no name."""
    return {
        "number": certificate.number,
        "course": certificate.course_id,
        "course_revision": certificate.course_revision,
        "course_version": certificate.course_version,
        "done_at": certificate.done_at,
        "expires_at": certificate.expires_at,
        "units": certificate.units,
        "max_units": certificate.max_units,
    }
