"""Folders → Site, or the problems in them."""

from collections.abc import Callable
from functools import partial
from itertools import islice

from kaedah.model import Site, Theme
from kaedah.problems import Position, Problem, Report, Violation, has_errors
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.documents import DocumentLoader
from kaedah.read.folders import Folders
from kaedah.read.lazy_documents import by_id
from kaedah.read.methods import build_method, build_prose, build_set, check_mentions, check_previous
from kaedah.read.parsed_document import DocumentSchema, Inspect, ParseContext, ParsedDocument
from kaedah.read.walk import walk_files
from kaedah.workers import ALONE, Workers

# With fewer files, starting processes takes longer than it saves.
SERIAL_FILES = 100

SETS = DocumentSchema("comparisons", "title", neutral=("methods",))
PROSE = DocumentSchema("pages", "title")

# Names that prose pages cannot have, because pages of the program have them.
RESERVED_NAMES = frozenset({"glossary", "index", "translations", "compare"})

ReadConfig = Callable[[Folders, list[Problem]], SiteConfig | None]


def inspect_nothing(schema: DocumentSchema, document: ParsedDocument, blank: Site) -> tuple[tuple[str, Violation], ...]:
    """Finds nothing, for commands that do not run rules."""
    return ()


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
    settings, fields, catalogues, theme, glossary, files = config
    blank = Site(settings, fields, {}, {}, {}, {}, Theme("", {}, {}, ""), glossary=glossary)
    loader = loader or DocumentLoader()
    context = ParseContext(base, blank, inspect, loader.packs)
    many = sum(1 for _ in islice(walk_files(folders.content, base, []), SERIAL_FILES)) == SERIAL_FILES
    workers = workers if many else ALONE
    schema = DocumentSchema("methods", "name", fields, links_terms=True, optional=("previous",))
    methods, slugs = loader.load(folders.content, schema, context, problems, workers)
    sets, _ = loader.load(folders.content, SETS, context, problems, workers)
    prose, _ = loader.load(folders.content, PROSE, context, problems, workers)
    for document in prose:
        if document.id in RESERVED_NAMES or document.id in (settings.address, *settings.former_addresses):
            hint = "choose another file name"
            if document.id not in RESERVED_NAMES:
                hint = 'entries are published at "{name}"; choose another file name'
            message = 'a page cannot be called "{name}"'
            Report(document.path, problems).error(Position(), message, hint, name=document.id)
    for document in sets:
        if document.id == "index":
            Report(document.path, problems).error(
                Position(), 'a comparison cannot be called "index"', "choose another file name"
            )
    check_previous(methods, frozenset(slugs), problems)
    check_mentions([*methods, *sets, *prose], frozenset(slugs), problems)
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
        {
            f"{kind}/{document.id}": document.summary
            for kind, documents in (("methods", methods), ("comparisons", sets), ("pages", prose))
            for document in documents
        },
        tuple(finding for document in (*methods, *sets, *prose) for finding in document.findings),
        glossary,
        files,
    ), problems
