"""A kind that the program does not have: one class for fields, one class and one template for pages."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from kaedah.cli import new as new_command
from kaedah.cli.interview import Interview
from kaedah.contribute.import_references import parse_bibliography
from kaedah.contribute.json_schema import method_schema
from kaedah.markup import markup
from kaedah.model import Field
from kaedah.plan import inventory
from kaedah.plan.dataset.records import records_of
from kaedah.plan.dataset.tables import tables_of
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageData, PageKind, PageSpec, PlanContext, make_spec, need, pack, unpack
from kaedah.plan.pages import ALL_PAGES, LOCALE_PAGES
from kaedah.plan.scaffolds import method_template
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Report
from kaedah.read.kinds import KINDS
from kaedah.read.kinds.kind import Cell, Kind, Localizer
from kaedah.read.kinds.people import People
from kaedah.read.kinds.scalars import Year
from kaedah.read.yaml_nodes import Node
from kaedah.render import template_checks
from kaedah.render.template_checks import check_templates

from tests.conftest import MINIMAL, ROOT, must_read, publish, read, write_site
from tests.page_reader import read_page


class Size(Kind):
    """Small, medium or large."""

    modes = ("value", "none")
    example = "M"
    prompt = "S, M or L"
    column = "integer"

    def parse(self, node: Node, field: Field, report: Report) -> str | None:
        if node.shape == "text" and node.text in ("S", "M", "L"):
            return node.text
        report.error(node, '"{text}" is not a size', "write S, M or L", text=node.text)
        return None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"enum": ["S", "M", "L"]}

    def flat(self, value: str) -> int:
        return "SML".index(value)

    def answer(self, words: str, field: Field) -> str:
        return words[:1].upper()

    def cell(self, value: str, localizer: Localizer) -> Cell:
        return Cell(markup('<b class="size">{}</b>', value))


@pytest.fixture
def sized(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The minimal site with a field of that kind."""
    monkeypatch.setitem(KINDS, "size", Size())
    one, two = (MINIMAL[f"content/methods/{slug}.md"] for slug in ("one", "two"))
    fields = MINIMAL["content/fields.yaml"] + "- {id: size, kind: size, label: Size, required: true}\n"
    files = {"one": one.replace("year:", "size: S\nyear:"), "two": two.replace("year:", "size: L\nyear:")}
    written = {f"content/methods/{slug}.md": text for slug, text in files.items()}
    return write_site(minimal, {"content/fields.yaml": fields, **written})


def test_a_field_kind_of_one_class_is_in_pages_data_forms_and_schema(sized: Path, tmp_path: Path) -> None:
    site, output = must_read(sized), publish(sized, tmp_path / "public")
    row = read_page(output / "en/compare/one/two.html").one("tr", data_field="size")
    assert row.attributes["data-verdict"] == "differs"
    assert [cell.one("b").words for cell in row.all("td")] == ["S", "L"]
    facts = read_page(output / "en/methods/one.html").one("article").one("tr", data_field="size")
    assert facts.one("td").words == "S"
    methods = next(table for table in tables_of(site) if table.name == "methods")
    place = next(place for place, column in enumerate(methods.columns) if column.name == "size")
    assert methods.columns[place].type == "integer"
    assert [row[place] for row in methods.rows()] == [0, 2]
    assert [record["front_matter"]["size"] for record in records_of(site)] == ["S", "L"]
    form = read_page(output / "en/contribute.html").one("select", id="page-f-size")
    assert [option.attributes["value"] for option in form.all("option")][1:] == ["S", "M", "L"]
    assert json.loads(method_schema(site.fields))["properties"]["size"]["anyOf"][0] == {"enum": ["S", "M", "L"]}


def test_a_new_field_kind_needs_only_one_class(sized: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = must_read(sized).fields
    assert "\nsize: M\n" in method_template("three", fields)
    prompts, answers = [], iter(["Three", "1999", "huge", "large"])

    def prompt(text: str, **options: object) -> str:
        prompts.append(text)
        return next(answers)

    monkeypatch.setattr("click.prompt", prompt)
    assert new_command.prompt_fields("three", fields, Interview(sized / "three.md")) == (
        "Three",
        {"year": "year: 1999", "size": "size: L"},
    )
    assert prompts[2:] == ["size (S, M or L)"] * 2  # "huge" was no size
    path = sized / "content/methods/one.md"
    path.write_text(path.read_text(encoding="utf-8").replace("size: S", "size: XL"), encoding="utf-8")
    site, problems = read(sized)
    assert site is None
    assert ('"XL" is not a size', 3) in [(problem.text, problem.line) for problem in problems]


class Founded(Year):
    """A year under another name."""


class Team(People):
    """People under another name."""


def test_the_role_of_a_field_kind_decides_its_use(
    minimal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "founded", Founded())
    monkeypatch.setitem(KINDS, "team", Team())
    fields = MINIMAL["content/fields.yaml"].replace("kind: year", "kind: founded")
    one = MINIMAL["content/methods/one.md"].replace("year:", "team: [Ada Lovelace, Unknown]\nyear:")
    written = {"content/fields.yaml": fields + "- {id: team, kind: team, label: Team}\n", "content/methods/one.md": one}
    output = publish(write_site(minimal, written), tmp_path / "public")
    assert {year.name for year in (output / "en/by/year").iterdir()} == {"2000s.html"}
    assert (output / "en/timeline/index.html").is_file()
    assert "Ada Lovelace" in (output / "en/search.js").read_text(encoding="utf-8")
    site, problems = read(minimal)
    assert site is not None
    assert "placeholder-name" in {problem.rule for problem in problems}
    entry = "@article{key, title = {Three}, year = {1999}, author = {Hopper, Grace}}"
    (draft,) = parse_bibliography(entry, site.fields, Report("refs.bib"))
    assert draft.lines == {"year": "year: 1999", "team": 'team: ["Grace Hopper"]'}


class YearRange(NamedTuple):
    """The first and the last year."""

    first: int
    last: int


class RecordsView(NamedTuple):
    """The years, and the names of the methods."""

    years: YearRange
    names: tuple[str, ...]
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordsPage(PageData):
    """A page that lists all methods in the order of their slugs."""

    kind: ClassVar = PageKind("records", "records.html")
    years: YearRange
    methods: tuple[str, ...]

    @classmethod
    def plan(cls, context: PlanContext) -> Iterator[PageSpec]:
        slugs = context.comparisons.slugs
        years = sorted(context.site.summaries[f"methods/{slug}"].year or 0 for slug in slugs)
        needs = tuple(need("methods", slug, "name") for slug in slugs)
        yield make_spec(cls(YearRange(years[0], years[-1]), slugs, alternates=context.codes), needs)

    @property
    def inner(self) -> str:
        return "records.html"

    def view(self, locale_site: LocaleSite) -> RecordsView:
        names = tuple(locale_site.name(slug).text for slug in self.methods)
        return RecordsView(self.years, names, self.alternates)


TEMPLATE = """{% extends "layout.html" %}
{% block title %}Records{% endblock %}
{% block main %}<h1>{{ view.years.first }} to {{ view.years.last }}</h1>
<ol>{% for name in view.names %}<li>{{ name }}</li>{% endfor %}</ol>{% endblock %}
"""


@pytest.fixture
def recorded(minimal: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The minimal site with a page of that kind, and a theme that has a template for it."""
    monkeypatch.setattr(inventory, "LOCALE_PAGES", (*LOCALE_PAGES, RecordsPage))
    monkeypatch.setattr(template_checks, "ALL_PAGES", (*ALL_PAGES, RecordsPage))
    shutil.copytree(ROOT / "themes/default", minimal / "themes/default")
    theme = {"themes/own/theme.yaml": "name: own\nextends: default\n", "themes/own/templates/records.html": TEMPLATE}
    return write_site(minimal, theme)


def test_a_page_kind_of_one_class_and_one_template_is_published(recorded: Path, tmp_path: Path) -> None:
    output = publish(recorded, tmp_path / "public", "own")
    page = read_page(output / "en/records.html")
    assert page.one("h1").words == "2001 to 2002"
    assert [item.words for item in page.one("main").one("ol").all("li")] == ["One", "Two"]
    spec = next(RecordsPage.plan(PlanContext(must_read(recorded), inventory.Comparisons(must_read(recorded)))))
    assert repr(unpack(pack(spec))) == repr(spec)


def test_a_page_of_a_new_kind_is_rebuilt_when_its_inputs_change(recorded: Path) -> None:
    def fingerprint() -> str:
        plan = plan_site(must_read(recorded, theme="own"), "test")
        return next(page.fingerprint for page in plan.pages if page.path == "en/records.html")

    path, before = recorded / "content/methods/one.md", fingerprint()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("One.\n", "Other words.\n"), encoding="utf-8")
    assert fingerprint() == before
    path.write_text(text.replace("name: One", "name: First"), encoding="utf-8")
    assert fingerprint() != before


def test_a_theme_without_the_template_of_a_page_kind_is_reported(recorded: Path) -> None:
    assert check_templates(must_read(recorded, theme="own").theme) == []
    problems = check_templates(must_read(recorded, theme="default").theme)
    assert [problem.text for problem in problems] == ['the theme has no template "records.html"']
