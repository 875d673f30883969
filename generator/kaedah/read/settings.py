"""`content/site.yaml` → Settings."""

from collections.abc import Iterator
from pathlib import Path

from kaedah.model import Field, Licence, Locale, Plugin, RuleLevel, Settings
from kaedah.problems import Located, Position, Report, join_limited, suggest
from kaedah.read.collation_tables import table_name
from kaedah.read.files import read_text
from kaedah.read.kinds.sources import check_url
from kaedah.read.locales import accepted_code, find_locale, usual_code
from kaedah.read.menus import MENUS, read_menu
from kaedah.read.nouns import METHOD, Naming, read_naming
from kaedah.read.plugins import read_plugins
from kaedah.read.themes import check_theme_name
from kaedah.read.yaml_nodes import Node, choice, entries, expect, flag, parse_yaml
from kaedah.table_column import TableColumn

KEYS = (
    "title",
    "tagline",
    "description",
    "base_url",
    "repository",
    "branch",
    "entry",
    "source_locale",
    "locales",
    "theme",
    "compare",
    "index_table",
    "licence",
    "downloads",
    "rules",
    "plugins",
    "names",
    "menu",
    "footer",
)
NAME = "name"  # the column that every table begins with
LEVELS = ("off", "warning", "error")
PAIRS = ("related", "all", "none")


def read_settings(path: Path, report: Report) -> tuple[Settings | None, Located]:
    """The settings, or None with errors in `report`; and the position of the theme's name."""
    text = read_text(path, report)
    root = parse_yaml(text, report) if text is not None else None
    if root is None:
        return None, Position()
    given = entries(root, KEYS, report, required=("title", "source_locale", "locales"))
    locales = _locales(given["locales"], report) if "locales" in given else ()
    source = _source(given["source_locale"], locales, report) if "source_locale" in given else None
    plain = {
        name: _text(given[name], name, report)
        for name in ("title", "tagline", "description", "base_url", "repository", "branch", "theme")
        if name in given
    }
    for name in ("base_url", "repository"):
        if name in given and given[name].shape == "text":
            check_url(given[name], report)
    pairs = "related"
    if "compare" in given:
        mode = entries(given["compare"], ("pairs",), report).get("pairs")
        pairs = (choice(mode, PAIRS, report, '"pairs"') if mode else None) or pairs
    licence = _licence(given["licence"], report) if "licence" in given else None
    naming = read_naming(given["entry"], report) if "entry" in given else Naming(METHOD)
    rules = tuple(_rules(given["rules"], report)) if "rules" in given else ()
    columns = tuple(_columns(given["index_table"], report)) if "index_table" in given else ()
    plugins: tuple[Plugin, ...] = ()
    if "plugins" in given and expect(given["plugins"], "list", report, '"plugins"'):
        named = [item for item in given["plugins"].items if expect(item, "text", report, "a plugin")]
        plugins = tuple(read_plugins(named, report))
    translated = entries(given["names"], ("translate",), report).get("translate") if "names" in given else None
    translate_names = flag(translated, report, '"translate"') if translated is not None else True
    # An empty list is a menu without links.
    lists = {key.text: value for key, value in _pairs(root) if value.shape == "list" and value.empty}
    menus = {
        name: read_menu(node, name, naming.address, report)
        for name, node in {**lists, **given}.items()
        if name in MENUS
    }
    downloads = "downloads" in given and flag(given["downloads"], report, '"downloads"')
    theme_position: Located = given.get("theme", Position())
    if "theme" in plain:
        check_theme_name(plain["theme"], theme_position, report)
    if source is None or not locales or any(problem.level == "error" for problem in report.problems):
        return None, theme_position
    ordered = tuple(sorted(locales, key=lambda locale: locale.code != source.code))
    base_url = plain.get("base_url", "")
    settings = Settings(
        title=plain["title"],
        source=source,
        locales=ordered,
        base_url=base_url.rstrip("/") + "/" if base_url else "",
        repository=plain.get("repository", "").rstrip("/").removesuffix(".git"),
        branch=plain.get("branch", "main"),
        theme=plain.get("theme", "default"),
        pairs=pairs,  # type: ignore[arg-type]
        licence=licence,
        downloads=downloads,
        tagline=plain.get("tagline", ""),
        description=plain.get("description", ""),
        entry=naming.noun,
        address=naming.address,
        former_addresses=naming.former,
        link_scheme=naming.scheme,
        rules=rules,
        plugins=plugins,
        index_table=columns,
        translate_names=translate_names,
        menu=menus.get("menu"),
        footer=menus.get("footer"),
    )
    return settings, theme_position


def _pairs(root: Node) -> tuple[tuple[Node, Node], ...]:
    return root.pairs if root.shape == "mapping" else ()


def _text(node: Node, name: str, report: Report) -> str:
    return " ".join(node.text.split()) if expect(node, "text", report, f'"{name}"') else ""


def _licence(node: Node, report: Report) -> Licence | None:
    given = entries(node, ("name", "url"), report, required=("name", "url"))
    if len(given) < 2:
        return None
    check_url(given["url"], report)
    name = _text(given["name"], "name", report)
    if not name and given["name"].shape == "text":
        report.error(given["name"], '"{field}" is empty', "write some text, or remove the key", field="name")
    return Licence(name, given["url"].text)


def _rules(node: Node, report: Report) -> Iterator[RuleLevel]:
    for key, value in node.pairs if expect(node, "mapping", report, '"rules"') else ():
        level = (
            choice(value, LEVELS, report, f'the level of "{key.text}"')
            if expect(key, "text", report, "a rule")
            else None
        )
        if level is not None:
            yield RuleLevel(key.text, level, report.path, key.line, key.column)  # type: ignore[arg-type]


def _columns(node: Node, report: Report) -> Iterator[TableColumn]:
    """The columns of the catalogue. Whether there are such fields is not known yet."""
    if not expect(node, "list", report, '"index_table"'):
        return
    if all(item.shape == "text" and item.text == NAME for item in node.items):
        report.error(node, '"{field}" is empty', "list the ids of some fields, or remove the key", field="index_table")
    seen: set[str] = set()
    for at, item in enumerate(node.items):
        if not expect(item, "text", report, "a column"):
            continue
        if item.text in seen:
            report.error(item, '"{text}" appears twice in "{field}"', "keep one", text=item.text, field="index_table")
        elif item.text == NAME and at:
            hint = "write it first, or leave it out"
            report.error(item, 'the column "{name}" is always the first one', hint, name=NAME)
        elif item.text != NAME:
            yield TableColumn(item.text, report.path, item.line, item.column)
        seen.add(item.text)


def check_columns(settings: Settings, fields: tuple[Field, ...], report: Report) -> None:
    """Reports columns of the catalogue that are no fields."""
    known = [field.id for field in fields]
    for column in settings.index_table:
        if column.field not in known:
            hint, more = suggest(column.field, [NAME, *known])
            report.error(column, 'there is no field "{id}" for a column', hint, id=column.field, **more)


def _locales(node: Node, report: Report) -> tuple[Locale, ...]:
    if not expect(node, "list", report, '"locales"'):
        return ()
    found: dict[str, Locale] = {}
    for item in node.items:
        if not expect(item, "text", report, "a language"):
            continue
        locale = find_locale(accepted_code(item.text))
        if locale is None or accepted_code(item.text) != item.text:
            better = usual_code(item.text)
            hint = 'write "{better}"' if find_locale(better) else "write a BCP 47 code such as en, uk or zh-Hans"
            report.error(item, '"{code}" is not a language code this site uses', hint, code=item.text, better=better)
        elif locale.code in found:
            report.error(item, 'the language "{code}" is listed twice', "keep one", code=item.text)
        else:
            found[locale.code] = locale
            if not table_name(locale.code):
                message = (
                    'the order of names in the language "{code}" is not known; they are in the usual order of Unicode'
                )
                report.warning(item, message, "give a name a `sort_key` where it is in the wrong place", code=item.text)
    return tuple(found.values())


def _source(node: Node, locales: tuple[Locale, ...], report: Report) -> Locale | None:
    codes = [locale.code for locale in locales]
    if not expect(node, "text", report, '"source_locale"'):
        return None
    for locale in locales:
        if node.text == locale.code:
            return locale
    if codes:
        report.error(
            node,
            'the source language "{code}" is not among the languages of the site',
            "add it to `locales`, or write one of: {known}",
            code=node.text,
            known=join_limited(codes),
        )
    return None
