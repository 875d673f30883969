"""What a page is before its language and its words: the data of its kind, and what decides whether it is rendered."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from sys import intern
from typing import Any, ClassVar, Literal, NamedTuple, get_args, get_origin, get_type_hints

from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.locale_site import LocaleSite
from kaedah.summaries import DIGEST_SIZE, IMAGE_PART, DocumentSummary, Ingredient, value_digest

# The ingredients that no document has alone: how far each document is translated in a language, how many parts are in
# each state in all languages, and the terms of the site.
ALL_WORK, WORK_TOTALS = Ingredient("", "all translations"), Ingredient("", "translation totals")
GLOSSARY = Ingredient("", "glossary")
IMAGES = "images"  # how the keys of images begin, as in `images/tree.svg`

# What a view opens a document for: a column, its body, its entry in lists, its translation status, its source words.
DocumentPart = Literal["cells", "body", "listing", "work", "start"]

# What `explain` prints where a field of a page, or what the page is made of, has changed.
ABOUT = "what the page is about"
DOCUMENTS = "which documents it is made of"
LINKS = "which pages its links lead to"
LANGUAGES = "the languages that have it"


class PageKind(NamedTuple):
    """A kind of page.

    name: its name, unique in the program
    template: the template that renders it, by its name in a theme
    book: how a book has its pages: `chapter` in the reading order, `aside` opened by a link, or not at all
    """

    name: str
    template: str
    book: Literal["", "chapter", "aside"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """What a page of one kind is about, the same in every language. Each kind is a subclass: a frozen dataclass whose
    fields are texts, numbers and (named) tuples of them.

    kind: its name and template
    reasons: by field, what `explain` prints where the field has changed; `ABOUT` for a field that is not named
    alternates: the languages that truly have the page
    """

    kind: ClassVar[PageKind]
    reasons: ClassVar[Mapping[str, str]] = {}
    alternates: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        _classes[cls.kind.name] = cls

    @classmethod
    def plan(cls, context: "PlanContext") -> "Iterator[PageSpec]":
        """The pages of this kind that the site has, with the ingredients of each."""
        raise NotImplementedError

    @property
    def inner(self) -> str:
        """The path inside a locale; of a page above all languages, the path from the root."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[str, ...]:
        """The methods whose columns the page shows."""
        return ()

    def reads(self, locale_site: LocaleSite) -> Iterator[tuple[str, DocumentPart]]:
        """The documents that the view opens, by key, and what it takes of each."""
        return ((f"methods/{slug}", "cells") for slug in self.columns)

    def is_linked(self, comparisons: Comparisons) -> bool:
        """Whether a book that has pages of this kind links to this one."""
        return True

    def view(self, locale_site: LocaleSite) -> object:
        """What the template gets, as `view`. A function of the page's ingredients, whatever else the site holds."""
        raise NotImplementedError


# Every kind of page by its name, so that a packed spec finds its class.
_classes: dict[str, type[PageData]] = {}


class PageSpec(NamedTuple):
    """A page that every language has, or one above all languages.

    inner: the path inside a locale
    data: what it is about
    needs: the ingredients that it is made of
    digest: of all this, 8 bytes: what the page is but for its language and the content of its ingredients
    """

    inner: str
    data: PageData
    needs: tuple[Ingredient, ...]
    digest: bytes

    @property
    def kind(self) -> PageKind:
        return self.data.kind

    @property
    def template(self) -> str:
        return self.data.kind.template

    @property
    def alternates(self) -> tuple[str, ...]:
        return self.data.alternates

    def changes(self, before: "PageSpec") -> Iterator[str]:
        """In words, what of the page differs from an earlier spec of it."""
        if self.kind != before.kind:
            yield ABOUT
            return
        reasons = {"alternates": LANGUAGES, **self.data.reasons}
        names = [name for name, _ in _fields(type(self.data))]
        changed = [name for name in names if getattr(self.data, name) != getattr(before.data, name)]
        documents = [DOCUMENTS] if self.needs != before.needs else []
        yield from dict.fromkeys([*(reasons.get(name, ABOUT) for name in changed), *documents])


@dataclass(frozen=True)
class PlanContext:
    """What page kinds are planned from.

    site: the site; its documents are not opened
    comparisons: the pairs, curated comparisons and lists of methods
    specs: the pages that every language has, for kinds that list them
    """

    site: Site
    comparisons: Comparisons
    specs: Collection[PageSpec] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages."""
        return tuple(locale.code for locale in self.site.settings.locales)

    @cached_property
    def column_needs(self) -> Mapping[str, tuple[Ingredient, ...]]:
        """By method, what its column is made of: its words and facts, the names of what it links to, and images."""
        summaries = self.site.summaries
        return {
            slug: (
                need("methods", slug, "cells"),
                *(need("methods", other, "name") for other in related),
                *images_needed(summaries[f"methods/{slug}"].cell_images),
            )
            for slug, related in self.comparisons.related.items()
        }

    def translated(self, document: DocumentSummary) -> tuple[str, ...]:
        """The languages that have most of a document."""
        return tuple(code for code in self.codes if document.by_locale.tally(code).mostly_translated)


@lru_cache(maxsize=100_000)
def need(folder: str, name: str, part: str) -> Ingredient:
    """A part of a document as an ingredient; the same object wherever it is needed, for many pages need it."""
    return Ingredient(intern(f"{folder}/{name}"), part)


def link_needs(linked: Iterable[str]) -> Iterator[Ingredient]:
    """What the links of a body are made of: the names of what they lead to, and where its headings are."""
    for link in linked:
        key, _, anchor = link.partition("#")
        folder, _, name = key.partition("/")
        if folder == "terms":
            yield GLOSSARY
            continue
        yield need(folder, name, "name")
        if anchor:
            yield need(folder, name, "anchors")


def images_needed(names: Iterable[str]) -> Iterator[Ingredient]:
    """Images as ingredients."""
    return (need(IMAGES, name, IMAGE_PART) for name in names)


def make_spec(data: PageData, needs: tuple[Ingredient, ...] = ()) -> PageSpec:
    """The spec of a page, with its digest."""
    return PageSpec(data.inner, data, needs, value_digest(data.kind.name, _values(data), needs))


def view_only(spec: PageSpec) -> PageSpec:
    """The spec with no more than a view is made of: for sending it to another process."""
    return PageSpec("", spec.data, (), b"")


def pack(spec: PageSpec) -> bytes:
    """The spec as bytes, for the build state."""
    parts = (spec.inner, spec.kind.name, _values(spec.data), spec.needs)
    return json.dumps(parts, ensure_ascii=False).encode() + spec.digest


def unpack(packed: bytes) -> PageSpec:
    """The spec that was packed. Raises ValueError for one that is damaged, of a kind that there is not, or with other
    fields.
    """
    try:
        inner, name, values, needs = json.loads(packed[:-DIGEST_SIZE])
        kind = _classes.get(name)
        if kind is None:
            raise ValueError(f"there is no kind of page with the name {name}")
        parts = zip(_fields(kind), values, strict=True)
        restored = {field: restore(value) if restore else value for (field, restore), value in parts}
        spec = PageSpec(inner, kind(**restored), tuple(Ingredient(*item) for item in needs), packed[-DIGEST_SIZE:])
        right = inner == spec.data.inner and value_digest(name, _values(spec.data), spec.needs) == spec.digest
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"this is not a spec of a page: {error}") from error
    if not right:
        raise ValueError("this is not the spec that was packed")
    return spec


Restore = Callable[[Any], Any]
_known: dict[type[PageData], tuple[tuple[str, Restore | None], ...]] = {}


def _fields(kind: type[PageData]) -> tuple[tuple[str, Restore | None], ...]:
    """The fields of a kind, each with what makes its value of what JSON holds; None where that will do."""
    found = _known.get(kind)
    if found is None:
        hints = get_type_hints(kind)
        found = _known[kind] = tuple((field.name, _restorer(hints[field.name])) for field in fields(kind))
    return found


def _restorer(hint: Any) -> Restore | None:
    if get_origin(hint) is tuple:
        item, *more = get_args(hint)
        if more != [Ellipsis]:
            raise TypeError(f"{hint}: name the parts in a NamedTuple")
        restore = _restorer(item)
        return (lambda values: tuple(map(restore, values))) if restore else tuple
    if not hasattr(hint, "_make"):
        return None
    parts = [_restorer(part) for part in get_type_hints(hint).values()]
    return lambda values: hint._make(
        restore(value) if restore else value for restore, value in zip(parts, values, strict=True)
    )


def _values(data: PageData) -> tuple[Any, ...]:
    """The values of the fields, of plain tuples."""
    return tuple(
        getattr(data, name) if restore in (None, tuple) else _plain(getattr(data, name))
        for name, restore in _fields(type(data))
    )


def _plain(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
