"""How far a language is translated: pages for people, with what needs most work first, and one file for machines."""

from collections.abc import Iterator, Sequence
from functools import partial

from kaedah.model import Site
from kaedah.plan.layout import Link
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import PageSpec, make_spec
from kaedah.plan.paths import inner_path, method_path, prose_path, set_path, translation_status_path
from kaedah.plan.taxonomies import Pagination, make_pagination
from kaedah.plan.views import TranslationStatusView

# Documents on a page.
PAGE_SIZE = 150
_PATHS = {"methods": method_path, "comparisons": set_path, "pages": prose_path}


def translation_status_specs(site: Site, needs: tuple[str, ...], everywhere: tuple[str, ...]) -> Iterator[PageSpec]:
    """The pages of the list: as many in each language, and at least one."""
    pages = max(1, -(-len(site.summaries) // PAGE_SIZE))
    for page in range(1, pages + 1):
        yield make_spec(
            inner_path(translation_status_path("", page)), "coverage", (str(page), str(pages)), needs, (), everywhere
        )


def translation_status_view(locale_site: LocaleSite, spec: PageSpec) -> TranslationStatusView:
    """The documents that a page shows: those with most that is missing, then out of date, then not reviewed."""
    page, pages = map(int, spec.subject)
    code = locale_site.locale.code
    keys = locale_site.worklist[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return _view(
        locale_site, keys, make_pagination(page, pages, partial(translation_status_path, code)), spec.alternates
    )


def translation_status_data_view(locale_site: LocaleSite, spec: PageSpec) -> TranslationStatusView:
    """All documents in the order of their names."""
    return _view(locale_site, sorted(locale_site.site.summaries, key=_in_kinds), Pagination(), spec.alternates)


def _view(
    locale_site: LocaleSite, keys: Sequence[str], turn: Pagination, alternates: tuple[str, ...]
) -> TranslationStatusView:
    rows = []
    for key in keys:
        kind, _, name = key.partition("/")
        link = Link(_PATHS[kind](locale_site.locale.code, name), locale_site.title(key), name)
        rows.append((kind, link, locale_site.translation(key)))
    return TranslationStatusView(tuple(rows), len(locale_site.site.summaries), locale_site.parts, turn, alternates)


def _in_kinds(key: str) -> tuple[int, str]:
    kind, _, name = key.partition("/")
    return [*_PATHS].index(kind), name
