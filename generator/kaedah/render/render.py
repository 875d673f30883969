"""Pages → bytes. A job needs nothing but itself."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from kaedah.model import CuratedComparison, Method, Theme
from kaedah.plan.layout import Layout
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.making import template_of, view_of
from kaedah.plan.page_spec import ALL_WORK, bare
from kaedah.plan.paths import INNER_MARK, NOT_FOUND, ROOT_MARK, inner_path, root_from
from kaedah.plan.site_plan import Page
from kaedah.plan.views import View
from kaedah.read.lazy_documents import some_of
from kaedah.render.environment import LocaleEnvironment, environment_of
from kaedah.render.template_checks import place_of

Documented = TypeVar("Documented", Method, CuratedComparison)


class Job(NamedTuple):
    """Pages of one locale with all that is needed to write them; can be pickled and sent anywhere."""

    locale_site: LocaleSite
    pages: tuple[Page, ...]

    def alone(self, far: bool = False) -> "Job":
        """The same job with no more of the site than its pages need, for sending it to another process. If that is
        `far` from here, documents on a shelf are taken along.
        """
        site, locale = self.locale_site.site, self.locale_site.locale
        needs = {need for page in self.pages for need in page.spec.needs}
        keys = set(site.summaries) if ALL_WORK in needs else set()
        keys |= {need.partition(":")[0] for need in needs if ":" in need}
        lists = [listing for listing in self.locale_site.sets.lists.values() if listing.ingredient in needs]
        keys |= {f"methods/{slug}" for listing in lists for slug in listing.slugs}
        found = [(key.partition("/")[0], key.partition("/")[2]) for key in sorted(keys)]
        methods = some_of(site.methods, [name for kind, name in found if kind == "methods"])
        sets = some_of(site.sets, [name for kind, name in found if kind == "comparisons"])
        prose = some_of(site.prose, [name for kind, name in found if kind == "pages"])
        if far:
            methods = {name: _whole(method) for name, method in methods.items()}
            sets = {name: _whole(item) for name, item in sets.items()}
            prose = {name: document.loaded() for name, document in prose.items()}
        summaries = {key: site.summaries[key].read_in(locale.code) for key in keys}
        part = site._replace(methods=methods, sets=sets, prose=prose, summaries=summaries, findings=())
        pages = tuple(Page(page.path, page.locale, bare(page.spec), "") for page in self.pages)
        locale_site = LocaleSite(part, locale, self.locale_site.layout, self.locale_site.sets)
        return Job(locale_site, pages)


def _whole(thing: Documented) -> Documented:
    return thing._replace(document=thing.document.loaded())


class Rendered(NamedTuple):
    """A finished page."""

    path: str
    content: bytes


class RenderError(Exception):
    """A page could not be rendered: our mistake or the theme's. Names the page and, where one failed, the template.

    `place` is the template's path as messages show it, and the line.
    """

    def __init__(self, path: str, template: str, reason: str, place: tuple[str, int] | None = None) -> None:
        super().__init__(path, template, reason, place)
        self.path, self.template, self.reason, self.place = path, template, reason, place

    def __str__(self) -> str:
        return f"cannot render {self.path} with {self.template}: {self.reason}"


def _failed(path: str, template: str, error: Exception, theme: Theme) -> RenderError:
    return RenderError(path, template, f"{type(error).__name__}: {error}", place_of(error, theme))


def render_job(job: Job) -> Iterator[Rendered]:
    """Every page of the job, in its order. Raises RenderError."""
    locale_site = job.locale_site
    try:
        environment = environment_of(locale_site.site.theme, locale_site.layout, locale_site.catalogue)
    except Exception as error:  # a theme may be broken in any way; what was being made must be named
        raise _failed(locale_site.locale.code, "parts.html", error, locale_site.site.theme) from error
    shown = [locale_site.sets.columns(page.spec) for page in job.pages]
    left = Counter(chain.from_iterable(shown))
    for page, slugs in zip(job.pages, shown, strict=True):
        yield Rendered(page.path, render_page(page, view_of(page, locale_site), locale_site, environment))
        left.subtract(slugs)
        for slug in slugs:
            if not left[slug]:  # no further page shows it
                environment.columns.forget(locale_site.forget(slug))
    locale_site.let_go()  # a process must not end with the columns of every language that it wrote
    environment.clear_methods()


def render_page(page: Page, view: View, locale_site: LocaleSite, environment: LocaleEnvironment) -> bytes:
    """One page as UTF-8, all its links leading from where it lies."""
    template = template_of(page)
    try:
        text = environment.get_template(template).render(view=view, page_path=page.path)
    except Exception as error:  # a template may fail in any way; the page it failed on must be named
        raise _failed(page.path, template, error, locale_site.site.theme) from error
    return (
        text.replace(INNER_MARK, inner_path(page.path))
        .replace(ROOT_MARK, _root(page.path, locale_site.layout))
        .encode()
    )


def _root(path: str, layout: Layout) -> str:
    """The way to the root. A server may show the not-found page at any depth, so it leads from the site's address."""
    if path == NOT_FOUND and layout.base_url:
        return urlsplit(layout.base_url).path or "/"
    return root_from(path)
