"""Rosters: reading headers and rows, and planning what changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizserver.domain.people import Role
from quizserver.domain.roster import Known, Plan, clean_row, plan_roster, read_header

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 23)
JAPANESE = [
    "所属コード",
    "氏名",
    "ﾌﾘｶﾞﾅ",
    "社員番号",
    "メールアドレス",
    "部署",
    "役職",
    "上長の社員番号",
    "入社日",
    "言語",
]


def _read(header, *rows):
    heads = read_header(header)
    return [clean_row(cells, line=line, header=heads) for line, cells in enumerate(rows, start=2)]


def _entry(header, row):
    return _read(header, row)[0].entry


def _codes(cleaned):
    return [problem.code for problem in cleaned.problems]


def _known(number, *roles, user_id=None, active=True, **values):
    return Known(
        user_id=user_id or f"u-{number}",
        employee_number=number,
        active=active,
        values=values,
        roles=frozenset(roles or {Role.LEARNER}),
    )


def _plan(rows, known=(), *, whole=False, office=False) -> Plan:
    return plan_roster(rows, known=list(known), today=TODAY, whole=whole, office=office)


def test_a_japanese_header_in_any_order_and_width_is_read():
    header = read_header(JAPANESE)

    assert header.problems == ()
    assert header.unknown == ()
    assert header.columns["employee_number"] == 3
    assert header.columns["manager_number"] == 7


@pytest.mark.parametrize("name", ["Employee Number", "employee_number", "EMPLOYEE-NO", "社員 番号", "社員番号 "])
def test_headers_are_told_apart_by_letters_alone(name):
    assert read_header([name, "Name"]).columns == {"employee_number": 0, "name": 1}


def test_a_header_without_number_or_name_and_with_a_column_twice_says_all():
    header = read_header(["メール", "Email", "趣味"])

    assert [(problem.code, problem.field) for problem in header.problems] == [
        ("column_twice", "email"),
        ("column_missing", "employee_number"),
        ("column_missing", "name"),
    ]
    assert header.unknown == ("趣味",)


def test_a_row_keeps_zeros_and_rare_characters():
    row = [
        "０１００",
        "髙﨑　𠮷男",
        "ﾀｶｻｷ ﾖｼｵ",
        "00123",
        "Ｔ.Takasaki@Example.com",
        "営業部",
        "課長",
        "00007",
        "令和8年4月1日",
        "日本語",
    ]
    entry = _entry(JAPANESE, row)

    assert entry.employee_number == "00123"
    assert entry.values == {
        "name": "髙﨑　𠮷男",
        "kana": "タカサキ ヨシオ",
        "email": "T.Takasaki@Example.com",
        "department_code": "0100",
        "department": "営業部",
        "job_title": "課長",
        "manager_number": "00007",
        "joined_on": "2026-04-01",
        "locale": "ja",
    }


def test_family_and_given_name_are_joined():
    entry = _entry(["社員番号", "姓", "名", "セイ", "メイ"], ["1", "山田", "太郎", "やまだ", "たろう"])

    assert entry.values["name"] == "山田 太郎"
    assert entry.values["kana"] == "ヤマダ タロウ"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-04-01", "2026-04-01"),
        ("2026/4/1", "2026-04-01"),
        ("２０２６年４月１日", "2026-04-01"),
        ("20260401", "2026-04-01"),
        ("R8.4.1", "2026-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("H31/4/30", "2019-04-30"),
        ("", ""),
    ],
)
def test_dates_are_read_as_companies_write_them(typed, day):
    assert _entry(["社員番号", "氏名", "入社日"], ["1", "A", typed]).values["joined_on"] == day


@pytest.mark.parametrize(
    ("header", "row", "codes"),
    [
        (["社員番号", "氏名"], ["", "山田"], ["number_missing"]),
        (["社員番号", "氏名"], ["1", ""], ["name_empty"]),
        (["社員番号", "氏名"], ["1.23E+11", "山田"], ["number_rounded"]),
        (["社員番号", "氏名"], ["1", "山\x07田"], ["name_characters"]),
        (["社員番号", "氏名", "メール"], ["1", "山田", "yamada"], ["email"]),
        (["社員番号", "氏名", "入社日"], ["1", "山田", "2026-02-30"], ["date"]),
        (
            ["社員番号", "氏名", "メール", "入社日"],
            ["", "", "x", "y"],
            ["number_missing", "name_empty", "email", "date"],
        ),
    ],
)
def test_a_row_that_cannot_be_used_says_everything_that_is_wrong(header, row, codes):
    (cleaned,) = _read(header, row)

    assert cleaned.entry is None
    assert sorted(_codes(cleaned)) == sorted(codes)


def test_an_unknown_language_is_a_warning():
    (cleaned,) = _read(["社員番号", "氏名", "言語"], ["1", "山田", "フランス語"])

    assert _codes(cleaned) == ["language"]
    assert "locale" not in cleaned.entry.values


def test_an_empty_row_is_no_row():
    assert _read(["社員番号", "氏名"], ["", "　"]) == [None]


def test_new_changed_equal_and_left_people_are_told_apart():
    rows = _read(
        ["社員番号", "氏名", "部署", "退職日"],
        ["1", "新人", "営業部", ""],
        ["2", "異動", "人事部", ""],
        ["3", "同じ", "営業部", ""],
        ["4", "退職", "営業部", "2026-10-31"],
        ["5", "復帰", "営業部", ""],
    )
    known = [
        _known("2", name="異動", department="営業部"),
        _known("3", name="同じ", department="営業部"),
        _known("4", name="退職", department="営業部"),
        _known("5", name="復帰", department="営業部", active=False),
        _known("6", name="ここにいない", department="営業部"),
    ]

    kinds = {change.employee_number: change.kind for change in _plan(rows, known).changes}
    assert kinds == {"1": "create", "2": "change", "3": "same", "4": "deactivate", "5": "reactivate"}
    whole = {change.employee_number: change.kind for change in _plan(rows, known, whole=True).changes}
    assert whole == kinds | {"6": "deactivate"}


def test_a_change_names_before_and_after():
    (change,) = _plan(
        _read(["社員番号", "氏名", "メール"], ["2", "乙", "new@example.com"]),
        [_known("2", name="乙", email="old@example.com")],
    ).changes

    assert change.kind == "change"
    assert change.fields == {"email": ("old@example.com", "new@example.com")}


def test_a_refused_person_is_not_taken_for_a_leaver():
    rows = _read(["社員番号", "氏名", "メール"], ["2", "乙", "not an address"])

    assert [change.kind for change in _plan(rows, [_known("2", name="乙")], whole=True).changes] == ["refuse"]


def test_a_number_or_an_address_twice_refuses_every_row_of_it():
    rows = _read(
        ["社員番号", "氏名", "メール"],
        ["1", "甲", "a@example.com"],
        ["1", "乙", "b@example.com"],
        ["3", "丙", "B@example.com"],
    )
    plan = _plan(rows)

    assert plan.counts == {"refuse": 3}
    assert [[problem.code for problem in change.problems] for change in plan.changes] == [
        ["number_twice"],
        ["number_twice", "email_twice"],
        ["email_twice"],
    ]


def test_an_address_of_somebody_else_is_refused_unless_both_let_go():
    header = ["社員番号", "氏名", "メール"]
    known = [_known("1", name="甲", email="a@example.com"), _known("2", name="乙", email="b@example.com")]

    (taken,) = _plan(_read(header, ["1", "甲", "b@example.com"]), known).changes
    assert [problem.code for problem in taken.problems] == ["email_taken"]
    exchanged = _plan(_read(header, ["1", "甲", "b@example.com"], ["2", "乙", "a@example.com"]), known)
    assert exchanged.counts == {"change": 2}


def test_an_own_sign_up_is_taken_over_by_its_address():
    own = Known(user_id="own", employee_number=None, active=True, values={"name": "山田", "email": "y@example.com"})
    (change,) = _plan(_read(["社員番号", "氏名", "メール"], ["7", "山田", "Y@example.com"]), [own]).changes

    assert (change.kind, change.user_id) == ("change", "own")
    assert change.fields["employee_number"] == ("", "7")


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN])
@pytest.mark.parametrize(("number", "address"), [("1", "mine@example.com"), ("1", ""), (None, "a@example.com")])
def test_who_signs_in_as_hr_or_admin_is_changed_by_the_operator_alone(role, number, address):
    known = [_known(number, role, name="甲", email="a@example.com")]
    rows = _read(["社員番号", "氏名", "メール"], ["1", "甲", address])

    (refused,) = _plan(rows, known).changes
    assert (refused.kind, _codes(refused)) == ("refuse", ["protected"])
    assert refused.problems[0].field == ("email" if number else "employee_number")
    assert _plan(rows, known, office=True).counts == {"change": 1}


def test_other_facts_about_hr_and_admins_follow_the_roster():
    known = [_known("1", Role.ADMIN, name="甲", email="a@example.com")]

    assert _plan(_read(["社員番号", "氏名", "メール"], ["1", "乙", "a@example.com"]), known).counts == {"change": 1}


def test_nobody_gets_the_address_that_an_admin_keeps():
    known = [_known("1", Role.ADMIN, name="甲", email="a@example.com"), _known("2", name="乙", email="b@example.com")]
    rows = _read(["社員番号", "氏名", "メール"], ["1", "甲", "new@example.com"], ["2", "乙", "a@example.com"])

    assert [_codes(change) for change in _plan(rows, known).changes] == [["protected"], ["email_taken"]]


@pytest.mark.parametrize("left", [True, False])
def test_the_last_admins_stay_and_others_go(left):
    admins = [_known("1", Role.ADMIN, name="甲"), _known("2", Role.ADMIN, name="乙")]
    known = [*admins, _known("3", name="丙"), _known("4", Role.ADMIN, name="丁", active=False)]
    rows = _read(["社員番号", "氏名", "退職日"], *([["1", "甲", "2026-01-31"]] if left else []))

    kept = _plan(rows, known, whole=True).changes
    assert [(change.kind, _codes(change), change.user_id) for change in kept if change.employee_number in "12"] == [
        ("refuse", ["last_admin"], None)
    ] * 2
    assert [change.kind for change in kept if change.employee_number == "3"] == ["deactivate"]
    other = _known(None, Role.ADMIN, user_id="other", name="戊")
    assert _plan(rows, [*known, other], whole=True).counts == {"deactivate": 3}


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12), st.booleans())
def test_no_row_is_lost_and_nothing_is_refused_silently(rows, whole):
    header = read_header(["社員番号", "氏名", "メール", "入社日", "言語"])
    cleaned = [row for line, cells in enumerate(rows, start=2) if (row := clean_row(cells, line=line, header=header))]
    plan = _plan(cleaned, [_known("1", name="甲", email="a@example.com")], whole=whole)

    from_file = [change for change in plan.changes if change.line is not None]
    assert [change.line for change in from_file] == [row.line for row in cleaned]
    assert all(change.problems for change in from_file if change.kind == "refuse")
