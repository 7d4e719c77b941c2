"""Every deed that the audit log knows. Pure.

A deed that is not in this list cannot be logged, and each has its words in every language: tests hold them together.
"""

from __future__ import annotations

__all__ = ["ACTIONS", "OBJECTS"]

ACTIONS = frozenset(
    {
        "account_changed",
        "account_deactivated",
        "account_made",
        "account_reactivated",
        "attempt_started",
        "audit_exported",
        "audit_viewed",
        "backup_made",
        "certificate_issued",
        "certificate_revoked",
        "cohort_changed",
        "cohort_left",
        "cohort_made",
        "cohort_viewed",
        "department_changed",
        "directory_deleted",
        "enrolled",
        "erasure_viewed",
        "factor_confirmed",
        "factor_removed",
        "factor_reset",
        "identity_linked",
        "invited",
        "link_made",
        "links_made",
        "own_data_taken",
        "password_chosen",
        "people_enrolled",
        "person_erased",
        "person_viewed",
        "recovery_codes_made",
        "reenrolled",
        "regraded",
        "reminders_handed_out",
        "reminders_queued",
        "reminders_viewed",
        "report_exported",
        "report_viewed",
        "rescheduled",
        "reset_requested",
        "retention_applied",
        "roles_changed",
        "roster_imported",
        "session_revoked",
        "sessions_revoked",
        "signed_in",
        "signed_out",
        "token_made",
        "token_revoked",
        "view_deleted",
        "view_renamed",
        "view_saved",
        "waived",
        "waiver_withdrawn",
    }
)

OBJECTS = frozenset(
    {
        "attempt",
        "audit",
        "certificate",
        "cohort",
        "course",
        "database",
        "enrollment",
        "people",
        "quiz",
        "reminders",
        "report",
        "retention",
        "token",
        "user",
        "view",
    }
)
"""What a deed can be done to: the part of an entry's object before the colon."""
