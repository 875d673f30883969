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
    form: how a word is written there: `yaml`, `key`, `po`, `line` or `block` of Markdown, `part` of a path.
    plain: what stands there where a word is refused.
    """

    name: str
    form: str
    plain: str


Piece = str | Door


def written(form: str, word: str) -> str:
    """A word in the form of its door, so that it stands there as it is, as far as the form can hold it."""
    if form in ("yaml", "key"):
        return json.dumps(word)  # with escape sequences for all that is not ASCII, which YAML reads too
    if form == "po":
        return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    word = re.sub("[\ud800-\udfff]", "", word)
    if form == "part":
        return "/".join(filter(None, (part.lstrip(".").replace("\0", "")[:60] for part in word.split("/")))) or "x"
    return word if form == "block" else re.sub(r"\s*\n\s*", " ", word)


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
    yield from ("sort_key: ", door("sort key"), "\ntranslates: {name: ", door("stamp", plain="b35dac0e"), "}\n---\n\n")
    yield from body(make)


def _titled(make: _Maker, more: str = "") -> Iterator[Piece]:
    yield from ("---\ntitle: ", make.door("title"), f"\n{more}---\n\n")
    yield from body(make)


def _settings(make: _Maker) -> Iterator[Piece]:
    door = make.door
    yield from ("title: ", door("title"), "\nbase_url: ", door("base_url", plain="https://example.org/base/"))
    yield from ("\nrepository: ", door("repository", plain="https://github.com/example/base"), "\nbranch: ")
    yield from (door("branch"), "\nsource_locale: ", door("source locale", plain="en"), "\nlocales: [en, ")
    yield from (", ".join(LOCALE_CODES), "]\ntheme: ", door("theme", plain="mine"), "\ncompare: {pairs: ")
    yield from (door("pairs", plain="related"), "}\nlicence: {name: ", door("licence"), ", url: ")
    yield from (door("address of the licence", plain="https://example.org/licence"), "}\ndownloads: true\n")


FIELDS = (
    *(("field", "term"), ("type", "text"), ("year", "year"), ("cost", "number"), ("open", "flag")),
    *(("originators", "people"), ("sources", "sources"), ("aliases", "names"), ("related", "links")),
    *(("summary", "prose"), ("history", "prose")),
)


def _fields(make: _Maker) -> Iterator[Piece]:
    door = make.door
    for name, kind in FIELDS:
        yield from ("- id: ", door(f"id of {name}", plain=name), "\n  kind: ", door(f"kind of {name}", plain=kind))
        yield from ("\n  label: ", door(f"label of {name}"), "\n  help: ", door(f"help of {name}"), "\n")
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
        self._add(("content/site.yaml",), _settings)
        self._add(("content/fields.yaml",), _fields)
        self._add(("content/glossary.yaml",), _glossary)
        for code in LOCALE_CODES:
            path = f"locales/{code.replace('-', '_')}/LC_MESSAGES/messages.po"
            self._add((path,), lambda make, code=code: _catalogue(code, make))
        self._add(("themes/mine/theme.yaml",), _theme)
        name = Door("themes/mine/assets: name of a file", "part", "extra")
        self.texts.append((("themes/mine/assets/", name, ".txt"), ("words\n",)))
        self.doors: list[Door] = list(
            dict.fromkeys(piece for text in self.texts for piece in (*text[0], *text[1]) if isinstance(piece, Door))
        )

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
    yield from (make.door("licence"), "\n")


class Filled(NamedTuple):
    """A file with a word in every door: its text, and the doors with their first and last line."""

    text: str
    places: list[tuple[Door, int, int]]
