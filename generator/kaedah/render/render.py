"""Pages → bytes. A job needs nothing but itself."""

import re
from collections import Counter
from itertools import chain
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from kaedah.model import CuratedComparison, Method, Theme
from kaedah.plan.layout import Layout
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.page_spec import ALL_WORK, WORK_TOTALS, view_only
from kaedah.plan.paths import CURRENT_MARK, INNER_MARK, NOT_FOUND, ROOT_MARK, inner_path, root_from
from kaedah.plan.site_plan import Page
from kaedah.plan.translation_progress import TranslationProgress
from kaedah.read.lazy_documents import subset
from kaedah.read.plugins import enable
from kaedah.render.environment import LocaleEnvironment, environment_of
from kaedah.render.render_error import RenderError
from kaedah.render.template_checks import place_of
from kaedah.summaries import IMAGE_PART

_CURRENT = re.compile(CURRENT_MARK + r"(menu|foot)(\d+);")
Documented = TypeVar("Documented", Method, CuratedComparison)


class Job(NamedTuple):
    """Pages of one locale with all that is needed to write them; can be pickled and sent anywhere."""

    locale_site: LocaleSite
    pages: tuple[Page, ...]

    def self_contained(self, far: bool = False) -> "Job":
        """The same job with no more of the site than its pages need, for sending it to another process. If that is
        `far`, without access to the cache of parsed documents, their contents are taken along.
        """
        site, locale = self.locale_site.site, self.locale_site.locale
        needs = {need for page in self.pages for need in page.spec.needs}
        keys = set(site.summaries) if ALL_WORK in needs else set()
        keys |= {need.document for need in needs if need.document and need.part != IMAGE_PART}
        images = {need.document.partition("/")[2] for need in needs if need.part == IMAGE_PART}
        lists = [listing for listing in self.locale_site.sets.lists.values() if listing.ingredient in needs]
        keys |= {f"methods/{slug}" for listing in lists for slug in listing.slugs}
        found = [(key.partition("/")[0], key.partition("/")[2]) for key in sorted(keys)]
        methods = subset(site.methods, [name for kind, name in found if kind == "methods"])
        sets = subset(site.sets, [name for kind, name in found if kind == "comparisons"])
        prose = subset(site.prose, [name for kind, name in found if kind == "pages"])
        if far:
            methods = {name: _whole(method) for name, method in methods.items()}
            sets = {name: _whole(item) for name, item in sets.items()}
            prose = {name: document.loaded() for name, document in prose.items()}
        summaries = {key: site.summaries[key].read_in(locale.code) for key in keys}
        part = site._replace(methods=methods, sets=sets, prose=prose, summaries=summaries, findings=(), files={})
        part = part._replace(images={name: site.images[name] for name in sorted(images)})
        pages = tuple(Page(page.path, page.locale, view_only(page.spec), "") for page in self.pages)
        known = self.locale_site.progress.by_language if WORK_TOTALS in needs else None  # of all languages
        progress = TranslationProgress(part.summaries, known)
        locale_site = LocaleSite(part, locale, self.locale_site.layout, self.locale_site.sets, progress)
        return Job(locale_site, pages)


def _whole(thing: Documented) -> Documented:
    return thing._replace(document=thing.document.loaded())


class Rendered(NamedTuple):
    """A finished page."""

    path: str
    content: bytes


def _failed(path: str, template: str, error: Exception, theme: Theme) -> RenderError:
    return RenderError(path, template, f"{type(error).__name__}: {error}", place_of(error, theme))


class JobRenderer:
    """Renders the pages of a job, one by one in their order. What they need of documents is in memory already."""

    def __init__(self, job: Job) -> None:
        """Raises RenderError where the theme cannot be used."""
        self._locale_site = job.locale_site
        site, layout = job.locale_site.site, job.locale_site.layout
        enable(site.settings.plugins)
        try:
            self._environment = environment_of(site.theme, layout, job.locale_site.catalogue)
        except Exception as error:  # a theme may be broken in any way; what was being made must be named
            raise _failed(job.locale_site.locale.code, "parts.html", error, site.theme) from error
        self._uses = Counter(chain.from_iterable(page.spec.data.columns for page in job.pages))

    def render(self, page: Page) -> Rendered:
        """The finished page. Raises RenderError."""
        data, locale_site = page.spec.data, self._locale_site
        content = render_page(page, data.view(locale_site), locale_site, self._environment)
        self._uses.subtract(data.columns)
        for slug in data.columns:
            if not self._uses[slug]:  # no further page shows it
                self._environment.columns.forget(locale_site.forget(slug))
        return Rendered(page.path, content)

    def close(self) -> None:
        """Forgets what was made of documents: a process must not end with the columns of every language."""
        self._locale_site.clear()
        self._environment.clear_methods()


def render_page(page: Page, view: object, locale_site: LocaleSite, environment: LocaleEnvironment) -> bytes:
    """One page as UTF-8, all its links leading from where it lies."""
    template = page.spec.template
    try:
        text = environment.get_template(template).render(view=view, page_path=page.path)
    except Exception as error:  # a template may fail in any way; the page it failed on must be named
        raise _failed(page.path, template, error, locale_site.site.theme) from error
    layout, inner = locale_site.layout, inner_path(page.path)

    def current(mark: re.Match[str]) -> str:
        value = (layout.menu if mark[1] == "menu" else layout.footer)[int(mark[2])].current(inner)
        return f' aria-current="{value}"' if value else ""

    text = _CURRENT.sub(current, text).replace(INNER_MARK, inner).replace(ROOT_MARK, _root(page.path, layout))
    return text.encode()


def _root(path: str, layout: Layout) -> str:
    """The way to the root. A server may show the not-found page at any depth, so it leads from the site's address."""
    if path == NOT_FOUND and layout.base_url:
        return urlsplit(layout.base_url).path or "/"
    return root_from(path)
