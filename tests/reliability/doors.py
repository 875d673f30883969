"""A site of six languages in which every place that takes a stranger's words is a door.

The files are lists of pieces, text and doors in turn; `Doors.files` puts a word into each door.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from babel.messages.pofile import read_po
from kaedah.shipped import LOCALES

LOCALE_CODES = ("uk", "ko", "bg", "ms", "zh-Hans")
METHODS = tuple(f"m{number}" for number in range(1, 8))
TERMS = ("alpha", "beta")


class Door(NamedTuple):
    """A place in a file that takes a word.

    name: says what it is, as in `content/methods/m1.md: name`.
    form: how a word is written there: `yaml`, `key`, `po`, `line` or `block` of Markdown, `part` of a path, `cell` of a
        table, `xml` (text or an attribute), `css` (a string), `raw` (as it is).
    plain: what stands there where a word is refused.
    """

    name: str
    form: str
    plain: str


Piece = str | Door


# What XML has no place for is left out; the rest can stand in text and in attributes with either quotes.
_XML = {
    **dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]),
    **{ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'\t\n\r"},
}


def written(form: str, word: str) -> str:
    """A word in the form of its door, so that it stands there as it is, as far as the form can hold it."""
    if form in ("yaml", "key"):
        return json.dumps(word)  # with escape sequences for all that is not ASCII, which YAML reads too
    if form == "po":
        return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    word = re.sub("[\ud800-\udfff]", "", word)
    if form == "cell":
        return '"' + word.replace('"', '""') + '"'
    if form == "xml":
        return word.translate(_XML)
    if form == "css":
        return re.sub(r"""[\\"'\0-\x1f\x7f]""", lambda sign: f"\\{ord(sign[0]):x} ", word)
    if form == "part":
        return "/".join(filter(None, (part.lstrip(".").replace("\0", "")[:60] for part in word.split("/")))) or "x"
    return word if form in ("block", "raw") else re.sub(r"\s*\n\s*", " ", word)


class _Maker:
    """Makes the doors of one file, each with a name and a plain word of its own."""

    def __init__(self, path: str, start: int) -> None:
        self.path, self.count, self.start = path, 0, start

    def door(self, name: str, form: str = "yaml", plain: str = "") -> Door:
        self.count += 1
        return Door(f"{self.path}: {name}", form, plain or f"word {self.start + self.count}")


def body(make: _Maker) -> Iterator[Piece]:
    """A body with a door in every part of Markdown."""

    def line(name: str, plain: str = "") -> Door:
        return make.door(f"body, {name}", "line", plain)

    yield from ("## ", line("heading"), "\n\nWords ", line("words"), " and *", line("emphasis"), "* and **")
    yield from (line("strong"), "** and `", line("code"), "`.\n\n## Heading {#", line("anchor", "an-anchor"), "}\n\n")
    yield from ("[", line("link text"), "](https://example.org/a) [x](", line("address", "https://example.org/b"), ")")
    yield from (" [x](https://example.org/", line("end of an address", "c"), ') [x](https://example.org/d "')
    yield from (line("title of a link"), '") <https://example.org/', line("bare address", "e"), "> [", line("label"))
    yield from ("][r] [x](method:", line("slug", "m1"), ")\n\n[r]: https://example.org/f '", line("reference"), "'\n\n")
    yield from (
        "| a | ",
        line("head of a table"),
        " |\n|---|:-:|\n| ",
        line("cell"),
        " | b |\n\n- ",
        line("item"),
        "\n",
    )
    yield from ("    - ", line("item within"), "\n\n1. ", line("numbered item"), "\n\n> ", line("quotation"), "\n\n")
    yield from (
        line("term"),
        "\n:   ",
        line("definition"),
        "\n\nA note[^1] and[^",
        line("name of a note", "2"),
        "]\n\n",
    )
    yield from ("[^1]: ", line("note"), "\n\n```", line("language of code", "html"), "\nx\n```\n\n```\n", line("block"))
    yield from ("\n```\n\n    ", line("indented code"), "\n\n$x_", line("formula", "1"), "$ and $\\text{")
    yield from (line("text of a formula"), "}$\n\n$$\n", line("display formula", "y"), "\n$$\n\n<b ")
    yield from (line("attribute", "x"), ">words</b>\n\n<!-- ", line("comment"), " -->\n\n", line("last words"), "\n\n")
    yield from ("![", line("alternative text"), '](images/a.svg "', line("caption"), '")\n\nWords ![')
    yield from (line("alternative text among words"), "](images/", line("path of an image", "a.svg"), ")\n\n")
    yield from (make.door("body, block", "block"), "\n")


def _method(slug: str, number: int, make: _Maker) -> Iterator[Piece]:
    other = METHODS[number % len(METHODS)]
    door = make.door
    yield from ("---\nname: ", door("name"), "\nfield: ", door("field", plain=TERMS[number % 2]), "\ntype: ")
    yield from (door("type"), "\nyear: ", door("year", plain=str(1990 + 7 * number)), "\ncost: ")
    yield from (door("cost", plain=str(number)), "\nopen: ", door("open", plain="yes"), "\noriginators: [")
    yield from (door("originator"), ", ", door("second originator"), "]\nsources:\n  - title: ", door("title"))
    yield from ("\n    authors: [", door("author"), ", ", door("second author"), "]\n    venue: ", door("venue"))
    yield from ("\n    pages: ", door("pages", plain="1–2"), "\n    year: ", door("year of a source", plain="2020"))
    yield from (
        "\n    url: ",
        door("url", plain=f"https://example.org/{slug}"),
        "\n    lang: ",
        door("lang", plain="fr"),
    )
    yield from ("\n  - title: ", door("second title"), "\n    doi: ", door("doi", plain=f"10.1234/{slug}"), "\n")
    yield from ("  - title: ", door("third title"), "\n    arxiv: ", door("arxiv", plain=f"2106.0968{number}"), "\n")
    yield from ("  - title: ", door("fourth title"), "\n    isbn: ", door("isbn", plain="9780306406157"), "\n")
    yield from ("aliases: [", door("alias"), ", {text: ", door("alias in Ukrainian"), ", lang: uk}, {text: ")
    yield from (door("alias elsewhere"), ", lang: ", door("language of an alias", plain="fr"), "}]\nrelated: [")
    yield from (door("related", plain=other), "]\nsummary: ", door("summary"), "\nhistory: ", door("paragraphs"))
    yield from ("\nsize: {value: ", door("size", plain="4 GB"), ", note: ", door("note of size"), ", source: ")
    yield from (door("source of size", plain="1"), "}\nlicence: {value: ", door("value with a note"), ", note: ")
    yield from (door("note"), ", source: [1, ", door("second source", plain="2"), "]}\npicture: {file: ")
    yield from (door("file of a picture", plain="a.svg"), ", alt: ", door("alt of a picture"), "}\nlanguages: [")
    yield from (door("item of a list"), ", ", door("second item of a list"), "]\nreleased: ")
    yield from (door("date", plain="2024-03"), "\nversion: ", door("version", plain="4.2.1"), "\nhome: {text: ")
    yield from (door("text of an address"), ", url: ", door("address", plain="https://example.org/home"), "}\nareas: [")
    yield from (door("term of a list", plain="north"), "]\nprevious: [")
    yield from (door("former address", plain=f"old-{slug}"), "]")
    yield from ("\nsort_key: ", door("sort key"), "\nallow: {straight-apostrophe: ", door("reason"), "}\n---\n\n")
    yield from body(make)


def _translation(make: _Maker) -> Iterator[Piece]:
    door = make.door
    yield from ("---\nname: ", door("name"), "\ntype: ", door("type"), "\nsummary: ", door("summary"), "\nhistory: ")
    yield from (
        door("paragraphs"),
        "\naliases: [",
        door("alias"),
        ", {text: ",
        door("alias elsewhere"),
        ", lang: fr}]\n",
    )
    yield from ("size: {note: ", door("note of size"), "}\nlicence: {value: ", door("value with a note"), ", note: ")
    yield from (door("note"), "}\npicture: ", door("alt of a picture"), "\n")
    yield from ("sort_key: ", door("sort key"), "\ntranslates: {name: ", door("stamp", plain="b35dac0e"), "}\n---\n\n")
    yield from body(make)


def _titled(make: _Maker, more: str = "", *, is_ordered: bool = False) -> Iterator[Piece]:
    yield from ("---\ntitle: ", make.door("title"), f"\n{more}")
    if is_ordered:
        yield from ("order: ", make.door("order", plain="2"), "\n")
    yield "---\n\n"
    yield from body(make)


def _settings(make: _Maker) -> Iterator[Piece]:
    door = make.door
    yield from ("title: ", door("title"), "\nbase_url: ", door("base_url", plain="https://example.org/base/"))
    yield from ("\nrepository: ", door("repository", plain="https://github.com/example/base"), "\nbranch: ")
    yield from (door("branch"), "\nsource_locale: ", door("source locale", plain="en"), "\nlocales: [en, ")
    yield from (", ".join(LOCALE_CODES), "]\ntheme: ", door("theme", plain="mine"), "\ncompare: {pairs: ")
    yield from (door("pairs", plain="related"), "}\nlicence: {name: ", door("licence"), ", url: ")
    yield from (door("address of the licence", plain="https://example.org/licence"), "}\ndownloads: true\ntagline: ")
    yield from (door("tagline"), "\ndescription: ", door("description"), "\nmenu:\n  - methods\n  - ")
    yield from (door("part in the menu", plain="timeline"), "\n  - {page: ", door("page in the menu", plain="about"))
    yield from (", text: ", door("text of a page in the menu"), "}\n  - {page: guide}\n  - {url: ")
    yield from (door("address in the menu", plain="https://example.org/menu"), ", text: ", door("text in the menu"))
    yield from ("}\nfooter:\n  - glossary\n  - ", door("part in the foot", plain="contribute"), "\n  - {url: ")
    yield from (door("address in the foot", plain="https://example.org/foot"), ", text: ", door("text in the foot"))
    yield from ("}\n  - {page: ", door("page in the foot", plain="guide/start"), ", text: ", door("text of a page"))
    yield from ("}\nindex_table: [name, type, ", door("column of the catalogue", plain="year"), ", size, picture]\n")


FIELDS = (
    *(("field", "term"), ("type", "text"), ("year", "year"), ("cost", "number"), ("open", "flag")),
    *(("originators", "people"), ("sources", "sources"), ("aliases", "names"), ("related", "links")),
    *(("summary", "prose"), ("history", "prose"), ("size", "quantity"), ("licence", "text"), ("picture", "image")),
    *(("languages", "list"), ("released", "date"), ("version", "version"), ("home", "url"), ("areas", "terms")),
)
GROUPED = ("released", "version", "home", "areas")


def _fields(make: _Maker) -> Iterator[Piece]:
    door = make.door
    group = door("group of fields", plain="Releases")  # one word in several places
    for name, kind in FIELDS:
        yield from ("- id: ", door(f"id of {name}", plain=name), "\n  kind: ", door(f"kind of {name}", plain=kind))
        yield from ("\n  label: ", door(f"label of {name}"), "\n  help: ", door(f"help of {name}"), "\n")
        if name in GROUPED:
            yield from ("  group: ", group, "\n")
        if kind == "quantity":
            yield from ("  unit: ", door(f"unit of {name}", plain="GB"), "\n")
        if kind == "terms":
            yield from ("  terms: {north: ", door("label of north"), "}\n")
        if kind == "term":
            for term in TERMS:
                begin = "  terms:\n" if term == TERMS[0] else ""
                yield from (f"{begin}    {term}: ", door(f"label of {term}"), "\n")
            yield from ("    ", door("id of a term", "key", "gamma"), ": ", door("label of gamma"), "\n")


def _glossary(make: _Maker) -> Iterator[Piece]:
    door = make.door
    for number in range(5):
        at = f" of term {number}"
        yield from (
            "- term: ",
            door(f"term{at}"),
            "\n  id: ",
            door(f"id{at}", plain=f"term-{number}"),
            "\n  definition: ",
        )
        yield from (door(f"definition{at}"), "\n  aliases: [", door(f"alias{at}"), "]\n  forms: [", door(f"form{at}"))
        yield from ("]\n  forbidden: {", door(f"forbidden{at}", "key"), ": ", door(f"reason{at}"), "}\n  renderings:\n")
        for code in LOCALE_CODES:
            here = f"{at} in {code}"
            yield from (f"    {code}:\n      term: ", door(f"term{here}"), "\n      aliases: [", door(f"alias{here}"))
            yield from ("]\n      forms: [", door(f"form{here}"), "]\n      forbidden: {", door(f"no{here}", "key"))
            yield from (": ", door(f"reason{here}"), "}\n")


def _catalogue(code: str, make: _Maker) -> Iterator[Piece]:
    """A catalogue with a door in every message; place holders stand after it."""
    folder = code.replace("-", "_")
    text = (LOCALES / folder / "LC_MESSAGES" / "messages.po").read_bytes()
    yield text.decode().partition("\n\n")[0] + "\n\n"
    for message in read_po(text.splitlines()):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        yield f'msgctxt "{written("po", message.context)}"\n' if message.context else ""
        yield f'msgid "{written("po", ids[0])}"\n' + (f'msgid_plural "{written("po", ids[1])}"\n' if ids[1:] else "")
        holders = " ".join(dict.fromkeys(re.findall(r"\{[a-z_]+\}", " ".join(ids))))
        for number, form in enumerate(forms):
            yield f'msgstr{f"[{number}]" if ids[1:] else ""} "'
            yield make.door(f"{ids[0][:40]!r} {number}", "po", form if not holders else "word")
            yield f' {holders}"\n' if holders else '"\n'
        yield "\n"
    for words in BLOCK_MESSAGES:
        yield from (f'msgid "{words}"\nmsgstr "', make.door(words, "po"), '"\n\n')


class Doors:
    """The site. Paths are lists of pieces too, because folders below `content/methods` have free names."""

    def __init__(self) -> None:
        self.texts: list[tuple[tuple[Piece, ...], tuple[Piece, ...]]] = []
        self.count = 0
        folders: dict[str, Door] = {slug: Door(f"folder of {slug}", "part", f"part-{slug}") for slug in METHODS}
        for number, slug in enumerate(METHODS, 1):
            place: tuple[Piece, ...] = ("content/methods/", folders[slug], "/")
            self._add((*place, f"{slug}.md"), lambda make, slug=slug, number=number: _method(slug, number, make))
            for code in LOCALE_CODES:
                self._add((*place, f"{slug}.{code}.md"), _translation)
        for kind, names in (("comparisons", ("s1", "s2")), ("pages", ("about", "contribute"))):
            members = "methods: [m1, m2, m3]\n" if kind == "comparisons" else ""
            for name in names:
                self._add((f"content/{kind}/{name}.md",), lambda make, members=members: _titled(make, members))
                for code in LOCALE_CODES:
                    self._add((f"content/{kind}/{name}.{code}.md",), _titled)
        self._add_pages()
        for kind, comma in (("csv", ","), ("tsv", "\t")):
            self._add((f"content/data/rows.{kind}",), lambda make, kind=kind, comma=comma: _table(make, comma, kind))
        for kind in ("json", "yaml"):
            self._add((f"content/data/more.{kind}",), lambda make, kind=kind: _list(make, kind))
        self._add(("content/images/a.svg",), _image)
        name = Door("content/images: name of a file", "part", "b")
        self.texts.append((("content/images/", name, ".svg"), (EMPTY_PICTURE,)))
        self._add(("content/site.yaml",), _settings)
        self._add(("content/fields.yaml",), _fields)
        self._add(("content/glossary.yaml",), _glossary)
        for code in LOCALE_CODES:
            path = f"locales/{code.replace('-', '_')}/LC_MESSAGES/messages.po"
            self._add((path,), lambda make, code=code: _catalogue(code, make))
        self._add(("themes/mine/theme.yaml",), _theme)
        self.texts.append((("themes/mine/templates/page.html",), (PAGE_BLOCKS,)))
        self._add(("themes/mine/additions/kaedah.css",), _style)
        name = Door("themes/mine/assets: name of a file", "part", "extra")
        self.texts.append((("themes/mine/assets/", name, ".txt"), ("words\n",)))
        self.doors: list[Door] = list(
            dict.fromkeys(piece for text in self.texts for piece in (*text[0], *text[1]) if isinstance(piece, Door))
        )

    def _add_pages(self) -> None:
        """The words above the home page, and pages in folders, one of which has a free name."""
        folder = Door("folder of pages", "part", "deep")
        places: tuple[tuple[tuple[Piece, ...], bool], ...] = (
            (("content/pages/index",), False),
            (("content/pages/guide/index",), False),
            (("content/pages/guide/start",), True),
            (("content/pages/guide/", folder, "/end"), True),
        )
        for place, is_ordered in places:
            self._add((*place, ".md"), lambda make, is_ordered=is_ordered: _titled(make, is_ordered=is_ordered))
            for code in LOCALE_CODES:
                self._add((*place, f".{code}.md"), _titled)

    def _add(self, path: tuple[Piece, ...], pieces: Callable[[_Maker], Iterator[Piece]]) -> None:
        make = _Maker("".join(piece if isinstance(piece, str) else piece.plain for piece in path), self.count)
        self.texts.append((path, tuple(pieces(make))))
        self.count += make.count

    def files(self, words: Mapping[Door, str]) -> dict[str, "Filled"]:
        """Every file by its path, with these words in their doors, and plain ones in the others."""

        def text(piece: Piece) -> str:
            return piece if isinstance(piece, str) else written(piece.form, words.get(piece, piece.plain))

        found = {}
        for path, pieces in self.texts:
            places: list[tuple[Door, int, int]] = [(piece, 1, 1) for piece in path if isinstance(piece, Door)]
            line, parts = 1, []
            for piece in pieces:
                parts.append(text(piece))
                last = line + parts[-1].count("\n") + parts[-1].count("\r") - parts[-1].count("\r\n")
                if isinstance(piece, Door):
                    places.append((piece, line, last))
                line = last
            found["".join(map(text, path))] = Filled("".join(parts), places)
        return found


def _theme(make: _Maker) -> Iterator[Piece]:
    yield from ("name: ", make.door("name"), "\nextends: ", make.door("extends", plain="default"), "\nlicence: ")
    yield from (make.door("licence"), "\ncolour_scheme: ", make.door("colour scheme", plain="light dark"), "\n")


# The blocks that are there for themes, with messages of the theme, which every catalogue translates.
BLOCK_MESSAGES = tuple(f"Words of the theme in {block}" for block in ("head", "page_top", "footer", "page_end"))
PAGE_BLOCKS = """{{% extends "default/page.html" %}}
{{% block head %}}<meta name="description" content="{{{{ _("{}") }}}}">
{{% endblock %}}
{{% block page_top %}}<p title="{{{{ _("{}") }}}}">{{{{ layout.title }}}}</p>{{% endblock %}}
{{% block footer %}}<p>{{{{ _("{}") }}}}</p>{{% endblock %}}
{{% block page_end %}}<p>{{{{ _("{}") }}}}</p>{{% endblock %}}
""".format(*BLOCK_MESSAGES)


def _style(make: _Maker) -> Iterator[Piece]:
    """Rules whose addresses and strings are doors."""
    for number in range(4):
        yield from (f'.a{number} {{ background: url("', make.door(f"url {number}", "css", "mark.svg"), '") }\n')
    yield from ('.b::before { content: "', make.door("content", "css"), '" }\n')
    yield from ('@media (width > 1px) { .c { background: URL( "', make.door("url in @media", "css", "mark.svg"))
    yield '" ) } }\n'


# The columns of tables, with what a cell holds where it is no door; every row has one door.
COLUMNS = {
    "name": "",
    "name:uk": "",
    "field": "alpha",
    "type": "",
    "type:ko": "",
    "year": "1999",
    "cost": "12",
    "open": "yes",
    "originators": "Ada Lovelace; Alan Turing",
    "sources": "[{title: On rows, year: 2010}]",
    "aliases": "Row; Line",
    "related": "m1",
    "summary": "",
    "history:bg": "",
    "size": "{value: 4 GB, note: On disk}",
    "picture": "a.svg",
    "languages": "C; Lua",
    "released": "2009-05",
    "home": "https://example.org/row",
    "areas": "north",
    "sort_key": "",
    "slug": "",
}


def _table(make: _Maker, comma: str, kind: str) -> Iterator[Piece]:
    yield comma.join([*COLUMNS]) + "\n"
    for number, column in enumerate(COLUMNS):
        plains = COLUMNS | {
            "slug": f"{kind}-{number}",
            "name": f"{kind} {number}",
            "aliases": f"{kind} row; {kind} line",
        }
        for place, (other, plain) in enumerate(plains.items()):
            yield comma if place else ""
            if other == column:
                yield make.door(f"cell of {column}", "cell", plain)
            elif other in ("slug", "name", "field", "type", "summary"):
                yield plain or f"Words {number}"
        yield "\n"


def _list(make: _Maker, kind: str) -> Iterator[Piece]:
    """Entries of a list in JSON, or in YAML, which is written as JSON is, in its own blocks."""
    begin, between, end = ("[{", ",\n", "}]\n") if kind == "json" else ("- ", "\n  ", "\n")
    door, quote = make.door, '"' if kind == "json" else ""
    values: dict[str, tuple[Piece, ...]] = {
        "slug": (door("slug", plain=f"of-{kind}"),),
        "name": (door("name"),),
        "name:uk": (door("name in Ukrainian"),),
        "field": (door("field", plain="alpha"),),
        "type": ('{"value": ', door("type"), ', "note": ', door("note"), "}"),
        "summary": (door("summary"),),
        "year": (door("year", plain="2001"),),
        "originators": ("[", door("originator"), "]"),
        "sources": ('[{"title": ', door("title"), ', "url": ', door("url", plain="https://example.org/s"), "}]"),
        "picture": ('{"file": "a.svg", "alt": ', door("alt of a picture"), "}"),
        "aliases": ('[{"text": ', door("alias"), ', "lang": "fr"}]'),
    }
    yield begin
    for number, (key, pieces) in enumerate(values.items()):
        yield from (between if number else "", f"{quote}{key}{quote}: ", *pieces)
    yield end


EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>\n'


def _image(make: _Maker) -> Iterator[Piece]:
    """A picture with a door in each kind of place that SVG has; it is published as it is, or refused."""

    def door(name: str, plain: str = "", form: str = "xml") -> Door:
        return make.door(name, form, plain)

    yield '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">\n'
    yield from ("<title>", door("title"), "</title>\n<desc>", door("desc"), "</desc>\n<style>")
    yield from (door("style sheet", ".a { fill: red }"), "</style>\n<!-- ", door("comment", form="raw"), " -->\n")
    yield from ('<g id="', door("id", "g"), '"\n class="', door("class", "a"), '"\n style="', door("style", "fill:red"))
    yield from ('"\n fill="', door("fill", "red"), '"\n aria-label="', door("label"), '"\n data-x="')
    yield from (door("data"), '">\n')
    yield from ('<use href="', door("href", "#c"), '"/>\n<use xlink:href="', door("xlink:href", "#c"), '"/>\n')
    yield from ('<circle id="c" cx="5" cy="5" r="', door("radius", "4"), '"/>\n<text>', door("text"), "</text>\n")
    yield from ("<text>x</text>", door("markup", "<path/>", "raw"), "\n<text>", "x</text></g>\n</svg>\n")


class Filled(NamedTuple):
    """A file with a word in every door: its text, and the doors with their first and last line."""

    text: str
    places: list[tuple[Door, int, int]]
