"""Pages → bytes. A job needs nothing but itself."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.model import Catalogue, Theme
from generator.plan.addresses import INNER_MARK, NOT_FOUND, ROOT_MARK, inner_path, root_from
from generator.plan.views import Page, Shell
from generator.render.environment import LocaleEnvironment, environment_of


@dataclass(frozen=True, slots=True)
class Job:
    """Pages of one locale with all that is needed to write them; can be pickled and sent anywhere."""

    shell: Shell
    catalogue: Catalogue | None
    theme: Theme
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page."""

    path: str
    content: bytes


class RenderError(Exception):
    """A page could not be rendered: our mistake or the theme's. Names the page and the template."""

    def __init__(self, path: str, template: str, reason: str) -> None:
        super().__init__(path, template, reason)
        self.path, self.template, self.reason = path, template, reason

    def __str__(self) -> str:
        return f"cannot render {self.path} with {self.template}: {self.reason}"


def render_job(job: Job) -> list[Rendered]:
    """Every page of the job, in its order. Raises RenderError."""
    try:
        environment = environment_of(job.theme, job.shell, job.catalogue)
    except Exception as error:  # a theme may be broken in any way; what was being made must be named
        raise RenderError(job.shell.locale.code, "parts.html", f"{type(error).__name__}: {error}") from error
    return [Rendered(page.path, render_page(page, job.shell, environment)) for page in job.pages]


def render_page(page: Page, shell: Shell, environment: LocaleEnvironment) -> bytes:
    """One page as UTF-8, all its links leading from where it lies."""
    try:
        text = environment.get_template(page.template).render(view=page.view, page_path=page.path)
    except Exception as error:  # a template may fail in any way; the page it failed on must be named
        raise RenderError(page.path, page.template, f"{type(error).__name__}: {error}") from error
    return text.replace(INNER_MARK, inner_path(page.path)).replace(ROOT_MARK, _root(page.path, shell)).encode()


def _root(path: str, shell: Shell) -> str:
    """The way to the root. A server may show the not-found page at any depth, so it leads from the site's address."""
    if path == NOT_FOUND and shell.base_url:
        return urlsplit(shell.base_url).path or "/"
    return root_from(path)
