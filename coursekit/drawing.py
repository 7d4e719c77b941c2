"""Drawing a paper from a pool: pure, and the same for a seed on every machine and every Python.

A paper holds as many questions of each stratum as the stratum says, never two enemies, and enough of each setting.
Papers are tried one after another until one keeps to all of this, so that each possible paper is equally likely. Where
chance does not find one soon, questions are taken one by one, each only if a whole paper can still be made with it.

Order comes from SHA-256 over seed and id: `random.shuffle` may differ between versions of Python.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from coursekit.errors import CoursekitError
from coursekit.model import Balance, Stratum

__all__ = ["Drawable", "NotDrawableError", "draw_questions", "is_drawable"]

TRIES = 100
MAX_STEPS = 2_000
"""How far the search for a possible paper goes; with a dozen pairs of enemies it ends within a hundred steps."""


class NotDrawableError(CoursekitError):
    """No paper keeps to the strata, the enemies and the balance of this pool."""


class Drawable(Protocol):
    """What drawing needs to know of a question."""

    @property
    def id(self) -> str: ...
    @property
    def stratum(self) -> str | None: ...
    @property
    def setting(self) -> str | None: ...
    @property
    def enemies(self) -> Collection[str]: ...


def draw_questions(
    items: Iterable[Drawable], *, strata: Sequence[Stratum], balance: Sequence[Balance], seed: str
) -> tuple[str, ...]:
    """The ids of one paper, in its order. Raises NotDrawableError; `course check` has seen to it that none is left."""
    pool = _Pool.of(items, strata=strata, balance=balance)
    chosen = next((paper for paper in pool.tries(seed) if pool.is_paper(paper)), None)
    if chosen is None:
        chosen = pool.build(seed)
    if chosen is None:
        raise NotDrawableError("No paper can be drawn from this pool. `course check` says why.")
    return tuple(sorted(chosen, key=lambda name: _place(seed, "place", name)))


def is_drawable(items: Iterable[Drawable], *, strata: Sequence[Stratum], balance: Sequence[Balance]) -> bool:
    """Whether at least one paper can be drawn. A pool too tangled to tell counts as not drawable."""
    return _Pool.of(items, strata=strata, balance=balance).can_complete(frozenset())


def _place(seed: str, what: str, name: str) -> bytes:
    return hashlib.sha256("\x1f".join((what, seed, name)).encode()).digest()


@dataclass(frozen=True, slots=True)
class _Pool:
    """`names` of each stratum in the order of the strata; `enemies` go both ways."""

    strata: Sequence[Stratum]
    balance: Sequence[Balance]
    names: Mapping[str, Sequence[str]]
    settings: Mapping[str, str | None]
    enemies: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, items: Iterable[Drawable], *, strata: Sequence[Stratum], balance: Sequence[Balance]) -> _Pool:
        """Sort the items by stratum; what belongs to no stratum is never drawn."""
        items = list(items)
        names: dict[str, list[str]] = {stratum.id: [] for stratum in strata}
        settings: dict[str, str | None] = {}
        enemies: dict[str, set[str]] = {}
        for item in items:
            if item.stratum in names:
                names[item.stratum].append(item.id)
                settings[item.id] = item.setting
        for item in items:
            for enemy in item.enemies if item.id in settings else ():
                if enemy in settings:
                    enemies.setdefault(item.id, set()).add(enemy)
                    enemies.setdefault(enemy, set()).add(item.id)
        return cls(strata, balance, names, settings, {name: frozenset(group) for name, group in enemies.items()})

    def tries(self, seed: str) -> Iterator[list[str]]:
        """Papers with the right number of each stratum, and nothing else looked at."""
        for turn in range(TRIES):
            yield list(
                chain.from_iterable(
                    sorted(self.names[stratum.id], key=lambda name: _place(seed, f"pick {turn}", name))[: stratum.draw]
                    for stratum in self.strata
                )
            )

    def is_paper(self, chosen: Collection[str]) -> bool:
        """Whether these are a whole paper."""
        held = frozenset(chosen)
        return (
            all(sum(name in held for name in self.names[stratum.id]) == stratum.draw for stratum in self.strata)
            and all(sum(self.settings[n] == each.setting for n in held) >= each.at_least for each in self.balance)
            and not any(self.enemies.get(name, frozenset()) & held for name in held)
        )

    def build(self, seed: str) -> list[str] | None:
        """A paper made one question at a time, or None when there is none at all."""
        chosen: frozenset[str] = frozenset()
        if not self.can_complete(chosen):
            return None
        for name in sorted(self.settings, key=lambda name: _place(seed, "build", name)):
            if self.can_complete(chosen | {name}):
                chosen |= {name}
        return sorted(chosen)

    def can_complete(self, chosen: frozenset[str]) -> bool:
        """Whether a paper can hold all of these. Only questions with enemies are tried out; the others are counted."""
        if any(self.enemies.get(name, frozenset()) & chosen for name in chosen):
            return False
        pending = [(chosen, self._without_enemies_of(chosen, sorted(self.enemies.keys() - chosen)))]
        for _ in range(MAX_STEPS):
            if not pending:
                return False
            taken, undecided = pending.pop()
            if not self._fits(taken, undecided):
                continue
            if self._fits(taken, ()):
                return True
            name, rest = undecided[0], undecided[1:]
            pending += [(taken, rest), (taken | {name}, self._without_enemies_of({name}, rest))]
        return False

    def _without_enemies_of(self, chosen: Collection[str], names: Sequence[str]) -> Sequence[str]:
        banned = frozenset().union(*(self.enemies.get(name, frozenset()) for name in chosen))
        return [name for name in names if name not in banned]

    def _fits(self, taken: frozenset[str], also: Collection[str]) -> bool:
        """Whether `taken` can be filled up from `also` and from questions without enemies, as if none were enemies."""
        usable = (self.settings.keys() - self.enemies.keys() | set(also)) - taken
        places: dict[str, int] = {}
        supply: Counter[tuple[str | None, str]] = Counter()
        for stratum in self.strata:
            places[stratum.id] = stratum.draw - sum(name in taken for name in self.names[stratum.id])
            left = [name for name in self.names[stratum.id] if name in usable]
            if not 0 <= places[stratum.id] <= len(left):
                return False
            supply.update((self.settings[name], stratum.id) for name in left)
        lacking = {
            each.setting: each.at_least - sum(self.settings[name] == each.setting for name in taken)
            for each in self.balance
        }
        return _can_seat(lacking, places=places, supply=supply)


def _can_seat(
    lacking: Mapping[str, int], *, places: Mapping[str, int], supply: Mapping[tuple[str | None, str], int]
) -> bool:
    """Whether every setting finds as many places as it lacks: a flow from settings to strata, by augmenting paths."""
    seated: Counter[tuple[str, str]] = Counter()

    def seat(setting: str, seen: set[str]) -> bool:
        for stratum, count in places.items():
            if stratum in seen or seated[setting, stratum] >= supply.get((setting, stratum), 0):
                continue
            seen.add(stratum)
            if sum(seated[each, stratum] for each in lacking) < count:
                seated[setting, stratum] += 1
                return True
            for other in lacking:
                if seated[other, stratum] and seat(other, seen):
                    seated[other, stratum] -= 1
                    seated[setting, stratum] += 1
                    return True
        return False

    return all(seat(setting, set()) for setting, count in lacking.items() for _ in range(count))
