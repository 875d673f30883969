"""Folders → Site, or the problems in them."""

from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from kaedah.model import Site, Theme
from kaedah.problems import Position, Problem, Report, Violation, has_errors
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.data_files import FOLDER as DATA
from kaedah.read.documents import DocumentLoader
from kaedah.read.excluded_words import check_excluded
from kaedah.read.folders import Folders
from kaedah.read.images.mentions import check_images, check_unused
from kaedah.read.lazy_documents import by_id
from kaedah.read.link_targets import LinkTargets, check_mentions, keys_of
from kaedah.read.menus import check_menus, targets_of
from kaedah.read.methods import build_method, build_prose, build_set, check_previous
from kaedah.read.nouns import RESERVED_ADDRESSES
from kaedah.read.parsed_document import DocumentSchema, Inspect, ParseContext, ParsedDocument, methods_schema
from kaedah.read.walk import shown_path, walk_files, walk_paths
from kaedah.state.stat import stat_or_missing
from kaedah.workers import ALONE, Workers

# With fewer files, starting processes takes longer than it saves.
SERIAL_FILES = 100
SERIAL_BYTES = 50_000  # of a data file

SETS = DocumentSchema("comparisons", "title", neutral=("methods",))
PROSE = DocumentSchema("pages", "title", optional=("order",))

# Names that prose pages and their folders cannot have, because pages of the program have them.
RESERVED_NAMES = frozenset({"glossary", "translations", "compare"})
RESERVED_FOLDERS = RESERVED_ADDRESSES

ReadConfig = Callable[[Folders, list[Problem]], SiteConfig | None]


def inspect_nothing(schema: DocumentSchema, document: ParsedDocument, blank: Site) -> tuple[tuple[str, Violation], ...]:
    """Finds nothing, for commands that do not run rules."""
    return ()


def _has_large_file(folder: Path) -> bool:
    return any(stat_or_missing(path)[0] > SERIAL_BYTES for path, _ in walk_paths(folder, folder, []))


def read_site(
    folders: Folders,
    workers: Workers = ALONE,
    inspect: Inspect = inspect_nothing,
    loader: DocumentLoader | None = None,
    config_of: ReadConfig = read_config,
) -> tuple[Site | None, list[Problem]]:
    """The site and all its problems. The site is None if one of them is an error.

    `inspect` judges each document while all of it is at hand; what `loader` knows is not parsed again.
    """
    base = folders.content.parent
    problems: list[Problem] = []

    config = config_of(folders, problems)
    if config is None:
        return None, problems
    settings, fields, catalogues, theme, glossary, files, images = config
    blank = Site(settings, fields, {}, {}, {}, {}, Theme("", {}, {}, ""), glossary=glossary)
    loader = loader or DocumentLoader()
    context = ParseContext(base, blank, inspect, loader.packs)
    many = sum(1 for _ in islice(walk_files(folders.content, base, []), SERIAL_FILES)) == SERIAL_FILES
    workers = workers if many or _has_large_file(folders.content / DATA) else ALONE
    schema = methods_schema(fields, () if settings.translate_names else ("name",))
    methods, slugs = loader.load(folders.content, schema, context, problems, workers)
    sets, set_names = loader.load(folders.content, SETS, context, problems, workers)
    prose, page_names = loader.load(folders.content, PROSE, context, problems, workers)
    for document in prose:
        report, (top, _, below) = Report(document.path, problems), document.id.partition("/")
        if top in (settings.address, *settings.former_addresses):
            hint = 'entries are published at "{name}"; choose another file name'
            report.error(Position(), 'a page cannot be called "{name}"', hint, name=top)
        elif below and top in RESERVED_FOLDERS:
            message = 'pages cannot be in a folder called "{name}", because the program publishes files there'
            report.error(Position(), message, "choose another name for the folder", name=top)
        elif not below and top in RESERVED_NAMES:
            report.error(Position(), 'a page cannot be called "{name}"', "choose another file name", name=top)
    for document in sets:
        if document.id == "index":
            Report(document.path, problems).error(
                Position(), 'a comparison cannot be called "index"', "choose another file name"
            )
    documents = [*methods, *sets, *prose]
    summaries = {
        f"{kind}/{document.id}": document.summary
        for kind, found in (("methods", methods), ("comparisons", sets), ("pages", prose))
        for document in found
    }
    shown = shown_path(folders.content, base)
    if not loader.data.has_errors:  # else entries are missing
        check_previous(methods, frozenset(slugs), problems)
        check_menus(settings, targets_of(page_names, settings, glossary, summaries.values()), problems)
        keys = keys_of(slugs, set_names, page_names, glossary)
        targets = LinkTargets(keys, summaries, tuple(locale.code for locale in settings.locales))
        check_mentions(documents, targets, problems)
        report = Report(glossary.path, problems)
        check_excluded(glossary, (document.summary for document in methods), settings.source.code, report)
    check_images(documents, images, shown, problems)
    if not loader.data.has_errors:
        check_unused(documents, images, shown, problems)
    if theme is None or has_errors(problems):
        return None, problems
    if folders.only:
        locales = tuple(
            locale for locale in settings.locales if locale.code in folders.only or locale == settings.source
        )
        settings = settings._replace(locales=locales)
    return Site(
        settings,
        fields,
        by_id(methods, partial(build_method, fields=fields)),
        by_id(sets, build_set),
        by_id(prose, build_prose),
        catalogues,
        theme,
        summaries,
        tuple(finding for document in documents for finding in document.findings),
        glossary,
        files,
        images,
    ), problems
