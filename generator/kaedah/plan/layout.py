"""What all pages of one locale share, and the links they are made of."""

from collections.abc import Iterator
from typing import NamedTuple

from kaedah.digests import digest_of, digested_name
from kaedah.documents import LocalizedText, Status
from kaedah.menu_items import MenuItem
from kaedah.model import Catalogue, Image, Licence, Locale, Plugin, Site
from kaedah.plan.downloads import Form, downloads_for
from kaedah.plan.menu import FOOT, HEAD, MenuLink, part_link, usual
from kaedah.plan.page_tree import PageTree
from kaedah.plan.paths import image_path, prose_path
from kaedah.plan.scaffolds import MESSAGES, words_in
from kaedah.read.kinds import KINDS, Role
from kaedah.read.menus import targets_of


class Link(NamedTuple):
    """A page of the site, by its path from the root, and what it is called."""

    path: str
    name: LocalizedText
    slug: str = ""


class RowGroup(NamedTuple):
    """A group of rows: its heading in the source language, which names it, and in one locale."""

    name: str
    label: LocalizedText


class RowHead(NamedTuple):
    """A field's label in one locale."""

    field: str
    kind: str
    label: LocalizedText
    help: LocalizedText
    group: RowGroup | None = None

    @property
    def role(self) -> Role | None:
        """What the values of the field are to the rest of the program."""
        return KINDS[self.kind].role

    @property
    def is_short(self) -> bool:
        """Whether its values are a few words: no prose, no lists of people, references or links."""
        return self.role in (None, Role.TERM, Role.YEAR) and not KINDS[self.kind].leads


class Layout(NamedTuple):
    """What all pages of one locale share; nothing in it grows with the number of methods."""

    title: str
    locale: Locale
    locales: tuple[Locale, ...]
    source: Locale
    base_url: str
    repository: str
    branch: str
    menu: tuple[MenuLink, ...]
    footer: tuple[MenuLink, ...]
    heads: tuple[RowHead, ...]
    assets: tuple[tuple[str, str], ...]  # name in the theme, path in the output
    glossary: bool = False  # whether there is one to link to
    licence: Licence | None = None  # of the content
    downloads: tuple[tuple[Form, str], ...] = ()  # what readers are offered, and its address
    book: bool = False  # whether pages are read as chapters of a book, where nothing can be pressed or filled in
    tagline: LocalizedText | None = None  # what the site is, in a few words
    description: LocalizedText | None = None  # and in a sentence or two
    plugins: tuple[Plugin, ...] = ()
    address: str = "methods"  # the folder of the methods' pages
    link_scheme: str = "method"  # of links to methods in bodies
    digest: str = ""

    @property
    def groups(self) -> tuple[tuple[RowGroup | None, tuple[int, ...]], ...]:
        """The groups of rows in page order, None for the rows without one, and the places of the rows."""
        found: dict[RowGroup | None, tuple[int, ...]] = {}
        for place, head in enumerate(self.heads):
            found[head.group] = (*found.get(head.group, ()), place)
        return tuple(found.items())


def make_layout(site: Site, locale: Locale, salt: str, book: bool = False) -> Layout:
    """What the pages of a locale share. `salt` is the digest of all else that decides the bytes of a page."""
    catalogue = site.catalogues.get(locale.code)
    layout = _layout(site, locale, catalogue)._replace(book=book)
    scaffold_words = [*map(words_in(site.catalogues.get(site.settings.source.code)), MESSAGES)]
    return layout._replace(digest=digest_of(layout, site.fields, site.theme, catalogue, scaffold_words, salt))


def published_files(site: Site, layout: Layout) -> Iterator[tuple[str, bytes | Image]]:
    """Every file that is no page, by its path: the theme's assets, the site's own files, and its images, which are
    still to be read.
    """
    yield from ((path, site.theme.assets[name]) for name, path in layout.assets)
    yield from site.files.items()
    yield from ((image_path(name, image.digest), image) for name, image in site.images.items())


def files_digest(site: Site) -> str:
    """The digest of the site's own files and images."""
    if not site.files and not site.images:
        return ""
    return digest_of(sorted(site.files.items()), [(name, image.digest) for name, image in sorted(site.images.items())])


def title_of(site: Site, key: str, code: str) -> LocalizedText:
    """The name of a document by its key, in a language; the document is not opened for it."""
    summary = site.summaries[key].by_locale.of(code)
    lang = site.settings.source.code if summary.status is Status.FALLBACK else code
    return LocalizedText(summary.title, lang, summary.status)


def label(catalogue: Catalogue | None, source: Locale, context: str, text: str) -> LocalizedText:
    """A label of the content (a field, a term) in the catalogue's language, else in the source language."""
    if catalogue is None or (catalogue.locale == source.code and (context, text) not in catalogue.messages):
        return LocalizedText(text, source.code)
    forms = catalogue.messages.get((context, text))
    return (
        LocalizedText(forms[0], catalogue.locale, Status.CURRENT)
        if forms
        else LocalizedText(text, source.code, Status.FALLBACK)
    )


def _layout(site: Site, locale: Locale, catalogue: Catalogue | None) -> Layout:
    settings = site.settings
    heads = tuple(
        RowHead(
            field.id,
            field.kind,
            label(catalogue, settings.source, "field", field.label),
            label(catalogue, settings.source, "help", field.help) if field.help else LocalizedText("", locale.code),
            RowGroup(field.group, label(catalogue, settings.source, "group", field.group)) if field.group else None,
        )
        for field in site.fields
    )
    assets = tuple((name, asset_path(name, content)) for name, content in sorted(site.theme.assets.items()))

    def of_site(text: str) -> LocalizedText | None:
        return label(catalogue, settings.source, "site", text) if text else None

    return Layout(
        label(catalogue, settings.source, "site", settings.title).text,
        locale,
        settings.locales,
        settings.source,
        settings.base_url,
        settings.repository,
        settings.branch,
        _menu(site, locale, catalogue, settings.menu),
        _menu(site, locale, catalogue, (*usual(FOOT),) if settings.footer is None else settings.footer),
        heads,
        assets,
        bool(site.glossary.terms),
        settings.licence,
        downloads_for(settings, locale),
        tagline=of_site(settings.tagline),
        description=of_site(settings.description),
        plugins=settings.plugins,
        address=settings.address,
        link_scheme=settings.link_scheme,
    )


def _menu(
    site: Site, locale: Locale, catalogue: Catalogue | None, items: tuple[MenuItem, ...] | None
) -> tuple[MenuLink, ...]:
    """The links of a menu; None stands for the usual one. Parts that the site does not have are left out."""
    tree = PageTree(site.prose, site.summaries)
    if items is None:
        items = (*usual(HEAD), *(MenuItem("", page, "", "", "", 0, 0) for page in tree.top()))
    lacking = targets_of((), site.settings, site.glossary, site.summaries.values()).lacking
    source = site.settings.source
    found: list[MenuLink] = []
    for item in items:
        name = label(catalogue, source, "menu", item.text) if item.text else None
        if item.url:
            found.append(MenuLink("", "", item.url, name, ()))
        elif item.page:
            head = tree.head(item.page)
            name = name or title_of(site, f"pages/{head}", locale.code)
            found.append(MenuLink("", prose_path(locale.code, head), "", name, tree.within(item.page)))
        elif item.part not in lacking:
            found.append(part_link(item.part, locale.code, site.settings.address))
    return tuple(found)


def asset_path(name: str, content: bytes) -> str:
    """Where an asset is published: its name with its digest, so that it may be cached for ever."""
    return f"assets/{digested_name(name, content)}"
