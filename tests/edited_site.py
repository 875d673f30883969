"""A small site as its writers think of it, for tests that edit it: what it is, and how it comes onto a disk."""

import ast
import csv
import io
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

PLURALS = {
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "ko": "nplurals=1; plural=0;",
    "bg": "nplurals=2; plural=(n != 1);",
}
LANGUAGES = tuple(PLURALS)  # that the site may have besides English
_IMAGE = re.compile(r"\{image ([a-z.]+)\}")
_LINK = re.compile(r"\{(link|anchor|page|set|term) ([a-z0-9/-]+)\}")
# What stands behind a field in the front matter of a method, by the number of the method.
VALUES: Mapping[str, tuple[str, ...]] = {
    "cost": ("0.5", "{value: 3.6, note: Each month}", "n/a", "{value: 12, note: Once}", "12"),
    "open": ("yes", "no", "n/a"),
    "people": ("Ada Lovelace", "[Edward J. Hu, Yelong Shen]", "[{family: Gödel, given: Kurt}, {name: Bell Labs}]"),
    "sources": (
        '[{title: On words, authors: ["Hu, Edward"], year: 2001}]',
        "{value: [{title: On numbers, doi: 10.1145/3292500}, {title: On}], note: Read them in turn, source: [2, 1]}",
        "[{title: On words, lang: uk}, {title: Further, url: https://example.org/a}]",
    ),
    "type": ("Fine-tuning", "Training with few words", "Fine-tuning"),
    "size": ("4 GB", "4-8", "≥ 4 kg", "~100"),
    "date": ("2024-03", "2024", "-300"),
    "home": ("https://a.example/", "{text: Words, url: https://b.example/a}"),
    "version": ("4.2.1", "4.2", "unknown"),
    "languages": ("[C, Rust]", "[C]"),
    "picture": ("dot.png", "{file: tree.svg, alt: A tree}", "{file: dot.png, alt: A dot}"),
    "aliases": ("[first name]", "[перше ім’я, {text: другий, lang: uk}]", "[A, B]"),
}
# The kinds of those fields that are not called by their kind.
_KINDS = {
    "cost": "number",
    "open": "flag",
    "aliases": "names",
    "type": "text",
    "size": "quantity",
    "home": "url",
    "languages": "list",
    "picture": "image",
}
KINDS = {name: _KINDS.get(name, name) for name in VALUES}


class Link(NamedTuple):
    """A symbolic link in the place of a file."""

    target: str


Content = str | bytes | Link


@dataclass
class Method:
    """A method; `values` are written behind the fields that the site has, `translated` are parts by language."""

    name: str
    year: int | None
    summary: str = ""
    body: str = "## Meaning\n\nSome words.\n"
    branch: str = "vision"
    related: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    translated: dict[str, dict[str, str]] = field(default_factory=dict)
    folder: str = ""
    sort_key: str = ""
    head: str = ""  # lines in the front matter before all others
    table: str = ""  # the data file with its facts; its text is in a file of its own
    saved: str = ""  # by an editor with its own idea of text files: `BOM`, `CRLF`


@dataclass
class Prose:
    """A page, or a comparison where it has methods; `translated` are title and body by language, `order` is the place
    of a page in its folder.
    """

    title: str
    body: str
    methods: list[str] = field(default_factory=list)
    translated: dict[str, tuple[str, str]] = field(default_factory=dict)
    order: int | None = None


@dataclass
class Catalogue:
    """The words of a language; `labelled` are messages by context and id, `comment` stands above the first."""

    messages: dict[str, str] = field(default_factory=dict)
    labelled: dict[tuple[str, str], str] = field(default_factory=dict)
    comment: str = ""
    fuzzy: bool = False


@dataclass
class EditedSite:
    """A site. Every edit keeps it valid; `files` is how it lies on disk.

    menus: by `menu` and `footer` the items: parts, and pages as in `page about`; those that are not there are left out.
    faults: files as a mistake makes them; None for one that is missing.
    others: files besides, which no reader sees.
    """

    methods: dict[str, Method]
    languages: list[str] = field(default_factory=lambda: ["uk"])
    source: str = "en"
    settings: dict[str, str] = field(default_factory=lambda: {"title": "Kaedah", "theme": "own", "compare": "related"})
    labels: dict[str, str] = field(default_factory=lambda: {"field": "Field", "year": "Year", "summary": "Summary"})
    terms: dict[str, str] = field(default_factory=lambda: {"vision": "Vision", "language": "Language"})
    help: str = ""
    compared: str = "value"
    required: bool = False
    ordered: bool = False
    groups: tuple[str, ...] = ()  # of the further fields, and of the last two
    more_fields: dict[str, str] = field(default_factory=dict)  # kind by id
    catalogues: dict[str, Catalogue] = field(default_factory=dict)
    comparisons: dict[str, Prose] = field(default_factory=dict)
    pages: dict[str, Prose] = field(default_factory=dict)
    glossary: dict[str, dict[str, str]] = field(default_factory=dict)  # by term its definition and renderings
    themes: dict[str, str | bytes] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, str | bytes] = field(default_factory=dict)
    menus: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, Content | None] = field(default_factory=dict)

    def files(self) -> dict[str, Content]:
        """Every file by its path."""
        found: dict[str, Content] = {
            "content/site.yaml": self._settings(),
            "content/fields.yaml": self._fields(),
            **{f"themes/{name}": text for name, text in self.themes.items()},
            **{f"content/images/{name}": image for name, image in self.images.items()},
            **self.others,
        }
        for code in self.languages:
            if code in self.catalogues:
                found[f"locales/{code}/LC_MESSAGES/messages.po"] = _catalogue(code, self.catalogues[code])
        if self.glossary:
            found["content/glossary.yaml"] = self._glossary()
        for slug, method in self.methods.items():
            found |= self._method(slug, method)
        for name in sorted({method.table for method in self.methods.values() if method.table}):
            found[f"content/data/{name}"] = self._table(name)
        for name, item in self.comparisons.items():
            members = [slug for slug in item.methods if slug in self.methods]
            if len(members) > 1:
                found |= self._prose(f"content/comparisons/{name}", item, f"methods: [{', '.join(members)}]\n")
        for name, item in self.pages.items():
            order = "" if item.order is None else f"order: {item.order}\n"
            found |= self._prose(f"content/pages/{name}", item, order)
        for path, fault in self.faults.items():
            found = {name: text for name, text in found.items() if name != path and not name.startswith(f"{path}/")}
            if fault is not None:
                found[path] = fault
        return found

    def _settings(self) -> str:
        plain = {key: value for key, value in self.settings.items() if key != "compare"}
        source = self.source if self.source in self.languages else "en"
        return (
            f"source_locale: {source}\nlocales: [{', '.join(['en', *self.languages])}]\n"
            f"compare: {{pairs: {self.settings['compare']}}}\n"
            + "".join(f"{name}: [{', '.join(self._menu(items))}]\n" for name, items in self.menus.items())
            + "".join(f"{key}: {value if value[0] in '{[t' else repr(value)}\n" for key, value in plain.items())
        )

    def _menu(self, items: list[str]) -> Iterator[str]:
        """The items that lead somewhere."""
        there = {"methods", "comparisons", "contribute"}
        there |= {"glossary"} if self.glossary else set()
        there |= {"translations"} if self.languages else set()
        there |= {"timeline"} if any(method.year for method in self.methods.values()) else set()
        for item in items:
            page = item.removeprefix("page ")
            if page == item and item in there:
                yield item
            elif page != item and any(f"{name}/".startswith(f"{page}/") for name in self.pages):
                yield f"{{page: {page}}}"

    def _fields(self) -> str:
        terms = ", ".join(f"{term}: {label!r}" for term, label in self.terms.items())
        label = {name: repr(text) for name, text in self.labels.items()}
        required = ", required: true" if self.required else ""
        ordered = ", ordered: true" if self.ordered else ""
        further, last = (f", group: {group!r}" if group else "" for group in self.groups or ("", ""))
        more = "".join(
            f"- {{id: {name}, kind: {kind}, label: {name.title()}{further}}}\n"
            for name, kind in self.more_fields.items()
        )
        return (
            f"- {{id: field, kind: term, label: {label['field']}, help: {self.help!r}, terms: {{{terms}}}"
            f"{required}{ordered}}}\n"
            f"- {{id: year, kind: year, label: {label['year']}, compare: {self.compared}}}\n"
            f"{more}"
            f"- {{id: related, kind: links, label: Related{last}}}\n"
            f"- {{id: summary, kind: prose, label: {label['summary']}{last}}}\n"
        )

    def _glossary(self) -> str:
        lines = []
        for term, words in self.glossary.items():
            lines += [f"- term: {term!r}", f"  definition: {words['definition']!r}"]
            lines += [f"  forbidden: {{{words['forbidden']!r}: other words are used}}"] if "forbidden" in words else []
            lines += [f"  {key}: [{words[key]!r}]" for key in ("not", "with", "without") if key in words]
            renderings = [f"{code}: {text!r}" for code, text in words.items() if code in LANGUAGES]
            lines += [f"  renderings: {{{', '.join(renderings)}}}"] if renderings else []
        return "\n".join(lines) + "\n"

    def _table(self, name: str) -> str:
        """The rows of a data file."""
        rows = [{"slug": slug, **self._facts(slug, item)} for slug, item in self.methods.items() if item.table == name]
        if name.endswith(".yaml"):
            return "".join("- " + "  ".join(f"{key}: {value}\n" for key, value in row.items()) for row in rows)
        text = io.StringIO()
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sign = "\t" if name.endswith(".tsv") else ","
        table = csv.DictWriter(text, columns, delimiter=sign, lineterminator="\n")
        table.writeheader()
        table.writerows({key: _unquoted(value) for key, value in row.items()} for row in rows)
        return text.getvalue()

    def _facts(self, slug: str, method: Method) -> dict[str, str]:
        """The values of a method as front matter has them."""
        related = [other for other in dict.fromkeys(method.related) if other in self.methods and other != slug]
        stated = {
            "name": repr(method.name),
            "field": method.branch,
            "year": str(method.year) if method.year else "",
            "related": f"[{', '.join(related)}]" if related else "",
            "summary": repr(method.summary) if method.summary else "",
            "sort_key": repr(method.sort_key) if method.sort_key else "",
            **{name: method.values[name] for name in self.more_fields if self._has(method, name)},
        }
        return {key: value for key, value in stated.items() if value}

    def _method(self, slug: str, method: Method) -> dict[str, Content]:
        facts = {} if method.table else self._facts(slug, method)
        head = [*method.head.splitlines(), *(f"{key}: {value}" for key, value in facts.items())]
        path = f"content/methods/{method.folder}{slug}"
        text = "---\n" + "\n".join(head) + f"\n---\n\n{self._linked(method.body)}"
        text = text.replace("\n", "\r\n") if method.saved == "CRLF" else text
        found: dict[str, Content] = {f"{path}.md": "\ufeff" + text if method.saved == "BOM" else text}
        for code, parts in method.translated.items():
            if code in self.languages and parts:
                noted = "note" in method.values.get("cost", "") and "cost" in self.more_fields
                lines = [
                    f"{part}: {text if part in {'reviewed', 'translates', 'cost'} else repr(text)}"
                    for part, text in parts.items()
                    if part != "cost" or noted
                ]
                head = [line for line in lines if not line.startswith("body: ")]
                body = self._linked(parts.get("body", ""))
                found[f"{path}.{code}.md"] = "---\n" + "\n".join(head) + f"\n---\n\n{body}"
        return found

    def _has(self, method: Method, name: str) -> bool:
        """Whether a method states a field, and there is the image that it names."""
        value = method.values.get(name, "")
        return bool(value) and (name != "picture" or any(image in value for image in self.images))

    def _prose(self, path: str, item: Prose, head: str = "") -> dict[str, Content]:
        found: dict[str, Content] = {
            f"{path}.md": f"---\ntitle: {item.title!r}\n{head}---\n\n{self._linked(item.body)}"
        }
        for code, (title, body) in item.translated.items():
            if code in self.languages:
                found[f"{path}.{code}.md"] = f"---\ntitle: {title!r}\n---\n\n{self._linked(body)}"
        return found

    def _linked(self, body: str) -> str:
        """The body with links to what there is, and the images."""
        body = _IMAGE.sub(lambda name: f"![A dot](images/{name[1]})" if name[1] in self.images else name[1], body)
        scheme = "tool" if "address" in self.settings.get("entry", "") else "method"
        there: dict[str, tuple[str, Collection[str]]] = {
            "link": (f"[words]({scheme}:{{}})", self.methods),
            "anchor": (
                "[words](entry:{}#meaning)",
                [slug for slug, method in self.methods.items() if method.body.startswith("## Meaning\n")],
            ),
            "page": ("[](page:{})", self.pages),
            "set": ("[](comparison:{})", [name for name in self.comparisons if self._has_members(name)]),
            "term": ("[](term:{})", self.glossary),
        }

        def link(match: re.Match[str]) -> str:
            written, names = there[match[1]]
            return written.format(match[2]) if match[2] in names else match[2]

        return _LINK.sub(link, body)

    def _has_members(self, name: str) -> bool:
        return sum(slug in self.methods for slug in self.comparisons[name].methods) > 1


def _unquoted(value: str) -> str:
    """A value of front matter without quotation marks."""
    return str(ast.literal_eval(value)) if value[0] in "'\"" else value


def _catalogue(code: str, catalogue: Catalogue) -> str:
    text = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Plural-Forms: {PLURALS[code]}\\n"\n'
    messages = {("", key): words for key, words in catalogue.messages.items()} | catalogue.labelled
    note = f"# {catalogue.comment}\n" if catalogue.comment else ""
    note += "#, fuzzy\n" if catalogue.fuzzy else ""
    for (context, key), words in messages.items():
        text += f"\n{note}" + (f'msgctxt "{context}"\n' if context else "") + f'msgid "{key}"\nmsgstr "{words}"\n'
        note = ""
    return text


def write_edits(site: EditedSite, base: Path, manner: str = "written") -> None:
    """Brings the folder to what the site is now; files that did not change are not touched.

    manner: `written` in place; `replaced` by another file; `kept time`, with the time of modification that the file
    had; `1 s` and `2 s`, with times in whole seconds, or even ones, as some file systems and archives have them.
    What moved without another change is renamed.
    """
    files = site.files()
    there = {
        path.relative_to(base).as_posix(): path
        for name in ("content", "locales", "themes/own", "themes/other")
        for path in (base / name).rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    changed = [name for name, text in files.items() if name not in there or _content(there[name]) != _plain(text)]
    gone = [name for name in there if name not in files]
    before = {name: _content(there[name]) for name in there if name in changed or name in gone}
    aside: dict[object, Path] = {}
    for number, (name, content) in enumerate(before.items()):
        if content in [_plain(files[new]) for new in changed] and not isinstance(content, Link):
            aside[content] = (base / f"aside-{number}").absolute()
            os.rename(there[name], aside[content])
        elif name in gone or there[name].is_symlink() or isinstance(files[name], Link):
            there[name].unlink()
    for name in changed:
        target, content = base / name, _plain(files[name])
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        if content in aside:
            os.rename(aside.pop(content), target)
        else:
            _write(target, content, manner)
    for path in aside.values():
        path.unlink()


def _plain(content: Content) -> bytes | Link:
    return content.encode() if isinstance(content, str) else content


def _content(path: Path) -> bytes | Link:
    return Link(str(path.readlink())) if path.is_symlink() else path.read_bytes()


def _write(target: Path, content: bytes | Link, manner: str) -> None:
    if isinstance(content, Link):
        target.symlink_to(content.target)
        return
    before = target.stat().st_mtime_ns if target.exists() else 0
    if manner == "replaced":
        beside = target.with_name(target.name + "~")
        beside.write_bytes(content)
        os.replace(beside, target)
    else:
        target.write_bytes(content)
    if manner == "kept time" and before:
        os.utime(target, ns=(before, before))
    elif manner in {"1 s", "2 s"}:
        tick = int(manner[0]) * 1_000_000_000
        rounded = target.stat().st_mtime_ns // tick * tick
        os.utime(target, ns=(rounded, rounded))


def new_base(folder: str) -> Path:
    """A folder with the shipped themes, for a site to be written into."""
    base = Path(folder)
    shutil.copytree(ROOT / "themes", base / "themes")
    return base


def first_site() -> EditedSite:
    """A site of two languages, with a document of every kind."""
    return EditedSite(
        {
            "attention": Method("Attention", 2017, "Looks everywhere.", related=["lora"]),
            "lora": Method(
                "LoRA", 2021, related=["attention"], translated={"uk": {"name": "LoRA", "body": "Слова.\n"}}
            ),
            "vae": Method(
                "VAE", 2013, "Encodes.", branch="language", translated={"uk": {"name": "ВАК", "summary": "Кодує."}}
            ),
        },
        catalogues={"uk": Catalogue({"Methods": "Методи", "Facts": "Факти"})},
        comparisons={"ways": Prose("Two ways", "Why these.\n", ["attention", "vae"])},
        pages={"about": Prose("About", "This site.\n")},
        themes={"own/theme.yaml": "name: own\nextends: default\n"},
    )
