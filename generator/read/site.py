"""Everything read and judged: folders → Site, or the problems that stand in the way."""

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from generator.model import Site
from generator.problems import Problem, Report, Spot, has_errors, listed, nearest
from generator.read.catalogues import read_catalogue
from generator.read.discovery import shown_path
from generator.read.documents import Schema, read_documents
from generator.read.fields import read_fields
from generator.read.files import walk_files
from generator.read.methods import build_methods, build_sets, check_body_links
from generator.read.settings import read_settings
from generator.read.themes import read_theme
from generator.workers import Workers

# Below this many files a pool of processes costs more than it saves.
SERIAL_FILES = 400

# Names that prose pages cannot have, because pages of the generator have them.
TAKEN = frozenset({"index", "translations", "methods", "compare"})


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a site is read from, and what the command line says otherwise than its settings."""

    content: Path
    locales: Path
    themes: Path
    theme: str = ""
    only: tuple[str, ...] = ()
    base_url: str = ""


def read_site(folders: Folders, jobs: int = 1) -> tuple[Site | None, list[Problem]]:
    """The site and every problem of it, read by so many processes. The site is None where a problem is an error."""
    base = folders.content.parent
    problems: list[Problem] = []

    def report(path: Path) -> Report:
        return Report(shown_path(path, base), problems)

    settings_path = folders.content / "site.yaml"
    if not settings_path.exists():
        report(settings_path).error(
            Spot(), "there is no such file", "run this in a Kaedah checkout, or name the content folder with --content"
        )
        return None, problems
    settings, theme_place = read_settings(settings_path, report(settings_path))
    fields_path = folders.content / "fields.yaml"
    fields = read_fields(fields_path, report(fields_path))
    if settings is None or not fields or has_errors(problems):
        return None, problems
    settings = replace(settings, theme=folders.theme or settings.theme, base_url=folders.base_url or settings.base_url)
    unknown = sorted(set(folders.only) - {locale.code for locale in settings.locales})
    for code in unknown:
        known = [locale.code for locale in settings.locales]
        report(settings_path).error(
            Spot(), 'the site has no language "{code}"', nearest(code, known) + "known: " + listed(known), code=code
        )

    many = sum(1 for _ in islice(walk_files(folders.content), SERIAL_FILES)) == SERIAL_FILES
    with Workers(jobs if many else 1) as workers:
        drafts, slugs = read_documents(
            folders.content / "methods", base, Schema("name", fields), settings, problems, workers
        )
        set_drafts, _ = read_documents(
            folders.content / "comparisons", base, Schema("title", neutral=("methods",)), settings, problems, workers
        )
        prose_drafts, _ = read_documents(folders.content / "pages", base, Schema("title"), settings, problems, workers)
    methods = build_methods(drafts, fields, slugs)
    sets = build_sets(set_drafts, slugs)
    for draft in prose_drafts:
        if draft.id in TAKEN:
            draft.report.error(Spot(), 'a page cannot be called "{name}"', "choose another file name", name=draft.id)
    for draft in set_drafts:
        if draft.id == "index":
            draft.report.error(Spot(), 'a comparison cannot be called "index"', "choose another file name")
    check_body_links([*drafts, *set_drafts, *prose_drafts], slugs)

    catalogues = {}
    for locale in settings.locales:
        if locale != settings.source:
            path = folders.locales / locale.babel / "LC_MESSAGES" / "messages.po"
            catalogues[locale.code] = read_catalogue(path, locale, report(path))
    theme = read_theme(folders.themes, settings.theme, base, problems, theme_place)
    if theme is None or has_errors(problems):
        return None, problems
    if folders.only:
        kept = tuple(locale for locale in settings.locales if locale.code in folders.only or locale == settings.source)
        settings = replace(settings, locales=kept)
    prose = {draft.id: draft.document for draft in prose_drafts}
    outlines = {f"methods/{draft.id}": draft.outline for draft in drafts}
    outlines |= {
        f"comparisons/{draft.id}": replace(draft.outline, members=sets[draft.id].methods) for draft in set_drafts
    }
    outlines |= {f"pages/{draft.id}": draft.outline for draft in prose_drafts}
    return Site(settings, fields, methods, sets, prose, catalogues, theme, outlines), problems
