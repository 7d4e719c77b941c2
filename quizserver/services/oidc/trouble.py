"""What goes wrong on the provider's side."""

from __future__ import annotations

from requests import RequestException

__all__ = ["UNREADABLE", "Trouble"]

UNREADABLE = (RequestException, ValueError, RecursionError)
"""What asking a provider and reading its JSON can raise."""


class Trouble(Exception):
    """The provider does not answer, or not as the standard says. `where` and `kind` are for the log: no values."""

    def __init__(self, where: str, error: Exception | None = None) -> None:
        super().__init__(where)
        self.where = where
        said = getattr(error, "error", None) or str(error or "")
        self.kind = said if said.isidentifier() else type(error).__name__
