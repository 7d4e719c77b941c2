"""The floor of P9: the same rows written with XlsxWriter and no more. Usage: python -m bench.xlsx_floor FILE ROWS."""

from __future__ import annotations

import sqlite3
import sys

import xlsxwriter

from bench.export import same_rows


def main(file: str, rows: int) -> None:
    """Twenty-eight cells a row, as many as the product's, each written as what it is."""
    with sqlite3.connect(file) as connection, xlsxwriter.Workbook("/dev/null", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(connection.execute(f"{same_rows()} LIMIT {rows}")):
            for place, value in enumerate(row[:28]):
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write_number(number, place, value)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
