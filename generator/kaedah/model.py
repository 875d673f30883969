"""The frozen types that travel through the house. Everything here can be pickled and holds no open thing."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from kaedah.documents import Document
from kaedah.glossary import Glossary
from kaedah.summaries import DocumentSummary

CompareMode = Literal["value", "set", "count", "none"]
Pairs = Literal["related", "all", "none"]


class NotApplicable:
    """The value of a field that has no meaning for a method; stated, unlike a missing one."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"

    def __reduce__(self) -> str:
        return "NOT_APPLICABLE"  # there is one of it in each process


NOT_APPLICABLE: Final = NotApplicable()


class Locale(NamedTuple):
    """A language of the site: its BCP 47 code, its name in itself, and its writing direction.

    `script` is ISO 15924's code of what it is written in, nothing where that is not known; `lists` are CLDR's patterns
    for a list of two, and for the start, the middle and the end of a longer one.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    script: str = ""
    lists: tuple[str, str, str, str] = ("{0}, {1}",) * 4

    @property
    def babel(self) -> str:
        """The code as Babel and the folders in `locales/` spell it."""
        return self.code.replace("-", "_")

    def listing(self, items: Sequence[str]) -> str:
        """A list in a sentence, as the language writes it: "A, B dan C"."""
        if len(items) < 2:
            return "".join(items)
        two, start, middle, end = self.lists
        *first, last = items
        if len(first) == 1:
            return two.format(*items)
        shown = start.format(*first[:2])
        for item in first[2:]:
            shown = middle.format(shown, item)
        return end.format(shown, last)


class Field(NamedTuple):
    """One comparison row, as `content/fields.yaml` declares it."""

    id: str
    kind: str
    label: str
    help: str = ""
    required: bool = False
    compare: CompareMode = "value"
    terms: Mapping[str, str] = {}


class Author(NamedTuple):
    """A person as a reference names them."""

    family: str
    given: str = ""


class Source(NamedTuple):
    """A reference. `doi` and `arxiv` are bare identifiers, without resolver address or version."""

    title: str
    authors: tuple[Author, ...] = ()
    year: int | None = None
    venue: str = ""
    pages: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    isbn: str = ""
    lang: str = ""

    @property
    def identity(self) -> str:
        """What makes two references one: the DOI, else the arXiv id, else the URL, else the title."""
        if self.doi:
            return "doi:" + self.doi.casefold()
        if self.arxiv:
            return "arxiv:" + self.arxiv.casefold()
        return self.url or " ".join(self.title.casefold().split())

    @property
    def address(self) -> str:
        """Where the reference can be opened; empty where no identifier is known."""
        if self.doi:
            return "https://doi.org/" + self.doi
        if self.arxiv:
            return "https://arxiv.org/abs/" + self.arxiv
        return self.url


class Method(NamedTuple):
    """A method: its language-neutral values by field id, what is compared of each, and its words."""

    slug: str
    values: Mapping[str, Any]
    keys: Mapping[str, Hashable | None]
    document: Document


class CuratedComparison(NamedTuple):
    """A comparison somebody chose and introduced."""

    id: str
    methods: tuple[str, ...]
    document: Document


class Licence(NamedTuple):
    """The terms under which others may use the content, and where they can be read."""

    name: str
    url: str


class Settings(NamedTuple):
    """`content/site.yaml`, checked."""

    title: str
    source: Locale
    locales: tuple[Locale, ...]
    base_url: str = ""
    repository: str = ""
    branch: str = "main"
    theme: str = "default"
    pairs: Pairs = "related"
    licence: Licence | None = None
    downloads: bool = False  # whether the published site offers itself as files


class Catalogue(NamedTuple):
    """The interface words of one locale.

    `messages` maps (context, message id) to its plural forms, one for a message without a plural; what is missing,
    fuzzy or wrong is not in it. `plural` is the expression of the catalogue's Plural-Forms. `lines` tells where each
    message of the site's own stands, shipped ones have no place; `suppressions` the reasons that comments give for
    rules that do not apply to them.
    """

    locale: str
    messages: Mapping[tuple[str, str], tuple[str, ...]]
    plural: str
    digest: str
    path: str = ""
    lines: Mapping[tuple[str, str], int] = {}
    suppressions: Mapping[tuple[str, str], Mapping[str, str]] = {}

    @property
    def own(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The messages that the site translates itself, in the order of their file."""
        return {key: self.messages[key] for key in self.lines}


class Theme(NamedTuple):
    """Templates and assets by name, with the digest of all of them.

    A template has two names: its own, which is that of the nearest theme that has it, and `theme/name`, for whoever
    extends it. `files` are the paths of templates as messages show them; `folder` is that of the theme itself.
    """

    name: str
    templates: Mapping[str, str]
    assets: Mapping[str, bytes]
    digest: str
    files: Mapping[str, str] = {}
    folder: str = ""


class Site(NamedTuple):
    """Everything that was read, checked and found good. `outlines` are by kind and id, as in `methods/lora`."""

    settings: Settings
    fields: tuple[Field, ...]
    methods: Mapping[str, Method]
    sets: Mapping[str, CuratedComparison]
    prose: Mapping[str, Document]
    catalogues: Mapping[str, Catalogue]
    theme: Theme
    summaries: Mapping[str, DocumentSummary] = {}
    findings: tuple[Any, ...] = ()  # what was found wrong with single documents when they were read
    glossary: Glossary = Glossary()

    def document(self, key: str) -> Document:
        """The document that is called so in outlines, as in `methods/lora`."""
        kind, _, name = key.partition("/")
        if kind == "methods":
            return self.methods[name].document
        return self.sets[name].document if kind == "comparisons" else self.prose[name]
