"""The files of a new site: from a starter that comes with the program, or from a table."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kaedah import __version__
from kaedah.contribute.answers import AnswerError, answer_yaml, noted_yaml
from kaedah.contribute.cell_values import NOTHING, CellValue, special_answer
from kaedah.contribute.import_csv import read_rows
from kaedah.contribute.infer_fields import GuessedField, guess_fields, name_column
from kaedah.disk.many_files import write_files
from kaedah.disk.reading import read_regular
from kaedah.disk.writing import PART, remove
from kaedah.model import INTERFACE_LANGUAGE, Field, Locale
from kaedah.plan.scaffolds import words_in
from kaedah.problems import Position, Report
from kaedah.read.discovery import slug_of
from kaedah.read.files import MAX_FILE_BYTES
from kaedah.read.message_catalogues import catalogue_path, read_catalogue
from kaedah.read.walk import is_missing
from kaedah.shipped import LOCALES
from kaedah.shipped import STARTERS as FOLDER

STARTERS = ("blank", "example")
# Files that every site gets, by their name among the starters.
_COMMON = {
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "workflows/site.yml": ".github/workflows/site.yml",
}


# The most columns that a catalogue begins with.
MOST_COLUMNS = 6


def _(message: str) -> str:
    """Marks a message for translators."""
    return message


# The words of the starter `blank`, quoted in its files.
_BLANK_WORDS = (
    # TRANSLATORS: a row of a new site; those below are rows and what they mean
    _("Type"),
    # TRANSLATORS: what the row "Type" means; "it" is the thing that a page is about
    _("What it is, in one phrase."),
    _("Year"),
    # TRANSLATORS: what the row "Year" means
    _("The year it began."),
    # TRANSLATORS: a row: other names of the thing
    _("Other names"),
    _("Related entries"),
    # TRANSLATORS: a row: a summary of the text
    _("Summary"),
    # TRANSLATORS: what the row "Summary" means
    _("One paragraph."),
)


class NewSite(dict[str, str]):
    """The text of each file of a new site by its path.

    entries: how many it has.
    """

    entries = 0


class MadeEntry(NamedTuple):
    """An entry made of a row: its name, the answers by field, and the words of cells that are none."""

    name: str
    answers: Mapping[str, CellValue]
    left: Mapping[str, str]


def starter_site(starter: str, title: str, locale: Locale) -> NewSite:
    """A site from a starter, with its title, in its language where the shipped catalogue has the words. The example is
    in English, and has another language as one to translate into.
    """
    folder = FOLDER / starter
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    site = NewSite({name: _text_of(path) for name, path in files.items()})
    if starter == "blank":
        site["content/fields.yaml"] = _in_language(site["content/fields.yaml"], locale)
    codes = (locale.code,) if starter == "blank" else tuple(dict.fromkeys((INTERFACE_LANGUAGE, locale.code)))
    noun = ("projection", "projections") if starter == "example" else ("entry", "entries")
    whole = _with_common(site, title, codes, noun)
    whole.entries = sum(path.startswith("content/methods/") for path in site)
    return whole


def _in_language(text: str, locale: Locale) -> str:
    """The text of a starter with its words in a language."""
    path = LOCALES / catalogue_path(locale)
    say = words_in(None if is_missing(path) else read_catalogue(path, locale, Report(path.as_posix())))
    for word in _BLANK_WORDS:
        text = text.replace(_text(word), _text(say(word)))
    return text


def site_from_table(text: str, title: str, code: str, report: Report, keep_as: str = "") -> NewSite | None:
    """A site with an entry for each row of a CSV file; None with errors in `report` where it is no table.

    keep_as: the name of the data file that the rows are put into; empty for a Markdown file for each.
    """
    found = read_rows(text, report)
    if found is None:
        return None
    if len(found) < 2:
        report.error(Position(), "the table is empty", "write a row of headings, then a row for each entry")
        return None
    rows = [row for _, row in found]
    guesses = guess_fields(rows)
    if not guesses:
        report.error(Position(), "the table has one column only", "add columns: each becomes a row of the comparisons")
        return None
    site = NewSite({"content/fields.yaml": _fields_yaml(guesses)})
    names = name_column(rows[0])
    made: dict[str, MadeEntry] = {}
    for line, row in found[1:]:
        name = " ".join(row[names].split()) if names < len(row) else ""
        if not name:
            report.warning(Position(line, names + 1), "this row has no name", "it is ignored")
            continue
        slug = base = slug_of(name) or f"entry-{line}"
        while slug in made:
            slug = f"{base}-{line}"
        made[slug] = MadeEntry(name, *_answers(name, row, guesses, line, report))
    fields = {guess.field.id: guess.field for guess in guesses}
    if keep_as:
        site[f"content/data/{keep_as}.csv"] = _table(made, fields)
    else:
        site |= {f"content/methods/{slug}.md": _entry(entry, fields) for slug, entry in made.items()}
    columns = [name for name, field in fields.items() if field.compare != "none"][:MOST_COLUMNS]
    whole = _with_common(site, title, (code,), ("entry", "entries"), columns)
    whole.entries = len(made)
    return whole


def _with_common(
    site: NewSite, title: str, codes: Sequence[str], noun: tuple[str, str], columns: Sequence[str] = ()
) -> NewSite:
    """The site with the files that every site has. The first of `codes` is its source language; `columns` are those of
    its catalogue, which is a list without.
    """
    for name, path in _COMMON.items():
        text = _text_of(FOLDER / "common" / name)
        site[path] = text.replace("{title}", title) if name == "README.md" else text
    site["requirements.txt"] = f"kaedah=={__version__}\n"
    table = f"index_table: [{', '.join(columns)}]"
    site["content/site.yaml"] = "\n".join(
        (
            "# The site as a whole.",
            f"title: {_text(title)}",
            "# tagline: what the site is, in a few words",
            "# description: what the site is, in a sentence or two",
            "# What the pages call the entries, in English, and the folder of their pages in addresses.",
            f"entry: {{one: {noun[0]}, many: {noun[1]}, address: {noun[1]}}}",
            f"source_locale: {codes[0]}",
            f"locales: [{', '.join(codes)}]    # add the languages that the site is translated into",
            *(("# The columns of the catalogue; without this line it is a list.", table) if columns else ()),
            "# base_url: https://example.org/    # where it is published, for canonical links and the sitemap",
            "# repository: https://github.com/OWNER/REPO    # adds links to edit each page",
            "",
        )
    )
    return NewSite(sorted(site.items()))


def _fields_yaml(guesses: Sequence[GuessedField]) -> str:
    lines = ["# The rows of every comparison, in page order, guessed from the table. Each comment says why.", ""]
    for _, field, why, _ in guesses:
        lines += [f"# {why}", f"- id: {field.id}", f"  kind: {field.kind}", f"  label: {_text(field.label)}"]
        if field.unit:
            lines.append(f"  unit: {_text(field.unit)}")
        if field.compare == "none":
            lines.append("  compare: none")
        if field.terms:
            lines += ["  terms:", *(f"    {name}: {_text(label)}" for name, label in field.terms.items())]
    return "\n".join((*lines, ""))


def _answers(
    name: str, row: Sequence[str], guesses: Sequence[GuessedField], line: int, report: Report
) -> tuple[dict[str, CellValue], dict[str, str]]:
    """The answers of a row by field, and the words of cells that are none, each with a warning."""
    found, left = {}, {}
    for column, field, _, read in guesses:
        cell = " ".join(row[column].split()) if column < len(row) else ""
        special = special_answer(cell)
        value = CellValue(special) if special else read(cell) if cell else None
        if value is None and cell in NOTHING:
            continue
        if value is None:
            message = '"{text}" is unlike the other values of "{field}" and was left out of "{name}"'
            hint = "write it as the others are, or change the kind in fields.yaml"
            report.warning(Position(line, column + 1), message, hint, text=cell, field=field.label, name=name)
            left[field.id] = cell
            continue
        try:
            _lines(field, value)
        except AnswerError as refused:
            message = '"{field}" of "{name}" was not imported: {reason}'
            values = {"field": field.label, "name": name, "cause": refused.problems}
            report.warning(Position(line, column + 1), message, "write it into the entry", **values)
            left[field.id] = cell
        else:
            found[field.id] = value
    return found, left


def _lines(field: Field, value: CellValue) -> str:
    lines = answer_yaml(field, value.answer)
    return noted_yaml(field, lines, value.note, "") if value.note else lines


def _entry(entry: MadeEntry, fields: Mapping[str, Field]) -> str:
    """The file of an entry. What the table has and the field cannot hold is a comment."""
    lines = []
    for name, field in fields.items():
        lines += [_lines(field, entry.answers[name])] if name in entry.answers else []
        lines += [f"# {name}: {entry.left[name]}"] if name in entry.left else []
    return "\n".join(("---", f"name: {_text(entry.name)}", *lines, "---", ""))


def _table(made: Mapping[str, MadeEntry], fields: Mapping[str, Field]) -> str:
    """The data file of the entries."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    noted = {name for entry in made.values() for name, value in entry.answers.items() if value.note}
    columns = [part for name, field in fields.items() for part in (name, *((field.note,) if name in noted else ()))]
    writer.writerow(["slug", "name", *columns])
    for slug, entry in made.items():
        cells = {name: value.answer for name, value in entry.answers.items()}
        cells |= {fields[name].note: value.note for name, value in entry.answers.items()}
        writer.writerow([slug, entry.name, *(cells.get(part, "") for part in columns)])
    return text.getvalue()


def _text_of(path: Path) -> str:
    """A file of a starter."""
    return read_regular(path, MAX_FILE_BYTES).decode()


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def write_site(folder: Path, site: NewSite) -> None:
    """Writes the files into a folder that is new or holds no files; where one cannot be written, none is.

    Raises FileExistsError, UnsafePath, WriteError.
    """
    there = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    if not all(PART.fullmatch(path.name) for path in there):
        raise FileExistsError(folder)
    for path in there:  # of a command that was killed
        remove(path)
    files = ((f"{folder.name}/{name}", text.encode()) for name, text in site.items())
    write_files(folder.parent, files, exclusive=True)
