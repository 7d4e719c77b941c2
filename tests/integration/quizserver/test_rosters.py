"""HR brings people in: upload, preview, confirmation, invitations; and the nightly command."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
import xlsxwriter
from conftest import Person, World, form_token, only_sqlite

from quizserver.domain.departments import Department
from quizserver.domain.people import Role
from quizserver.storage.departments import list_departments

pytestmark = pytest.mark.integration

ROSTER = """社員番号,氏名,フリガナ,メールアドレス,所属コード,部署,上位所属コード,役職,入社日,言語
00123,髙橋 﨑子,ﾀｶﾊｼ ｻｷｺ,saki@example.com,0110,第一営業部,0100,課長,2019/4/1,ja
00124,Nair Priya,,priya@example.com,0200,経理部,,,,en
"""


@pytest.fixture
def hr(world: World) -> Person:
    return world.person("HR", Role.HR)


def upload(hr: Person, data: bytes | str, *, whole: bool = False) -> Any:
    page = hr.client.get("/app/ja/people/")
    body = data if isinstance(data, bytes) else data.encode()
    form = {"token": form_token(page), "file": (io.BytesIO(body), "roster.csv")} | ({"whole": "on"} if whole else {})
    return hr.client.post("/app/ja/people/roster", data=form, content_type="multipart/form-data")


def confirm(hr: Person, preview: Any, path: str) -> Any:
    mark = re.search(r'name="mark" value="(\w+)"', preview.text)
    assert mark, preview.text
    return hr.client.post(path, data={"token": form_token(preview), "mark": mark[1]})


def take_over(hr: Person, data: bytes | str, *, whole: bool = False) -> Any:
    uploaded = upload(hr, data, whole=whole)
    assert uploaded.status_code == 303, uploaded.text
    return confirm(hr, hr.client.get(uploaded.location), uploaded.location)


def account(world: World, email: str) -> Any:
    found = world.server.accounts.find_by_email(email)
    assert found is not None
    return found


def test_a_roster_is_shown_before_it_is_written(world: World, hr: Person) -> None:
    uploaded = upload(hr, ROSTER)
    preview = hr.client.get(uploaded.location)
    assert "まだ何も変更していません" in preview.text
    assert "髙橋 﨑子" in preview.text
    assert world.server.accounts.find_by_email("saki@example.com") is None

    assert confirm(hr, preview, uploaded.location).status_code == 303
    made = account(world, "saki@example.com")
    assert (made.employee_number, made.name, made.kana) == ("00123", "髙橋 﨑子", "タカハシ サキコ")
    assert (made.department_code, made.job_title, made.joined_on, made.locale) == ("0110", "課長", "2019-04-01", "ja")
    assert made.roles == {Role.LEARNER}
    with world.server.database.reading() as connection:
        assert list_departments(connection) == [
            Department("0110", "第一営業部", "0100"),
            Department("0200", "経理部"),
        ]
    # The draft is gone: nobody writes it twice.
    assert hr.client.get(uploaded.location).status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_is_found_and_said(hr: Person, encoding: str) -> None:
    preview = hr.client.get(upload(hr, ROSTER.encode(encoding)).location)

    assert "髙橋 﨑子" in preview.text
    assert {"utf-8": "UTF-8として", "utf-8-sig": "BOM付き", "cp932": "CP932", "utf-16": "UTF-16"}[
        encoding
    ] in preview.text


def test_a_workbook_is_read(world: World, hr: Person) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet().write_row(0, 0, ["Name", "Employee No", "E-mail"])
    book.worksheets()[0].write_row(1, 0, ["𠮷田 花", "00077", "hana@example.com"])
    book.close()

    take_over(hr, file.getvalue())
    assert account(world, "hana@example.com").employee_number == "00077"


def test_a_changed_address_makes_no_second_account_and_ends_no_record(world: World, hr: Person) -> None:
    take_over(hr, ROSTER)
    before = account(world, "saki@example.com")
    take_over(hr, ROSTER.replace("saki@", "sakiko@"))

    assert account(world, "sakiko@example.com").id == before.id
    assert world.server.accounts.find_by_email("saki@example.com") is None


def test_two_people_exchange_their_addresses(world: World, hr: Person) -> None:
    take_over(hr, ROSTER)
    swapped = ROSTER.replace("saki@", "x@").replace("priya@", "saki@").replace("x@", "priya@")
    take_over(hr, swapped)

    assert account(world, "priya@example.com").employee_number == "00123"
    assert account(world, "saki@example.com").employee_number == "00124"


def test_a_new_person_gets_the_address_that_another_gives_up(world: World, hr: Person) -> None:
    take_over(hr, ROSTER)
    moved = (
        ROSTER.replace("saki@", "takahashi@") + "00126,髙橋 咲,タカハシ サキ,saki@example.com,0110,第一営業部,,,,ja\n"
    )
    take_over(hr, moved)

    assert account(world, "takahashi@example.com").employee_number == "00123"
    assert account(world, "saki@example.com").employee_number == "00126"


def test_a_leaver_is_deactivated_and_signed_out_and_comes_back(world: World, hr: Person) -> None:
    take_over(hr, ROSTER)
    leaver = account(world, "priya@example.com")
    link = world.server.tickets.make_link(leaver.id, purpose="invitation", language="en")
    only_saki = "\n".join(ROSTER.splitlines()[:2])
    assert "変更する内容はありません" in hr.client.get(upload(hr, only_saki).location).text
    take_over(hr, only_saki, whole=True)

    assert not account(world, "priya@example.com").active
    assert world.app.test_client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 410
    # HR itself has no number and stays.
    assert hr.client.get("/app/ja/people/").status_code == 200
    take_over(hr, ROSTER)
    assert account(world, "priya@example.com").active


def test_hr_becomes_no_admin_by_a_roster(world: World, hr: Person) -> None:
    admin = world.person("管理 花子", Role.ADMIN, employee_number="00001", email="admin@example.com")
    colleague = world.person("人事 太郎", Role.HR, email="hr2@example.com")
    grab = (
        "社員番号,氏名,メールアドレス,退職日\n"
        "00001,管理 花子,mine@example.com,\n"
        "00009,人事 太郎,hr2@example.com,\n"
        "00124,Nair Priya,admin@example.com,\n"
    )
    uploaded = upload(hr, grab)
    preview = hr.client.get(uploaded.location)
    for said in ("メールアドレス：人事担当者または管理者のアカウント", "社員番号：人事担当者または管理者のアカウント"):
        assert said in preview.text
    assert 'name="mark"' not in preview.text

    file = (ROSTER + "00001,管理 花子,,mine@example.com,,,,,,\n").encode()
    draft = world.server.rosters.import_file(file, actor="system", whole=False, dry_run=False)
    assert draft.plan.counts == {"create": 2, "refuse": 1}
    assert "管理者が一人もいなくなる" in hr.client.get(upload(hr, ROSTER, whole=True).location).text
    world.server.rosters.import_file(ROSTER.encode(), actor="system", whole=True, dry_run=False)
    kept = account(world, "admin@example.com")
    assert (kept.id, kept.active) == (admin.account.id, True)
    assert account(world, "hr2@example.com").employee_number is None

    world.server.rosters.import_file(grab.encode(), actor="system", whole=False, dry_run=False, office=True)
    assert account(world, "mine@example.com").id == admin.account.id
    assert account(world, "hr2@example.com").id == colleague.account.id
    assert account(world, "admin@example.com").employee_number == "00124"


def test_refused_rows_say_why_and_the_others_go_in(world: World, hr: Person) -> None:
    bad = (
        ROSTER
        + ",番号 なし,,n@example.com,,,,,,\n00123,もう 一人,,o@example.com,,,,,,\n00125,日付 違い,,,,,,,2026-13-01,\n"
    )
    uploaded = upload(hr, bad)
    preview = hr.client.get(uploaded.location)

    assert "社員番号がありません" in preview.text
    assert preview.text.count("同じ社員番号が、ファイルに2回以上あります") == 2
    assert "「2026-13-01」は、日付として読み取れません" in preview.text
    confirm(hr, preview, uploaded.location)
    assert account(world, "priya@example.com")
    assert world.server.accounts.find_by_email("saki@example.com") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "ファイルが空です"),
        (b'a,b\n"x', "引用符"),
        (b"\x00\x01\x02\x03" * 80, "CSVでもExcelブック"),
        ("名前,趣味\n山田,釣り\n", "「社員番号」の列がありません"),
        ("社員番号,従業員番号,氏名\n1,2,山田\n", "どちらも「社員番号」"),
    ],
)
def test_an_unusable_file_says_what_to_do(hr: Person, data: bytes | str, said: str) -> None:
    answer = upload(hr, data)

    assert answer.status_code == 422
    assert said in answer.text.replace("&#34;", '"')


def test_what_changed_since_the_preview_is_shown_again(world: World, hr: Person) -> None:
    uploaded = upload(hr, ROSTER)
    preview = hr.client.get(uploaded.location)
    world.person("先に登録", email="saki@example.com")

    answer = confirm(hr, preview, uploaded.location)
    assert answer.status_code == 409
    assert "まだ何も変更していません" in answer.text
    assert account(world, "saki@example.com").employee_number is None
    assert confirm(hr, answer, uploaded.location).status_code == 303
    assert account(world, "saki@example.com").employee_number == "00123"


def test_nobody_confirms_the_draft_of_somebody_else(world: World, hr: Person) -> None:
    uploaded, other = upload(hr, ROSTER), world.person("Other HR", Role.HR)

    assert other.client.get(uploaded.location).status_code == 404
    token = form_token(other.client.get("/app/ja/people/"))
    assert other.client.post(uploaded.location, data={"token": token, "mark": "x"}).status_code == 404


@only_sqlite
def test_a_file_of_a_megabyte_is_taken(hr: Person) -> None:
    rows = [f"{number:05d},社員 {number},{'備考' * 400}" for number in range(500)]
    uploaded = upload(hr, "\n".join(["社員番号,氏名,備考", *rows]))

    assert uploaded.status_code == 303
    assert "500名を変更する" in hr.client.get(uploaded.location).text


def test_names_run_no_script(hr: Person) -> None:
    preview = hr.client.get(upload(hr, "社員番号,氏名\n1,<script>alert(1)</script>\n").location)

    assert "<script>alert" not in preview.text
    assert "&lt;script&gt;" in preview.text


def test_invitations_come_as_a_file_where_there_is_no_mail(world: World, hr: Person) -> None:
    take_over(hr, ROSTER)
    page = hr.client.get("/app/ja/people/")
    assert "パスワードを設定していない人は2名です" in page.text
    assert "招待メールを送る" not in page.text

    answer = hr.client.post("/app/ja/people/invitations", data={"token": form_token(page), "how": "file"})
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == '"社員番号","氏名","部署","メールアドレス","リンク"'
    assert [line.split(",")[0] for line in lines[1:]] == ['"00123"', '"00124"']
    link = re.search(r"(/app/ja/welcome\?ticket=[\w-]+)", lines[1])
    assert link
    assert "髙橋 﨑子さん" in world.app.test_client().get(link[1]).text


@only_sqlite
def test_a_large_file_is_refused_for_everybody_else(world: World) -> None:
    learner = world.person()
    answer = learner.client.post(
        "/app/ja/people/roster", data={"token": "x", "file": (io.BytesIO(b"x" * 100_000), "r.csv")}
    )

    assert answer.status_code == 403
    big = {"token": learner.csrf, "name": "x" * 100_000}
    assert learner.client.post("/app/ja/account", data=big).status_code == 413


def test_the_nightly_command_does_the_same(make_world: Any, tmp_path: Any, monkeypatch: Any) -> None:
    from click.testing import CliRunner

    from quizserver.cli import main

    world = make_world()
    for name, value in {
        "COURSE_DATA": str(world.settings.data),
        "COURSE_SITE": str(world.settings.site),
        "COURSE_COMPILED": str(world.settings.compiled),
        "COURSE_DATABASE_URL": "" if world.settings.embedded else world.settings.database_url,
    }.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "people.csv"
    file.write_bytes(ROSTER.encode("cp932"))

    dry = CliRunner().invoke(main, ["import-roster", str(file), "--dry-run", "--json"])
    assert [json.loads(line)["kind"] for line in dry.stdout.splitlines()] == ["create", "create"]
    assert world.server.accounts.find_by_email("saki@example.com") is None
    done = CliRunner().invoke(main, ["import-roster", str(file)])
    assert (done.exit_code, done.stdout) == (0, "新規 2\n")
    file.write_text("社員番号,氏名\n00123,髙橋 﨑子\n", encoding="utf-8")
    cut = CliRunner().invoke(main, ["import-roster", str(file), "--whole"])
    assert cut.exit_code == 1
    assert "more than 5 percent" in cut.output
    assert account(world, "priya@example.com").active
    allowed = CliRunner().invoke(main, ["import-roster", str(file), "--whole", "--most-leavers", "50"])
    assert allowed.exit_code == 0
    assert not account(world, "priya@example.com").active

    world.person("管理 花子", Role.ADMIN, employee_number="00001", email="admin@example.com")
    file.write_text("社員番号,氏名,メールアドレス\n00001,管理 花子,hanako@example.com\n", encoding="utf-8")
    refused = CliRunner().invoke(main, ["import-roster", str(file)])
    assert (refused.exit_code, refused.stdout) == (2, "取り込めない行 1\n")
    assert "--office" in refused.stderr
    by_operator = CliRunner().invoke(main, ["import-roster", str(file), "--office"])
    assert (by_operator.exit_code, by_operator.stdout) == (0, "変更 1\n")


@only_sqlite
def test_a_long_import_tells_how_far_it_is(world: World, tmp_path: Any) -> None:
    heard: list[tuple[str, int, int]] = []
    rows = [f"{number:05d},社員 {number}" for number in range(2500)]
    data = "\n".join(["社員番号,氏名", *rows]).encode()
    draft = world.server.rosters.import_file(
        data, actor="system", whole=False, dry_run=False, tell=lambda *said: heard.append(said)
    )

    assert draft.plan.counts == {"create": 2500}
    parts = [(1000, 2500), (2000, 2500), (2500, 2500)]
    assert heard == [
        ("read", 2500, 2500),
        *(("compare", *part) for part in parts),
        *(("write", *part) for part in parts),
    ]
