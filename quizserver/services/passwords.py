"""Password hashes: argon2id at the cost that OWASP names as the least (19 MiB, 2 passes, 1 lane)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from quizserver.domain.people import PASSWORD_MOST
from quizserver.errors import StorageUnavailable

__all__ = ["Passwords"]

_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_PATIENCE_SECONDS = 8


class Passwords:
    """Hashes and verifies, a few at a time: a storm of sign-ins must not take the processor from those who answer."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
        self._slots = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))
        self._nobody = self._hasher.hash("nobody has this password")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn to do costly work. Raises StorageUnavailable when there is none in time."""
        if not self._slots.acquire(timeout=_PATIENCE_SECONDS):
            raise StorageUnavailable
        try:
            yield
        finally:
            self._slots.release()

    def hash(self, password: str) -> str:
        """The hash to store."""
        return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is right. Takes as long for an account that does not exist (`stored` is None)."""
        try:
            self._hasher.verify(stored or self._nobody, password[:PASSWORD_MOST])
        except (Argon2Error, InvalidHashError):
            return False
        return stored is not None and len(password) <= PASSWORD_MOST

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(stored)
