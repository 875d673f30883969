"""A site in memory, for its authors: a page is rendered when it is requested, from the files as they are now.

A saved file costs reading that file and rendering the page that is looked at, however many methods there are. What
takes longer, the rules over all of the site, follows when nothing has been saved for a moment.
"""

import json
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kaedah.check.run import check_site, inspect_document
from kaedah.model import Image, Site
from kaedah.plan.layout import published_files
from kaedah.plan.locale_site import LocaleSite
from kaedah.plan.site_plan import Page, plan_site
from kaedah.problem_messages import ENGLISH, ProblemTranslator
from kaedah.problems import Problem, format_problems, has_errors
from kaedah.publish.image_files import load_file
from kaedah.publish.page_writer import render_job
from kaedah.read.documents import DocumentLoader
from kaedah.read.folders import Folders
from kaedah.read.link_targets import LinkTargets, check_mentions, keys_of
from kaedah.read.methods import build_method, build_prose, build_set
from kaedah.read.parsed_document import ParsedDocument
from kaedah.read.site import read_site
from kaedah.read.walk import shown_path
from kaedah.render.render import Job
from kaedah.render.render_error import RenderError
from kaedah.workers import Workers

QUIET_SECONDS = 0.3
MOST_PROBLEMS = 50

Settled = Callable[[Site | None, list[Problem]], None]


@dataclass(slots=True)
class _Shown:
    """One version of the site, with the plan of its pages once a page was requested."""

    site: Site
    number: int
    pages: Mapping[str, Page] = field(default_factory=dict)
    locale_sites: Mapping[str, LocaleSite] = field(default_factory=dict)
    assets: Mapping[str, bytes | Image] = field(default_factory=dict)


class LiveSite:
    """The newest version of the site without errors, and the problems of the files as they are now."""

    def __init__(self, folders: Folders, jobs: int = 1, translator: ProblemTranslator = ENGLISH) -> None:
        self.translator = translator
        self._folders, self._loader = folders, DocumentLoader()
        self._started, self._number, self._checked = time.time_ns(), 0, 0
        self._shown: _Shown | None = None
        self._last_viewed: _Shown | None = None  # the newest state that somebody has looked at
        self._complete = False  # whether the site has all that was read
        self._parse_problems: list[Problem] = []  # what reading tells
        self._rule_problems: list[Problem] = []  # what rules tell
        self._problems_json = ""  # both as JSON
        self._drawing = threading.Lock()
        self._changed = threading.Condition()
        self.read_all(jobs)

    @property
    def version(self) -> str:
        """The version of the site; two runs of the server never have the same."""
        return self._version_of(self._shown)

    def _version_of(self, shown: _Shown | None) -> str:
        return f"{self._started}.{shown.number if shown else 0}"

    @property
    def problems(self) -> list[Problem]:
        """All known problems, sorted by place."""
        return sorted({*self._parse_problems, *self._rule_problems})

    def read_all(self, jobs: int = 1) -> None:
        """Reads everything that changed. The site stays as it was where there are errors."""
        try:
            with Workers(jobs) as workers:
                site, problems = read_site(self._folders, workers, inspect_document, self._loader)
        except Exception as error:  # whatever it is, the writer must see it and the server must go on
            site, problems = None, [_crash(error)]
        self._complete = site is not None
        self._take(site, problems)

    def read_changed(self, paths: Collection[Path]) -> None:
        """Reads these files again, or everything where more may have changed than known documents."""
        base = self._folders.content.parent
        again = None
        if self._shown is not None and self._complete:
            with suppress(Exception):  # reading everything will tell
                again = reload_documents(self._shown.site, self._loader, paths)
        if again is None:
            return self.read_all()
        site, problems = again
        touched = {problem.path for problem in problems} | {shown_path(path, base) for path in paths}
        return self._take(site, [*(old for old in self._parse_problems if old.path not in touched), *problems])

    def _take(self, site: Site | None, problems: list[Problem]) -> None:
        with self._changed:
            self._number += 1
            before = self._shown
            if site is not None and (before is None or site is not before.site):
                same = (
                    before is not None and _is_same_frame(before.site, site) and before.site.summaries == site.summaries
                )
                self._shown = _Shown(site, before.number if before and same else self._number)
            if problems != self._parse_problems or not self._problems_json:
                self._parse_problems = problems
                self._notify()
            self._changed.notify_all()

    def _notify(self) -> None:
        problems = self.problems
        first = sorted(problems, key=lambda problem: problem.level)[:MOST_PROBLEMS]  # errors first
        more = max(0, len(problems) - MOST_PROBLEMS)
        self._problems_json = (
            f'"problems": {json.dumps(json.loads(format_problems(first, "json", self.translator)))}, "more": {more}'
        )
        self._problems_json += f', "lang": {json.dumps(self.translator.locale)}'

    def check_in_background(self, settled: Settled) -> None:
        """Runs the rules whenever nothing has changed for a moment, then reports what they found."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._checked != self._number)
                number, shown, parse_problems = self._number, self._shown, self._parse_problems
                if self._changed.wait_for(partial(self._is_past, number), QUIET_SECONDS):
                    continue
            try:
                found = [] if shown is None or has_errors(parse_problems) else check_site(shown.site)
            except Exception as error:
                found = [_crash(error)]
            with self._changed:
                if self._is_past(number):
                    continue
                self._checked = number
                if found != self._rule_problems:
                    self._rule_problems = found
                    self._notify()
                    self._changed.notify_all()
            problems = self.problems
            settled(None if shown is None or has_errors(problems) else shown.site, problems)

    def _is_past(self, number: int) -> bool:
        return self._number != number

    def state(self) -> str:
        """The state for open pages, as JSON: the version of the site, and its problems."""
        return f'{{"version": "{self.version}", {self._problems_json}}}'

    def wait_for_change(self, state: str, seconds: float) -> str:
        """The state as soon as it differs from this one, or after a number of seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.state() != state, seconds)
            return self.state()

    def page(self, path: str) -> tuple[bytes | None, str]:
        """The file at a path from the root of the site, or None, and the version it belongs to. Raises RenderError."""
        shown = self._shown
        content = None
        if shown is not None:
            with self._drawing:
                if not shown.locale_sites:
                    _draw_plan(shown, self._last_viewed)
                    self._last_viewed = shown
                page = shown.pages.get(path)
                content = _render(shown, page) if page else _asset(shown, path)
        return content, self._version_of(shown)


def _is_same_frame(old: Site, new: Site) -> bool:
    """Whether both have the same settings, fields, interface words, glossary, theme, files and images."""
    frames = [
        (site.settings, site.fields, site.catalogues, site.glossary, site.theme.digest, site.files, site.images)
        for site in (old, new)
    ]
    return frames[0] == frames[1]


def _is_same_plan(old: Site, new: Site) -> bool:
    """Whether both have the same pages and layouts, so that documents differ in words and facts only."""
    if old.summaries.keys() != new.summaries.keys() or not _is_same_frame(old, new):
        return False
    changed = [key for key, summary in new.summaries.items() if summary != old.summaries[key]]
    return all(not key.startswith("pages/") and new.summaries[key].shape == old.summaries[key].shape for key in changed)


def _draw_plan(shown: _Shown, before: _Shown | None) -> None:
    """Plans the pages; where the last plan still holds, only the documents are replaced."""
    site = shown.site
    if before and before.locale_sites and _is_same_plan(before.site, site):
        shown.pages, shown.assets = before.pages, before.assets
        shown.locale_sites = {
            code: LocaleSite(site, locale_site.locale, locale_site.layout, locale_site.sets)
            for code, locale_site in before.locale_sites.items()
        }
        return
    plan = plan_site(site)
    shown.pages = {page.path: page for page in plan.pages}
    shown.locale_sites = plan.locale_sites
    layout = next(iter(plan.locale_sites.values())).layout
    shown.assets = dict(published_files(site, layout))


def _asset(shown: _Shown, path: str) -> bytes | None:
    """A file that is no page; None for an image that has changed, of which the next version of the site will know."""
    content = shown.assets.get(path)
    try:
        return None if content is None else load_file(content)
    except OSError:
        return None


def _render(shown: _Shown, page: Page) -> bytes:
    try:
        (rendered,) = render_job(Job(shown.locale_sites[page.locale], (page,)))
    except RenderError:
        raise
    except Exception as error:
        raise RenderError(page.path, page.spec.template, f"{type(error).__name__}: {error}") from error
    return rendered.content


def _crash(error: Exception) -> Problem:
    words = (("kind", type(error).__name__), ("reason", str(error)))
    return Problem("content", 1, 1, "error", "{kind}: {reason}", "undo the last change, and report this", words)


def reload_documents(site: Site, loader: DocumentLoader, paths: Collection[Path]) -> tuple[Site, list[Problem]] | None:
    """The site with the documents of these files as they are now, and the problems of their files.

    A document with errors stays as it was. None where more may have changed than documents that the site has. Rules
    over the whole site are not run: this shows at once what was written just now.
    """
    kept = [path for path in paths if not loader.is_temporary(path)]
    if not all(path.is_file() and loader.is_part_of(path) for path in kept):
        return None
    problems: list[Problem] = []
    done: set[str] = set()
    for path in sorted(kept):
        found = loader.reload(path)
        if found is None:
            return None
        kind, document, own = found
        key = f"{kind}/{document.id}" if document else ""
        if key and key in done:
            continue
        done.add(key)
        changed = site
        if document is not None:
            if document.summary.images != _images_of(site, key):  # others may be shown nowhere any more
                return None
            keys = keys_of(site.methods, site.sets, site.prose, site.glossary)
            summaries = {**site.summaries, key: document.summary}
            targets = LinkTargets(keys, summaries, tuple(locale.code for locale in site.settings.locales))
            check_mentions([document], targets, own)
            replaced = _with_document(site, document, kind)
            if replaced is None:
                return None
            changed = replaced
        site = site if has_errors(own) else changed
        problems += own
    return site, problems


def _images_of(site: Site, key: str) -> tuple[str, ...]:
    return site.summaries[key].images if key in site.summaries else ()


def _with_document(site: Site, document: ParsedDocument, kind: str) -> Site | None:
    """The site with this document in the place of the one of its id; None where it had none."""
    key = f"{kind}/{document.id}"
    if key not in site.summaries:
        return None
    old = site.document(key)
    paths = {text.path for text in (old.source, *old.translations.values())}
    findings = tuple(item for item in site.findings if item[1].path not in paths) + document.findings
    changes: dict[str, Any] = {"summaries": {**site.summaries, key: document.summary}, "findings": findings}
    contents = document.contents.load()
    if kind == "methods":
        changes["methods"] = {**site.methods, document.id: build_method(document.id, contents, site.fields)}
    elif kind == "comparisons":
        changes["sets"] = {**site.sets, document.id: build_set(document.id, contents)}
    else:
        changes["prose"] = {**site.prose, document.id: build_prose(document.id, contents)}
    return site._replace(**changes)
