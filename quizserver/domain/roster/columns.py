"""The header of a roster: which column holds what, in the words of many companies, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quizserver.domain.roster.problems import Problem

__all__ = ["FIELDS", "Header", "read_header", "read_list_header"]

_NAMES: Mapping[str, str] = {
    "employee_number": "社員番号 従業員番号 職員番号 社員コード 従業員コード 社員ID 社員No 従業員No employee_number "
    "employee_no employee_id emp_no emp_id staff_number staff_id personnel_number",
    "name": "氏名 名前 社員名 従業員名 お名前 漢字氏名 氏名（漢字） name full_name employee_name display_name",
    "family_name": "姓 名字 苗字 氏 family_name last_name surname",
    "given_name": "名 given_name first_name",
    "kana": "フリガナ ふりがな カナ氏名 氏名カナ 氏名（カナ） 氏名フリガナ カナ よみがな 読み "
    "kana name_kana reading furigana",
    "family_kana": "セイ 姓カナ 姓（カナ） 姓フリガナ せい family_name_kana last_name_kana",
    "given_kana": "メイ 名カナ 名（カナ） 名フリガナ めい given_name_kana first_name_kana",
    "email": "メールアドレス メール Eメール Ｅメール 電子メール メアド email e-mail mail email_address mail_address",
    "department_code": "所属コード 部署コード 部門コード 組織コード 部課コード department_code dept_code division_code",
    "department": "部署 所属 部門 部署名 所属名 部門名 組織名 所属部署 department dept division department_name",
    "parent_department_code": "上位所属コード 上位部署コード 上位部門コード 上位組織コード 親部署コード "
    "parent_department_code parent_dept_code",
    "job_title": "役職 役職名 職位 肩書 肩書き title job_title position",
    "manager_number": "上長の社員番号 上長社員番号 上司の社員番号 上司社員番号 上長番号 上長コード 管理者社員番号 "
    "manager_number manager_employee_number manager_id supervisor_id",
    "joined_on": "入社日 入社年月日 採用日 joined_on hire_date start_date date_of_joining",
    "left_on": "退職日 退職年月日 離職日 left_on termination_date leaving_date end_date",
    "locale": "言語 表示言語 使用言語 利用言語 language locale preferred_language",
}


def _key(text: str) -> str:
    """What makes two headers the same: width, case, spaces and joining marks do not count."""
    return re.sub(r"[\s_\-・.,:*()\[\]]+", "", unicodedata.normalize("NFKC", text)).casefold()


_LIST_NAMES: Mapping[str, str] = {
    "employee_number": _NAMES["employee_number"],
    "due_on": "受講期限 期限 受講期日 期日 締切 締切日 締め切り 修了期限 due_on due_date due deadline",
}


def _by_key(names_of: Mapping[str, str]) -> Mapping[str, str]:
    return {_key(name): field for field, names in names_of.items() for name in names.split()}


_FIELD_OF, _LIST_FIELD_OF = _by_key(_NAMES), _by_key(_LIST_NAMES)

FIELDS = tuple(_NAMES)
"""Every field that a roster may have."""


@dataclass(frozen=True, slots=True)
class Header:
    """Field -> column (from 0); `unknown` are the headers that are read as nothing; problems refuse the whole file."""

    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def fields(self) -> frozenset[str]:
        """What this file can say of a person: what it has no column for is left as it is."""
        joined = {"name": {"family_name", "given_name"}, "kana": {"family_kana", "given_kana"}}
        found = set(self.columns)
        return frozenset(found | {whole for whole, parts in joined.items() if parts & found})


def read_header(cells: Sequence[str]) -> Header:
    """Read the first row of a roster."""
    header = _read(cells, _FIELD_OF)
    if {"name", "family_name"} & set(header.columns):
        return header
    return replace(header, problems=(*header.problems, Problem("column_missing", "name")))


def read_list_header(cells: Sequence[str]) -> Header:
    """Read the first row of a list of employee numbers, which may hold a due date for each."""
    return _read(cells, _LIST_FIELD_OF)


def _read(cells: Sequence[str], field_of: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        field = field_of.get(_key(cell))
        if field is None:
            unknown += [cell.strip()] if cell.strip() else []
        elif field in columns:
            problems.append(
                Problem("column_twice", field, {"first": cells[columns[field]].strip(), "second": cell.strip()})
            )
        else:
            columns[field] = place
    if "employee_number" not in columns:
        problems.append(Problem("column_missing", "employee_number"))
    return Header(columns, tuple(unknown), tuple(problems))
