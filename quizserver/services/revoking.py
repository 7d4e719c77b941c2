"""Taking a certificate back, within the transaction of what takes it."""

from __future__ import annotations

from quizserver.domain.certificates import Certificate, RevocationReason
from quizserver.services.clock import Clock
from quizserver.storage import Transaction
from quizserver.storage.audit import append_audit
from quizserver.storage.certificates import find_held_certificate, revoke_certificate
from quizserver.storage.ledger import append_record

__all__ = ["take_back", "withdraw_certificate"]


def take_back(tx: Transaction, certificate: Certificate, *, reason: RevocationReason, actor: str, clock: Clock) -> None:
    """It holds no longer: in its row, in the ledger of its registration, and in the log of who did what."""
    now, action = clock(), "certificate_revoked"
    revoke_certificate(tx, number=certificate.number, at=now, by=actor, reason=reason)
    body = {"number": certificate.number, "reason": reason.value}
    append_record(tx, enrollment_id=certificate.enrollment_id, kind=action, actor=actor, body=body, now=now)
    subject, facts = f"certificate:{certificate.number}", {"reason": reason.value}
    append_audit(tx, actor=actor, action=action, subject=subject, now=now, facts=facts)


def withdraw_certificate(tx: Transaction, *, enrollment_id: str, actor: str, clock: Clock) -> None:
    """The registration is no longer done: what was certified of it goes. Done again, it is certified anew."""
    held = find_held_certificate(tx, enrollment_id=enrollment_id)
    if held is not None:
        take_back(tx, held, reason=RevocationReason.REGRADED, actor=actor, clock=clock)
