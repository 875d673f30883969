"""Site → specs: every page that there is, whatever its language. Summaries are enough; no document is opened."""

from collections.abc import Collection, Iterator

from kaedah.digests import digest_of
from kaedah.model import Site
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.page_spec import PageSpec, PlanContext
from kaedah.plan.pages import LOCALE_PAGES, ROOT_PAGES


def shape_of(site: Site, salt: str = "") -> str:
    """The digest of all that decides which pages there are: two sites of one shape have the same specs."""
    shapes = "\n".join(site.summaries), b"".join([summary.shape for summary in site.summaries.values()])
    catalogues = sorted((code, catalogue.digest) for code, catalogue in site.catalogues.items())
    return digest_of(salt, shapes, site.settings, site.fields, bool(site.glossary.terms), catalogues)


def specs_of(site: Site, comparisons: Comparisons) -> Iterator[PageSpec]:
    """The pages that every language has."""
    context = PlanContext(site, comparisons)
    for kind in LOCALE_PAGES:
        yield from kind.plan(context)


def root_specs_of(site: Site, specs: Collection[PageSpec]) -> Iterator[PageSpec]:
    """The pages above all languages; `specs` are those that every language has."""
    context = PlanContext(site, Comparisons(site), specs)
    for kind in ROOT_PAGES:
        yield from kind.plan(context)
