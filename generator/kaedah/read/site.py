"""Everything read and judged: folders → Site, or the problems that stand in the way."""

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from kaedah.model import Site, Theme
from kaedah.problems import Position, Problem, Report, has_errors
from kaedah.read.config import read_config
from kaedah.read.documents import read_documents
from kaedah.read.files import walk_files
from kaedah.read.folders import Folders
from kaedah.read.library import Library
from kaedah.read.methods import build_method, build_prose, build_set, check_mentions
from kaedah.read.opened import opened
from kaedah.read.parsed_document import DocumentSchema, Inspect, ParseContext, ParsedDocument
from kaedah.workers import ALONE, Workers

if TYPE_CHECKING:
    from kaedah.read.memory import Memory

# Below this many files a pool of processes costs more than it saves.
SERIAL_FILES = 200

SETS = DocumentSchema("comparisons", "title", neutral=("methods",))
PROSE = DocumentSchema("pages", "title")

# Names that prose pages cannot have, because pages of the generator have them.
RESERVED_NAMES = frozenset({"glossary", "index", "translations", "methods", "compare"})


def inspect_nothing(schema: DocumentSchema, draft: ParsedDocument, blank: Site) -> tuple[Any, ...]:
    """Finds nothing: for commands that do not judge."""
    return ()


def read_site(
    folders: Folders,
    workers: Workers = ALONE,
    inspect: Inspect = inspect_nothing,
    library: "Library | Memory | None" = None,
) -> tuple[Site | None, list[Problem]]:
    """The site and every problem of it. The site is None where a problem is an error.

    `inspect` judges each document while all of it is at hand; what `library` knows is not read again.
    """
    base = folders.content.parent
    problems: list[Problem] = []

    config = library.framed(folders, problems) if isinstance(library, Library) else read_config(folders, problems)
    if config is None:
        return None, problems
    settings, fields, catalogues, theme, glossary = config
    blank = Site(settings, fields, {}, {}, {}, {}, Theme("", {}, {}, ""), glossary=glossary)
    context = ParseContext(base, blank, inspect, library.shelf if library else None)
    many = sum(1 for _ in islice(walk_files(folders.content), SERIAL_FILES)) == SERIAL_FILES
    workers = workers if many else ALONE
    read = library.read_documents if library else read_documents
    methods, slugs = read(folders.content, DocumentSchema("methods", "name", fields), context, problems, workers)
    sets, _ = read(folders.content, SETS, context, problems, workers)
    prose, _ = read(folders.content, PROSE, context, problems, workers)
    for draft in prose:
        if draft.id in RESERVED_NAMES:
            Report(draft.path, problems).error(
                Position(), 'a page cannot be called "{name}"', "choose another file name", name=draft.id
            )
    for draft in sets:
        if draft.id == "index":
            Report(draft.path, problems).error(
                Position(), 'a comparison cannot be called "index"', "choose another file name"
            )
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
        opened(methods, partial(build_method, fields=fields)),
        opened(sets, build_set),
        opened(prose, build_prose),
        catalogues,
        theme,
        {
            f"{kind}/{draft.id}": draft.summary
            for kind, drafts in (("methods", methods), ("comparisons", sets), ("pages", prose))
            for draft in drafts
        },
        tuple(finding for draft in (*methods, *sets, *prose) for finding in draft.findings),
        glossary,
    ), problems
