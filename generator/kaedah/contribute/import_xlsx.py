"""A workbook of a spreadsheet program → method drafts; needs the extra `kaedah[xlsx]`."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from kaedah.contribute.import_csv import MAX_COLUMNS, MAX_ROWS, drafts_of_rows
from kaedah.contribute.method_draft import MethodDraft
from kaedah.model import Field
from kaedah.problems import Position, Report

MAX_UNPACKED = 64 * 1024 * 1024


def parse_workbook(raw: bytes, fields: tuple[Field, ...], report: Report) -> list[MethodDraft]:
    """A draft for each row of the first sheet that has any. What else the workbook holds is reported."""
    rows = read_workbook(raw, report)
    return drafts_of_rows(rows, fields, report) if rows is not None else []


def read_workbook(raw: bytes, report: Report) -> list[tuple[int, list[str]]] | None:
    """Every row that is not empty, with its number; None with errors in `report`. Never raises."""
    try:
        import openpyxl
    except ModuleNotFoundError:
        hint = "install it with `pip install kaedah[xlsx]`, or save the sheet as CSV"
        report.error(Position(), "reading .xlsx files needs the library `openpyxl`", hint)
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > MAX_UNPACKED:
            limit = MAX_UNPACKED // 1024
            report.error(Position(), "the file is larger than {limit} KB", "shorten it or split it", limit=limit)
            return None
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(raw))
    except Exception:  # the library raises whatever its parsers raise
        hint = "save it again as .xlsx in a spreadsheet program, or as CSV"
        report.error(Position(), "this is not a workbook that can be read", hint)
        return None
    filled = [sheet for sheet in book.worksheets if sheet.max_row > 1 or sheet["A1"].value is not None]
    if not filled:
        return []
    for sheet in filled[1:]:
        message = 'the sheet "{name}" was not imported; only the first one is'
        report.warning(Position(), message, "save it as a file of its own", name=sheet.title)
    sheet = filled[0]
    if sheet.max_row > MAX_ROWS + 1:
        report.error(Position(MAX_ROWS), "there are more than {limit} rows", "split the file", limit=MAX_ROWS)
        return None
    if sheet.max_column > MAX_COLUMNS:
        report.error(Position(), "there are more than {limit} columns", "split the file", limit=MAX_COLUMNS)
        return None
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        words = [_words(cell.value) for cell in cells]
        for column, cell in enumerate(cells, 1):
            _report_cell(cell, formulas[sheet.title].cell(number, column).value, Position(number, column), report)
        if any(words):
            rows.append((number, words))
    return rows


def _report_cell(cell: Any, formula: Any, place: Position, report: Report) -> None:
    """Reports what a cell holds besides its value, and a formula whose value is not in the file."""
    if cell.value is None and isinstance(formula, str) and formula.startswith("="):
        hint = "open the file in a spreadsheet program and save it, or write the value"
        report.warning(place, "the value of the formula {formula} is not in the file", hint, formula=formula)
    if getattr(cell, "comment", None) is not None:
        words = " ".join(str(cell.comment.text).split())
        report.warning(place, 'the comment "{text}" was not imported', "write it into the draft", text=words)


def _words(value: Any) -> str:
    """A value as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
