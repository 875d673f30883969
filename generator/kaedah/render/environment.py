"""The Jinja environment of one locale: what templates may use, and what is rendered once for all its pages."""

import json
from collections.abc import MutableMapping, Sequence
from functools import lru_cache, partial
from typing import Any

from jinja2 import FunctionLoader
from markupsafe import Markup

from kaedah.documents import LocalizedText, State, Status
from kaedah.markup import markup, plain
from kaedah.model import Catalogue, Source, Theme
from kaedah.plan.entries import Entry, ListEntry
from kaedah.plan.layout import Layout, RowHead
from kaedah.plan.pages.search_index import Findable
from kaedah.plan.paths import (
    CURRENT_MARK,
    INNER_MARK,
    ROOT_MARK,
    contribute_path,
    glossary_path,
    translation_status_path,
)
from kaedah.read.kinds import Role
from kaedah.read.kinds.links import method_link
from kaedah.read.kinds.sources import full_reference
from kaedah.render.bibtex import bibtex_entry, bibtex_type
from kaedah.render.codegen import TemplateEnvironment
from kaedah.render.columns import Columns, TableMacros, as_definition, shared_words
from kaedah.render.compiled_templates import compiled_templates
from kaedah.render.gist import gist, terms_of, year_of, year_place
from kaedah.render.localizer import PageLocalizer, language_name
from kaedah.render.repository_links import edit_href, new_file_form, new_href, translate_address

# The names of the formats for download.
_FORMS = {"epub": "EPUB", "zip": "ZIP", "data": "CSV, JSON"}
# Languages that write no space between sentences.
NO_SPACES = ("zh", "ja")
# What separates the items of a plain list: in Chinese and Japanese, in the Arabic script, elsewhere.
_COMMAS = {"Hans": "、", "Hant": "、", "Jpan": "、", "Arab": "، "}

# The environments of this process.
_environments: dict[tuple[str, str], "LocaleEnvironment"] = {}


def environment_of(theme: Theme, layout: Layout, catalogue: Catalogue | None) -> "LocaleEnvironment":
    """The environment of a locale and theme, made once per process."""
    key = (theme.digest, layout.digest)
    found = _environments.get(key)
    if found is None:
        found = LocaleEnvironment(theme, layout, catalogue)
        _environments.clear()  # a worker renders one language at a time
        _environments[key] = found
    return found


class LocaleEnvironment(TemplateEnvironment):
    """The compiled templates of a theme with the messages and functions of one locale.

    localizer: writes words, numbers and lists of the locale
    columns: the columns of methods that were rendered
    """

    def __init__(self, theme: Theme, layout: Layout, catalogue: Catalogue | None) -> None:
        super().__init__(
            loader=FunctionLoader(partial(_source, theme, layout.book)),
            cache_size=-1,  # a theme has few templates
            auto_reload=False,  # and none of them changes
            bytecode_cache=compiled_templates(theme, layout.book),
        )
        self.localizer = PageLocalizer(layout, catalogue)
        self.filters["script"] = _script
        self.filters["plain"] = plain
        self.globals.update(_template_globals(self.localizer, layout), colour_scheme=theme.colour_scheme)
        parts: Any = self.get_template("parts.html").module
        macros = TableMacros(parts.row_head, parts.column_head, parts.group_head, parts.note_item)
        self.columns = columns = Columns(layout.heads, self.localizer, macros)
        self.globals.update(column=columns.cells, column_head=columns.head, table_body=columns.table_body)
        self.globals.update(definitions=columns.definitions, definition=as_definition, row_cells=columns.row)
        self.globals.update(notes=columns.notes, note_mark=columns.note_mark)
        self.globals["gist"] = partial(gist, columns, self.localizer, str(self.globals["gap"]))
        self.globals.update(row_filter=lru_cache(parts.row_filter), states=lru_cache(parts.states))
        self._list_item = lru_cache(maxsize=None)(parts.list_item)  # a method is in half a dozen lists
        self.globals["list_item"] = self._list_item
        self.globals["foot_links"] = parts.foot_links()
        self.globals["frame"] = Markup(self.get_template("frame.html").render())

    def clear_methods(self) -> None:
        """Drops what was rendered of methods."""
        self.columns.clear()
        self._list_item.cache_clear()

    def message_table(self, messages: tuple[str, ...]) -> tuple[Markup, ...]:
        return tuple(map(self.localizer.gettext, messages))

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template has, in one dictionary: Jinja's chain of mappings is slower to search."""
        return {**self.globals, **d} if d else self.globals


def _source(theme: Theme, book: bool, name: str) -> tuple[str, str | None, None] | None:
    """A template with its path, which errors name. For a book, one in the folder `book/` comes first."""
    if book and f"book/{name}" in theme.templates:
        name = f"book/{name}"
    text = theme.templates.get(name)
    return None if text is None else (text, theme.files.get(name), None)


def _prose(body: LocalizedText, localizer: PageLocalizer) -> Markup:
    """A body, its links back from footnotes named in the page's language; their arrows point to where lines begin."""
    back = markup('<a class="footnote-backref" aria-label="{}"', plain(localizer.gettext("Back to the text")))
    text = body.text.replace('<a class="footnote-backref"', back)
    rtl = (localizer.direction(body.lang) or localizer.locale.direction) == "rtl"
    return Markup(text.replace(">↩</a>", ">↪</a>") if rtl else text)


def _script(value: object) -> Markup:
    """The value as JavaScript, for a file of its own: within a page it would have to be escaped once more."""
    return Markup(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _bibliography(entry: Entry, heads: tuple[RowHead, ...]) -> list[list[str]]:
    """The references of a method, each as its kind in BibTeX, its key, and the rest of its entry."""
    sources = dict.fromkeys(source for _, found, _ in _references(entry, heads) for source in found)
    return [[bibtex_type(source), *bibtex_entry(source)] for source in sources]


def _references(entry: Entry, heads: tuple[RowHead, ...]) -> list[tuple[RowHead, tuple[Source, ...], int]]:
    """The rows of references that state some, each with the number of its first: they are counted over all rows."""
    found: list[tuple[RowHead, tuple[Source, ...], int]] = []
    first = 1
    for head, value in zip(heads, entry.values, strict=True):
        if head.role is Role.REFERENCES and isinstance(value, tuple):
            found.append((head, value, first))
            first += len(value)
    return found


def _searched(entry: ListEntry) -> str:
    """What a method is found by, between tabs: slug, languages, name, other names, people, summary. A browser reads
    such a line in half the time that a list of lists takes, and can make the letters of many lines the same at once.
    """
    texts = [(entry.name.text, entry.name.lang), *((alias.text, alias.lang) for alias in entry.others)]
    texts += [(name, "") for name in entry.people]
    texts.append((entry.lead.text, entry.lead.lang) if entry.lead else ("", ""))
    return _search_line(entry.slug, texts)


def _findable(item: Findable) -> str:
    """The same of a page, a comparison or a term, with its path in the place of a slug, and without a summary."""
    return _search_line(item.inner, [*((name.text, name.lang) for name in item.names), ("", "")])


def _search_line(key: str, texts: Sequence[tuple[str, str]]) -> str:
    parts = [key, ",".join(lang for _, lang in texts), *(text for text, _ in texts)]
    return "\t".join(" ".join(part.split()) for part in parts)


def _template_globals(localizer: PageLocalizer, layout: Layout) -> dict[str, object]:
    """The names that every template may use besides its view."""
    assets = dict(layout.assets)
    return {
        "_": localizer.gettext,
        "pgettext": localizer.pgettext,
        "ngettext": localizer.ngettext,
        "number": localizer.number,
        "listing": localizer.listing,
        "words": localizer.words,
        "names_of": lambda entries: localizer.listing([localizer.words(entry.name) for entry in entries]),
        "links_of": lambda entries: localizer.listing([method_link(entry, localizer) for entry in entries]),
        "lang": localizer.lang,
        "badge": localizer.badge,
        "part_label": localizer.part_label,
        "part_names": localizer.part_names,
        "searched": _searched,
        "findable": _findable,
        "part_states": lambda work: {part.id: part.state.value for part in work.parts},
        "bibliography": _bibliography,
        "references_of": lambda entry: _references(entry, layout.heads),
        "reference": lambda source: full_reference(source, localizer),
        "language": lambda code: language_name(code, layout.locale),
        "prose": lambda body: _prose(body, localizer),
        "comma": _COMMAS.get(layout.locale.script, ", "),
        "year_of": partial(year_of, layout.heads),
        "year_place": year_place(layout.heads),
        "terms_of": partial(terms_of, layout.heads, localizer),
        "gap": "" if layout.locale.code.startswith(NO_SPACES) else " ",
        "edit_href": lambda path: edit_href(layout, path),
        "new_href": lambda path, text="": new_href(layout, path, text),
        "new_file_form": new_file_form(layout),
        "translate_address": translate_address,
        "contribute": contribute_path(layout.locale.code),
        "coverage": translation_status_path(layout.locale.code),
        "glossary": glossary_path(layout.locale.code),
        "download_links": Markup(" · ").join(
            markup('<a href="{}" translate="no">{}</a>', address, _FORMS[form]) for form, address in layout.downloads
        ),
        "licence": markup('<a rel="license" href="{1}">{0}</a>', *layout.licence) if layout.licence else "",
        "asset": lambda name: ROOT_MARK + assets[name],
        "shared_words": shared_words(localizer),
        "root": ROOT_MARK,
        "inner": INNER_MARK,
        "current_mark": lambda menu, number: Markup(f"{CURRENT_MARK}{menu}{number};"),
        "layout": layout,
        "State": State,
        "Status": Status,
    }
