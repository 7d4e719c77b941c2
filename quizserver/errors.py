"""Everything quizserver raises on purpose. The docstring is the message for developers, facts are attributes.

A `Refusal` answers a request: its `code` is the public name, `web/words/<language>.yml` holds what people read, and
`web/errors.py` the HTTP status. A new refusal is therefore three lines in three places, and a test holds them together.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "AccountClosed",
    "AlreadyAnswered",
    "AlreadyDone",
    "AlreadyEnrolled",
    "AlreadyErased",
    "AlreadyServed",
    "AlreadyWaived",
    "AttemptClosed",
    "BadCode",
    "BadCredentials",
    "BadToken",
    "CertificateErased",
    "CertificatesUnavailable",
    "Conflict",
    "DuplicateError",
    "ExportsBusy",
    "Forbidden",
    "ForeignRequest",
    "FormExpired",
    "InvalidBody",
    "InvalidJson",
    "MoveRefused",
    "NoAttemptsLeft",
    "NotConfirmed",
    "NotEnrolled",
    "NotFound",
    "NotOnRoster",
    "NotOpenYet",
    "NotReadable",
    "NotWaived",
    "NothingToRetry",
    "OutOfOrder",
    "PasswordsClosed",
    "ProviderMistrusted",
    "ProviderUnavailable",
    "QuizserverError",
    "ReasonMissing",
    "Refusal",
    "RegradeError",
    "RetakeTooEarly",
    "RosterChanged",
    "ScimRefused",
    "ScopeMissing",
    "SecondFactorMissing",
    "SettingsError",
    "SignInCancelled",
    "SignInLost",
    "SignInRequired",
    "SignUpClosed",
    "StillActive",
    "StorageUnavailable",
    "TicketUsed",
    "TimeIsUp",
    "TooManyTries",
    "UnfitForEncoding",
    "UnknownLanguage",
    "UnknownQuestion",
    "UnreadableDays",
    "UnreadableRoster",
    "UnsuitableAccount",
    "UnsuitableCohort",
    "UnsuitableToken",
    "UnsuitableViewName",
]


class QuizserverError(Exception):
    """The root."""


class SettingsError(QuizserverError):
    """The environment does not describe a server that may start; the message says what to set."""


class AlreadyServed(QuizserverError):
    """Another process serves this SQLite file."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Another quizserver is serving {path} already, and a SQLite file is served by one process only. "
            "Stop that one first, or set COURSE_DATABASE_URL to a PostgreSQL database: several can share that."
        )


class MoveRefused(QuizserverError):
    """A copy, backup or restore that was not made; the message says why and that nothing was changed."""


class RegradeError(QuizserverError):
    """What is to be graded anew does not exist; the message says what does."""


class DuplicateError(QuizserverError):
    """A row with this key exists already."""


class Refusal(QuizserverError):
    """A request that is answered with an error. `facts` fill the message and are safe to show."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class InvalidJson(Refusal):
    """The body is not the JSON we read: syntax, nesting, duplicate keys, NaN, broken text."""

    code = "invalid_json"


class InvalidBody(Refusal):
    """The body is JSON of another shape; `field` names the first place."""

    code = "invalid_body"


class NotFound(Refusal):
    """There is no such thing, or it is not this person's: both have the same answer."""

    code = "not_found"


class SignInRequired(Refusal):
    """Nobody is signed in."""

    code = "sign_in_required"


class Forbidden(Refusal):
    """This person's roles do not open this door."""

    code = "forbidden"


class ForeignRequest(Refusal):
    """An unsafe request that another site may have started, or without the session's token."""

    code = "foreign_request"


class FormExpired(Refusal):
    """A form whose token does not belong to this browser; usually an old page."""

    code = "form_expired"


class BadCredentials(Refusal):
    """E-mail and password do not belong together, or there is no such account: the same answer."""

    code = "bad_credentials"


class BadToken(Refusal):
    """A program without a token, or with one that is wrong, expired or revoked: the same answer."""

    code = "bad_token"


class ScopeMissing(Refusal):
    """A program whose token is not for this; `scope` says for what it would have to be."""

    code = "scope_missing"


class PasswordsClosed(Refusal):
    """People come in by the company's provider here, and only admins by password."""

    code = "passwords_closed"


class ProviderUnavailable(Refusal):
    """The company's provider does not answer, or refuses this server."""

    code = "provider_unavailable"


class ProviderMistrusted(Refusal):
    """What came back from the provider proves nothing: signature, issuer, audience, nonce or times are wrong."""

    code = "provider_mistrusted"


class SignInLost(Refusal):
    """A return from the provider that this browser did not leave for, or too late, or for the second time."""

    code = "sign_in_lost"


class SignInCancelled(Refusal):
    """The person, or the provider, ended it there."""

    code = "sign_in_cancelled"


class NotOnRoster(Refusal):
    """The provider knows this person, the roster does not; `looked_for` is what the provider said of them."""

    code = "not_on_roster"


class AccountClosed(Refusal):
    """The person was deactivated."""

    code = "account_closed"


class BadCode(Refusal):
    """A code of the second factor that is wrong, old, or was used before: the same answer."""

    code = "bad_code"


class SecondFactorMissing(Refusal):
    """What this person wants to open asks for a second factor, and this session was begun without one."""

    code = "second_factor_missing"


class TooManyTries(Refusal):
    """Too many tries in a minute; `seconds` says when to come back."""

    code = "too_many_tries"


class TicketUsed(Refusal):
    """A link that has been used, has expired, or never existed: the same answer."""

    code = "ticket_used"


class SignUpClosed(Refusal):
    """This server makes no accounts on request."""

    code = "sign_up_closed"


class UnsuitableAccount(Refusal):
    """What was typed cannot become an account; `problems` are the names of what is wrong, by field."""

    code = "unsuitable_account"

    def __init__(self, *, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class UnsuitableCohort(Refusal):
    """What was typed cannot become a cohort; `problems` are the names of what is wrong, by field."""

    code = "unsuitable_cohort"

    def __init__(self, *, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class ScimRefused(Refusal):
    """What a directory asked for cannot be done; `reason` names the words and, in the answer, the `scimType`."""

    code = "scim_refused"

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.reason = reason


class UnsuitableToken(Refusal):
    """What was chosen cannot become a token; `problems` are the names of what is wrong, by field."""

    code = "unsuitable_token"

    def __init__(self, *, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class Conflict(Refusal):
    """This id was used for something else."""

    code = "conflict"


class AlreadyAnswered(Refusal):
    """This question part has a stored response under another id; `stored` is that response."""

    code = "already_answered"

    def __init__(self, *, stored: Any, **facts: Any) -> None:
        super().__init__(**facts)
        self.stored = stored


class AnsweredSince(AlreadyAnswered):
    """This part was answered after the answer that the response says it follows; `stored` is the latest one."""

    code = "answered_since"


class AttemptClosed(Refusal):
    """The attempt was submitted; it takes no more responses."""

    code = "attempt_closed"


class NoAttemptsLeft(Refusal):
    """All attempts that the course allows were used; `limit` says how many."""

    code = "no_attempts_left"


class NotEnrolled(Refusal):
    """This person is not registered in this course."""

    code = "not_enrolled"


class AlreadyEnrolled(Refusal):
    """This person is registered already; to begin anew is to register again."""

    code = "already_enrolled"


class AlreadyDone(Refusal):
    """This person has done the course: there is nothing to waive."""

    code = "already_done"


class AlreadyWaived(Refusal):
    """This person is let off already."""

    code = "already_waived"


class AlreadyErased(Refusal):
    """This person was erased already."""

    code = "already_erased"


class StillActive(Refusal):
    """Only who has left is erased."""

    code = "still_active"


class NotConfirmed(Refusal):
    """What was to be typed to confirm was not."""

    code = "not_confirmed"


class NotWaived(Refusal):
    """There is no waiver to withdraw."""

    code = "not_waived"


class ReasonMissing(Refusal):
    """What changes a record needs a reason, of `most` characters at most."""

    code = "reason_missing"


class UnreadableDays(Refusal):
    """A day of the address is none, or a range ends before it begins; `field` is the address's name of it."""

    code = "unreadable_days"


class TimeIsUp(Refusal):
    """The time limit of the attempt has passed; it takes no more responses."""

    code = "time_is_up"


class RetakeTooEarly(Refusal):
    """The course asks for a pause between attempts; `available_at` (milliseconds, UTC) says when it ends."""

    code = "retake_too_early"


class NotOpenYet(Refusal):
    """The learner's cohort begins later; `available_at` (milliseconds, UTC) says when."""

    code = "not_open_yet"


class NothingToRetry(Refusal):
    """No submitted attempt of this very quiz, in practice mode, has missed questions."""

    code = "nothing_to_retry"


class NotReadable(Refusal):
    """A response that is empty or malformed. Nothing is stored, the learner may correct it."""

    code = "not_readable"


class OutOfOrder(Refusal):
    """A decision that is not the next one on the path."""

    code = "out_of_order"


class UnknownQuestion(Refusal):
    """The quiz has no such question or part."""

    code = "unknown_question"


class UnknownLanguage(Refusal):
    """The course does not exist in this language."""

    code = "unknown_language"


class UnfitForEncoding(QuizserverError):
    """Texts that an encoding cannot hold; `unfit` is (row from 1, column's header, text, characters) of each."""

    def __init__(self, *, unfit: list[tuple[int, str, str, str]]) -> None:
        super().__init__(f"{len(unfit)} cells")
        self.unfit = unfit


class ExportsBusy(Refusal):
    """As many files are being made as this server makes at once."""

    code = "exports_busy"


class RosterChanged(Refusal):
    """Between preview and confirmation something changed; nothing was written."""

    code = "roster_changed"


class UnsuitableViewName(Refusal):
    """A saved view needs a name of `most` characters at most, which no other view of the person has."""

    code = "unsuitable_view_name"


class UnreadableRoster(Refusal):
    """A roster file that cannot be read as a table; `reason` says why."""

    code = "unreadable_roster"


class CertificatesUnavailable(Refusal):
    """This server cannot make certificates or credentials; `part` is the package or setting that is missing."""

    code = "certificates_unavailable"


class CertificateErased(Refusal):
    """The person was erased; the certificate's facts stay, without the name there is no document of it."""

    code = "certificate_erased"


class StorageUnavailable(Refusal):
    """The database did not take the work. What was sent may be sent again: ids make that harmless."""

    code = "storage_unavailable"
