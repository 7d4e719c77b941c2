"""An invented company for the pictures of the HR guide: who works there, and what they have done by then."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from quizserver.domain.assigning import Assignment
from quizserver.domain.calendar import end_of_day, start_of_day
from quizserver.domain.people import Account, Role
from quizserver.domain.sheets import Given
from quizserver.services.assigning import Asked
from quizserver.web.context import Server

__all__ = ["TODAY", "Clock", "Company"]

ZONE = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 24)
_COURSE = "tea-basics"
_FAMILIES = """佐藤 サトウ Sato/鈴木 スズキ Suzuki/高橋 タカハシ Takahashi/田中 タナカ Tanaka/伊藤 イトウ Ito
渡辺 ワタナベ Watanabe/山本 ヤマモト Yamamoto/中村 ナカムラ Nakamura/小林 コバヤシ Kobayashi/加藤 カトウ Kato
吉田 ヨシダ Yoshida/山田 ヤマダ Yamada/山口 ヤマグチ Yamaguchi/松本 マツモト Matsumoto/井上 イノウエ Inoue
木村 キムラ Kimura/清水 シミズ Shimizu/斎藤 サイトウ Saito/森 モリ Mori/池田 イケダ Ikeda"""
_GIVEN = """美咲 ミサキ Misaki/健太 ケンタ Kenta/陽子 ヨウコ Yoko/翔 ショウ Sho
由美 ユミ Yumi/大輔 ダイスケ Daisuke/直子 ナオコ Naoko"""
_DEPARTMENTS = (
    ("0310", "営業部", "Sales"),
    ("0420", "品質保証部", "Quality Assurance"),
    ("0510", "製造部", "Manufacturing"),
)
_ANSWERS: dict[str, tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...]] = {
    "00-welcome": (
        ("tea-00-q1", "", {"selected": ["b"]}, {"selected": ["a"]}),
        ("tea-00-q2", "", {"selected": ["false"]}, {"selected": ["true"]}),
    ),
    "01-leaves": (
        ("tea-01-q1", "", {"text": "蒸す"}, {"text": "蒸す"}),
        ("tea-01-q2", "", {"selected": ["true"]}, {"selected": ["true"]}),
        ("tea-01-q3", "", {"selected": ["a", "c"]}, {"selected": ["a", "c"]}),
        ("tea-01-q4", "", {"choices": {"p1": "r2", "p2": "r3", "p3": "r1"}}, {"choices": {"p1": "r1"}}),
    ),
    "02-brewing": (
        ("tea-02-q1", "", {"text": "1500"}, {"text": "1.5"}),
        ("tea-02-q3", "", {"selected": ["a"]}, {"selected": ["b"]}),
        ("tea-02-q4", "n1", {"selected": ["b"]}, {"selected": ["b"]}),
        ("tea-02-q4", "n2", {"selected": ["a"]}, {"selected": ["b"]}),
    ),
}
"""Quiz -> question, part, a right response, and what a careless learner gives."""


class Clock:
    """A clock that stands still until it is set, so that the same pictures come out whenever they are taken."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now

    def set(self, day: date, *, hour: int = 10, minute: int = 0) -> None:
        """By the clock of Japan."""
        self.now = int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


class Employee(NamedTuple):
    """A line of the roster. Without an address: somebody on the factory floor."""

    number: str
    name: str
    kana: str
    email: str
    code: str
    department: str


class Company:
    """Forty people in three departments, with a course that is due in three days."""

    def __init__(self, server: Server, *, clock: Clock, language: str) -> None:
        self.server, self.clock, self.language = server, clock, language
        self.employees = list(_employees(language))
        self.hr = self._hr()
        self.cohort_id = ""

    def live(self) -> None:
        """From the first import to the day of the pictures."""
        self.clock.set(date(2026, 10, 1), hour=9)
        self.upload(self.employees)
        self._begin_course()
        for place in range(len(self.employees)):
            self._learn(place)
        self._grant()
        self.clock.set(TODAY)

    def upload(self, employees: list[Employee], *, apply: bool = True) -> str:
        """Import a roster; its draft's id. What is only uploaded waits to be confirmed."""
        data = _csv(employees, language=self.language)
        draft = self.server.rosters.upload(data, actor=self.hr.id, whole=True)
        if apply:
            self.server.rosters.apply(draft.id, actor=self.hr.id, mark=draft.mark)
        return draft.id

    def roster_of_today(self) -> list[Employee]:
        """Two are new, two were moved, one has left, one line has no name."""
        sales = self.employees[0]
        moved = [one._replace(code=sales.code, department=sales.department) for one in self.employees[20:22]]
        new = [one._replace(number=f"00{900 + place}") for place, one in enumerate(_newcomers(self.language))]
        nameless = new[0]._replace(number="00903", name="", kana="", email="")
        return [*self.employees[:20], *moved, *self.employees[22:39], *new, nameless]

    def id_of(self, place: int) -> str:
        """Whose line of the roster this is."""
        return self.server.registrations.select_person(self.employees[place].number).id

    def _hr(self) -> Account:
        name, kana = ("佐々木 陽子", "ササキ ヨウコ") if self.language == "ja" else ("Sasaki Yoko", "")
        account = Account(
            id=str(uuid.uuid4()),
            email="hr@example.com",
            name=name,
            kana=kana,
            locale=self.language,
            roles=frozenset({Role.HR}),
        )
        return self.server.accounts.create(account, password=str(uuid.uuid4()))

    def _begin_course(self) -> None:
        self.clock.set(date(2026, 10, 1), hour=9, minute=20)
        name = "2026年度 全社研修" if self.language == "ja" else "All staff 2026"
        starts, due = start_of_day(date(2026, 10, 5), zone=ZONE), end_of_day(date(2026, 11, 27), zone=ZONE)
        cohort = self.server.cohorts.create(
            course_id=_COURSE, name=name, starts_at=starts, due_at=due, actor=self.hr.id
        )
        self.cohort_id = cohort.id
        wanted = Assignment(course_id=_COURSE, cohort_id=cohort.id)
        for code, _ja, _en in _DEPARTMENTS:
            self.server.assigning.run(Asked(wanted=wanted, department=code), actor=self.hr.id, dry_run=False)
        for place, day in ((13, date(2026, 11, 23)), (27, date(2026, 11, 17))):
            self.server.registrations.reschedule(
                user_id=self.id_of(place),
                course_id=_COURSE,
                actor=self.hr.id,
                due_at=end_of_day(day, zone=ZONE),
                cohort_id=cohort.id,
            )

    def _learn(self, place: int) -> None:
        """Of seven people five finish, one is under way and one has not begun; two of the five answer carelessly."""
        kind = place % 7
        if kind == 6:
            return
        day = date(2026, 10, 5) + timedelta(days=(place * 11) % 48)
        quizzes = list(_ANSWERS)[: 1 if kind == 5 else 3]
        for hour, quiz in enumerate(quizzes, start=13):
            self.clock.set(day, hour=hour, minute=place)
            careless = kind in (1, 3) and quiz != "00-welcome"
            self._take(self.id_of(place), quiz, careless=careless)

    def _take(self, user_id: str, quiz: str, *, careless: bool) -> None:
        self.server.progress.mark_seen(user_id=user_id, course_id=_COURSE, module=quiz, language=self.language)
        sheet = self.server.attempts.start(
            user_id=user_id, attempt_id=str(uuid.uuid4()), course_id=_COURSE, quiz=quiz, language=self.language
        )
        self.clock.now += 8 * 60_000
        given = [
            Given(
                id=str(uuid.uuid4()),
                question=question,
                part=part,
                response=wrong if careless else right,
                language=self.language,
            )
            for question, part, right, wrong in (*_ANSWERS[quiz], *self._ordered(quiz))
        ]
        self.server.attempts.submit(given, user_id=user_id, attempt_id=sheet.attempt.id, language=self.language)

    def _ordered(self, quiz: str) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        """Answers to the questions whose ids are drawn when the course is compiled."""
        questions = self.server.catalog.select_course(_COURSE).quizzes[quiz].questions
        orders = [(one.id, list(getattr(one.rule, "order", ()))) for one in questions]
        return [(name, "", {"order": order}, {"order": order[::-1]}) for name, order in orders if order]

    def _grant(self) -> None:
        self.clock.set(date(2026, 11, 2), hour=11)
        reason = "育児休業のため" if self.language == "ja" else "On parental leave"
        self.server.registrations.waive(user_id=self.id_of(6), course_id=_COURSE, actor=self.hr.id, reason=reason)


def _employees(language: str) -> Iterator[Employee]:
    families, given = _names(_FAMILIES), _names(_GIVEN)
    for place in range(40):
        code, ja, en = _DEPARTMENTS[place * 3 // 40]
        names = zip(families[place % 20], given[(place * 3 + place // 20) % 7], strict=True)
        name, kana, latin = (" ".join(both) for both in names)
        floor = code == "0510" and place % 4 == 0
        yield Employee(
            number=f"00{101 + place * 7}",
            name=name if language == "ja" else latin,
            kana=kana if language == "ja" else "",
            email="" if floor else f"{latin.lower().replace(' ', '.')}@example.com",
            code=code,
            department=ja if language == "ja" else en,
        )


def _newcomers(language: str) -> list[Employee]:
    pattern = next(_employees(language))
    known = (("石川 拓也", "イシカワ タクヤ", "Ishikawa Takuya"), ("前田 彩", "マエダ アヤ", "Maeda Aya"))
    return [
        pattern._replace(
            name=name if language == "ja" else latin,
            kana=kana if language == "ja" else "",
            email=f"{latin.lower().replace(' ', '.')}@example.com",
        )
        for name, kana, latin in known
    ]


def _names(text: str) -> list[list[str]]:
    return [name.split() for line in text.splitlines() for name in line.split("/")]


def _csv(employees: list[Employee], *, language: str) -> bytes:
    file = io.StringIO()
    english = ("employee_number", "name", "kana", "email", "department_code", "department")
    japanese = ("社員番号", "氏名", "フリガナ", "メールアドレス", "所属コード", "部署")
    csv.writer(file).writerows([japanese if language == "ja" else english, *employees])
    return file.getvalue().encode()
