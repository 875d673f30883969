"""Tables and records → one ZIP file, as a Data Package (datapackage.org, version 2)."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from kaedah.model import SPECIAL_VALUES, Site
from kaedah.plan.dataset.records import records_of
from kaedah.plan.dataset.rows import Row
from kaedah.plan.dataset.tables import Column, Table, tables_of
from kaedah.plan.downloads import stem_of
from kaedah.publish.archive import CHECKSUMS, EARLIEST, Archive, Date, write_zip
from kaedah.publish.csl import csl_items

PACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RECORDS = "methods.json"
CSL = "references.csl.json"
# Characters that start a formula in a spreadsheet program, half-width and full-width.
_FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
_ROWS = 1_000  # written at a time

Pieces = Iterable[bytes]


def write_data_package(site: Site, target: Path, date: Date = EARLIEST) -> Archive:
    """Writes the content as data in a ZIP file; replaces `target` atomically. The same content gives the same bytes.

    Raises OSError; an existing file is then unchanged.
    """
    return write_zip(_files(site), target, date)


def _files(site: Site) -> Iterator[tuple[str, Pieces]]:
    tables = tables_of(site)
    resources: list[dict[str, Any]] = []
    for table in tables:
        path = f"{table.name}.csv"
        resource = _table_resource(table, path)
        yield path, _with_digest(_csv(table), resource)
        resources.append(resource)
    records: dict[str, Any] = {
        "name": "records",
        "description": "Every method as its files write it, with its translations.",
        "path": RECORDS,
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
    }
    yield RECORDS, _with_digest(_json(records_of(site)), records)
    resources.append(records)
    references: dict[str, Any] = {
        "name": "csl",
        "description": "Every reference as CSL-JSON, for programs for bibliographies.",
        "path": CSL,
        "format": "json",
        "mediatype": "application/vnd.citationstyles.csl+json",
        "encoding": "utf-8",
    }
    yield CSL, _with_digest(_json(csl_items(site)), references)
    resources.append(references)
    package = json.dumps(_package(site, resources), ensure_ascii=False, indent=2).encode() + b"\n"
    yield PACKAGE, [package]
    checksums = {item["path"]: item["hash"].removeprefix("sha256:") for item in resources}
    checksums[PACKAGE] = hashlib.sha256(package).hexdigest()
    yield CHECKSUMS, [f"{digest}  {path}\n".encode() for path, digest in sorted(checksums.items())]


def _package(site: Site, resources: list[dict[str, Any]]) -> dict[str, Any]:
    settings = site.settings
    properties: dict[str, Any] = {
        "$schema": PROFILE,
        "name": stem_of(settings),
        "title": settings.title,
    }
    if settings.base_url:
        properties["homepage"] = settings.base_url
    if settings.licence:
        properties["licenses"] = [{"title": settings.licence.name, "path": settings.licence.url}]
    return {**properties, "resources": resources}


def _table_resource(table: Table, path: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, column.name in table.key) for column in table.columns],
        "missingValues": ["", *SPECIAL_VALUES] if table.stated_none else [""],
        "primaryKey": list(table.key),
    }
    if table.methods:
        schema["foreignKeys"] = [
            {"fields": [table.methods], "reference": {"resource": "methods", "fields": ["slug"]}},
        ]
    return {
        "name": table.name,
        "description": table.about,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column, required: bool) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if required else {}
    if column.terms:
        limits["enum"] = list(column.terms)
    properties = {"name": column.name, "type": column.type, "description": column.about}
    properties |= {"group": column.group} if column.group else {}
    return properties | ({"constraints": limits} if limits else {})


def _with_digest(pieces: Pieces, resource: dict[str, Any]) -> Iterator[bytes]:
    """The pieces; at the end, their size in bytes and their digest are added to the resource."""
    state, size = hashlib.sha256(), 0
    for piece in pieces:
        state.update(piece)
        size += len(piece)
        yield piece
    resource |= {"bytes": size, "hash": f"sha256:{state.hexdigest()}"}


def _csv(table: Table) -> Iterator[bytes]:
    """The table as CSV (RFC 4180). Cells that a spreadsheet program would execute get an apostrophe in front."""
    rows = table.rows()
    lines: list[Row] = [tuple(column.name for column in table.columns)]
    while lines:
        text = io.StringIO()
        csv.writer(text).writerows([map(_neutralised, row) for row in lines])
        yield text.getvalue().encode()
        lines = [*islice(rows, _ROWS)]


def _neutralised(cell: str | float | None) -> str | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _json(records: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A list with a record on each line."""
    before = "[\n"
    for record in records:
        yield (before + json.dumps(record, ensure_ascii=False)).encode()
        before = ",\n"
    yield ("[" if before == "[\n" else "\n").encode() + b"]\n"
