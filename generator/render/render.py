"""Pages → bytes. A job needs nothing but itself."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from generator.model import CuratedSet, Method, Theme
from generator.plan.addresses import INNER_MARK, NOT_FOUND, ROOT_MARK, inner_path, root_from
from generator.plan.edition import Edition
from generator.plan.ledger import ALL_WORK
from generator.plan.making import template_of, view_of
from generator.plan.pages import Page
from generator.plan.sheets import bare
from generator.plan.shell import Shell
from generator.plan.views import View
from generator.read.opened import chosen
from generator.render.compiled import Store
from generator.render.environment import LocaleEnvironment, environment_of
from generator.render.templates import place_of

Documented = TypeVar("Documented", Method, CuratedSet)


class Job(NamedTuple):
    """Pages of one locale with all that is needed to write them; can be pickled and sent anywhere.

    In the `store`, if there is one, compiled templates are kept.
    """

    edition: Edition
    pages: tuple[Page, ...]
    store: Store | None = None

    def alone(self, far: bool = False) -> "Job":
        """The same job with no more of the site than its pages need, for sending it to another process. If that is
        `far` from here, documents on a shelf are taken along.
        """
        site, locale = self.edition.site, self.edition.locale
        needs = {need for page in self.pages for need in page.sheet.needs}
        keys = set(site.outlines) if ALL_WORK in needs else set()
        keys |= {need.partition(":")[0] for need in needs if ":" in need}
        lists = [listing for listing in self.edition.sets.lists.values() if listing.ingredient in needs]
        keys |= {f"methods/{slug}" for listing in lists for slug in listing.slugs}
        found = [(key.partition("/")[0], key.partition("/")[2]) for key in sorted(keys)]
        methods = chosen(site.methods, [name for kind, name in found if kind == "methods"])
        sets = chosen(site.sets, [name for kind, name in found if kind == "comparisons"])
        prose = chosen(site.prose, [name for kind, name in found if kind == "pages"])
        if far:
            methods = {name: _whole(method) for name, method in methods.items()}
            sets = {name: _whole(item) for name, item in sets.items()}
            prose = {name: document.whole() for name, document in prose.items()}
        outlines = {key: site.outlines[key].read_in(locale.code) for key in keys}
        part = site._replace(methods=methods, sets=sets, prose=prose, outlines=outlines, findings=())
        pages = tuple(Page(page.path, page.locale, bare(page.sheet), "") for page in self.pages)
        edition = Edition(part, locale, self.edition.shell, self.edition.sets)
        return Job(edition, pages, None if far else self.store)


def _whole(thing: Documented) -> Documented:
    return thing._replace(document=thing.document.whole())


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
    edition = job.edition
    try:
        environment = environment_of(edition.site.theme, edition.shell, edition.catalogue, job.store)
    except Exception as error:  # a theme may be broken in any way; what was being made must be named
        raise _failed(edition.locale.code, "parts.html", error, edition.site.theme) from error
    shown = [edition.sets.columns(page.sheet) for page in job.pages]
    left = Counter(chain.from_iterable(shown))
    for page, slugs in zip(job.pages, shown, strict=True):
        yield Rendered(page.path, render_page(page, view_of(page, edition), edition, environment))
        left.subtract(slugs)
        for slug in slugs:
            if not left[slug]:  # no further page shows it
                environment.columns.forget(edition.forget(slug))
    edition.let_go()  # a process must not end with the columns of every language that it wrote
    environment.let_go()


def render_page(page: Page, view: View, edition: Edition, environment: LocaleEnvironment) -> bytes:
    """One page as UTF-8, all its links leading from where it lies."""
    template = template_of(page)
    try:
        text = environment.get_template(template).render(view=view, page_path=page.path)
    except Exception as error:  # a template may fail in any way; the page it failed on must be named
        raise _failed(page.path, template, error, edition.site.theme) from error
    return text.replace(INNER_MARK, inner_path(page.path)).replace(ROOT_MARK, _root(page.path, edition.shell)).encode()


def _root(path: str, shell: Shell) -> str:
    """The way to the root. A server may show the not-found page at any depth, so it leads from the site's address."""
    if path == NOT_FOUND and shell.base_url:
        return urlsplit(shell.base_url).path or "/"
    return root_from(path)
