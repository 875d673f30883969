"""Which pages are out of date, and why. Pure: the published site comes as plain values.

A page is out of date where its fingerprint is not the published one. That alone decides. What changed since the last
build narrows down which pages to look at, and gives the reasons.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from kaedah.digests import digest_of
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import ALL_WORK, WORK_TOTALS, PageSpec
from kaedah.plan.site_plan import Page, Plan
from kaedah.problems import join_limited
from kaedah.summaries import Ingredient

# What all pages of a language share, by the attribute of the layout, in words.
_SHARED = {
    "title": "the title of the site",
    "locale": "what is known of the language",
    "locales": "the languages of the site",
    "source": "the source language",
    "base_url": "the address of the site",
    "repository": "the repository",
    "branch": "the branch",
    "menu": "the menu",
    "footer": "the links in the foot",
    "heads": "the labels of the fields",
    "assets": "the style sheets, scripts and pictures of the theme",
    "glossary": "whether there is a glossary",
    "licence": "the licence",
    "downloads": "the files to download",
    "tagline": "the tagline of the site",
    "description": "the description of the site",
    "plugins": "a plugin",
    "address": "the address of entries",
    "link_scheme": "the scheme of links to entries",
}


class Reason(NamedTuple):
    """Why a page is out of date.

    cause: `new` page; `shared` by all pages of its language; its `spec`; an `ingredient`; `damaged`, where its file is
        not as it was written; `unknown`, where nothing is known of the build that wrote it.
    what: the shared thing in words, or the part of the ingredient.
    documents: the key of the ingredient's document; of a list, the documents that differ in it.
    """

    cause: Literal["new", "shared", "spec", "ingredient", "damaged", "unknown"]
    what: str = ""
    documents: str = ""


class Stale(NamedTuple):
    """A page to write again, with the reasons."""

    page: Page
    reasons: tuple[Reason, ...]


class PublishedState(NamedTuple):
    """What the build state knows of the published site.

    shape: the digest of what decided its page specs.
    layouts: by language the digest of its layout.
    shared: by language the digest of each thing that all its pages share, by its name in words.
    ingredients: the digests of what its pages were made of, by document.
    """

    shape: str = ""
    layouts: Mapping[str, str] = {}
    shared: Mapping[str, Mapping[str, str]] = {}
    ingredients: Mapping[str, bytes] = {}


class Changes(NamedTuple):
    """What differs between the published site and the one to publish.

    shared: by language what differs of what all its pages share, in words; a language whose layout is the same is
        missing.
    ingredients: by language the ingredients that differ.
    specs: the inner paths of pages whose spec differs, those above all languages with the prefix `/`.
    known: whether anything is known of the published site.
    """

    shared: Mapping[str, tuple[str, ...]] = {}
    ingredients: Mapping[str, frozenset[Ingredient]] = {}
    specs: frozenset[str] = frozenset()
    known: bool = True


NOTHING_KNOWN = Changes(known=False)


def out_of_date(
    pages: Iterable[Page],
    published: Callable[[str], str | None],
    changes: Changes,
    damaged: Container[str] = (),
) -> Iterator[Stale]:
    """The pages whose fingerprint is not the published one, and those whose file is damaged.

    `published` gives the fingerprint of a path; `damaged` are the paths of files that are not as they were written.
    """
    for page in pages:
        known = published(page.path)
        if known is None:
            yield Stale(page, (Reason("new"),))
        elif known != page.fingerprint:
            yield Stale(page, tuple(_reasons(page, changes)) or (Reason("unknown"),))
        elif page.path in damaged:
            yield Stale(page, (Reason("damaged"),))


def _reasons(page: Page, changes: Changes) -> Iterator[Reason]:
    for what in changes.shared.get(page.locale, ()):
        yield Reason("shared", what)
    root = page.path == page.spec.inner
    if (f"/{page.spec.inner}" if root else page.spec.inner) in changes.specs:
        yield Reason("spec")
    changed = changes.ingredients.get(page.locale, frozenset())
    for need in dict.fromkeys(page.spec.needs):
        if need in changed:
            everywhere = frozenset().union(*changes.ingredients.values()) if need == WORK_TOTALS else changed
            yield Reason("ingredient", need.part, need.document or _documents(need, everywhere))


def _documents(need: Ingredient, changed: frozenset[Ingredient]) -> str:
    """The documents that differ in a list."""
    counted = need in (ALL_WORK, WORK_TOTALS)
    for part in ("work",) if counted else ("listing", "work"):
        found = {item.document for item in changed if item.part == part}
        keys = sorted(key for key in found if counted or key.startswith("methods/"))
        if keys:
            return join_limited(keys, 5)
    return ""


def candidates(plan: Plan, changes: Changes, needing: Mapping[str, Iterable[PageSpec]]) -> Iterator[Page]:
    """The pages that changes may have put out of date, where no spec differs.

    `needing` are the specs made of what differs by language, those above all languages under the empty code.
    """
    for code in plan.locale_sites:
        specs = plan.specs if code in changes.shared else needing.get(code, ())
        yield from plan.locale_pages(code, specs)
    yield from plan.root_pages(plan.roots if plan.source in changes.shared else needing.get("", ()))


def shared_digests(locale_site: LocaleSite, salt: str) -> dict[str, str]:
    """The digest of each thing that all pages of a language share, by its name in words."""
    site, layout, catalogue = locale_site.site, locale_site.layout, locale_site.catalogue
    found = {words: digest_of(getattr(layout, name)) for name, words in _SHARED.items()}
    found["the program or a library"] = salt
    found["content/fields.yaml"] = digest_of(site.fields)
    if catalogue:
        found[catalogue.path] = catalogue.digest
    layers = {name.partition("/")[0] for name in site.theme.files if "/" in name}
    found["the theme, or one that it extends"] = digest_of(sorted(layers))
    for name, path in site.theme.files.items():
        found[path] = digest_of(site.theme.templates[name])
    return found


def changed_shared(plan: Plan, published: PublishedState) -> dict[str, tuple[str, ...]]:
    """By language, where its layout differs, what of it differs in words."""
    found: dict[str, tuple[str, ...]] = {}
    for code, locale_site in plan.locale_sites.items():
        if published.layouts.get(code) == locale_site.layout.digest:
            continue
        if code not in published.shared:
            found[code] = (_SHARED["locales"],)
            continue
        now, before = shared_digests(locale_site, plan.salt), published.shared[code]
        found[code] = tuple(sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name)))
    return found
