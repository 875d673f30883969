"""The frozen types that the stages of a build pass on. All of them can be pickled."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from kaedah.documents import Document
from kaedah.glossary import Glossary
from kaedah.markup import doi_address
from kaedah.menu_items import MenuItem
from kaedah.person import Person
from kaedah.summaries import DocumentSummary
from kaedah.table_column import TableColumn
from kaedah.text_forms import same_word

CompareMode = Literal["value", "set", "count", "none"]
Pairs = Literal["related", "all", "none"]


# The language of the messages in the code and in the templates of the shipped themes.
INTERFACE_LANGUAGE: Final = "en"


class SpecialValue:
    """A value that every kind of field may have; `written` is how front matter has it. A missing value is None."""

    def __init__(self, name: str, written: str) -> None:
        self._name, self.written = name, written

    def __repr__(self) -> str:
        return self._name

    def __reduce__(self) -> str:
        return self._name  # one object in each process


NOT_APPLICABLE: Final = SpecialValue("NOT_APPLICABLE", "n/a")  # the field has no meaning for the entry
UNKNOWN: Final = SpecialValue("UNKNOWN", "unknown")  # somebody looked, and nobody knows
SPECIAL_VALUES: Final = {value.written: value for value in (NOT_APPLICABLE, UNKNOWN)}


class Locale(NamedTuple):
    """A language of the site."""

    code: str  # BCP 47
    name: str  # in the language itself
    direction: Literal["ltr", "rtl"]
    script: str = ""  # ISO 15924 code; empty if not known
    lists: tuple[str, str, str, str] = ("{0}, {1}",) * 4  # CLDR list patterns: two items, start, middle, end
    text_name: str = ""  # in the language itself, as written in running text; empty if not known
    group: str = ","  # between groups of digits
    group_sizes: tuple[int, int] = (3, 3)  # number of digits in the last group, and in the groups before it

    @property
    def babel(self) -> str:
        """The code as Babel and the folders in `locales/` write it: `zh_Hans`."""
        return self.code.replace("-", "_")

    def listing(self, items: Sequence[str]) -> str:
        """The items as a list in a sentence, in the language: "A, B dan C"."""
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

    def whole_number(self, value: int) -> str:
        """A number of at least 0, its digits in groups: "12,345"."""
        digits = str(value)
        size, further = self.group_sizes
        groups = [digits[-size:]]
        rest = digits[:-size]
        while rest:
            groups.append(rest[-further:])
            rest = rest[:-further]
        return self.group.join(reversed(groups))


class Field(NamedTuple):
    """One comparison row, as `content/fields.yaml` declares it."""

    id: str
    kind: str  # one of `kaedah.read.kinds.KINDS`
    label: str
    help: str = ""
    required: bool = False
    compare: CompareMode = "value"
    terms: Mapping[str, str] = {}  # labels by the id of the term; only for the kind `term`
    purpose: str = ""  # what the field says of an entry, as `origin-year`; rules ask for it
    translate: bool = True  # whether translations hold words for it; only for kinds of words
    ordered: bool = False  # whether terms are in the order of their vocabulary, not in that of the alphabet
    filter: bool = True  # whether its terms, or decades, have lists of methods and are filters
    unit: str = ""  # of quantities that state none
    symmetric: bool = False  # whether a link is stated by both entries; only for the kind `links`
    group: str = ""  # the heading that the row stands under

    @property
    def note(self) -> str:
        """The name of the part of a text that holds the note on a value."""
        return f"{self.id}.note"


class Source(NamedTuple):
    """A reference. `doi` and `arxiv` are bare identifiers, without address or version."""

    title: str
    authors: tuple[Person, ...] = ()
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
        """The identity of the reference: its DOI, else arXiv id, else URL, else title."""
        if self.doi:
            return "doi:" + self.doi.casefold()
        if self.arxiv:
            return "arxiv:" + self.arxiv.casefold()
        return self.url or same_word(self.title)

    @property
    def address(self) -> str:
        """The URL of the reference; empty if it has no identifier."""
        if self.doi:
            return doi_address(self.doi)
        if self.arxiv:
            return "https://arxiv.org/abs/" + self.arxiv
        return self.url


class Method(NamedTuple):
    """A method."""

    slug: str
    values: Mapping[str, Any]  # language-neutral values by field id
    keys: Mapping[str, Hashable | None]  # comparison keys by field id; None without a value
    document: Document  # its texts
    cited: Mapping[str, tuple[int, ...]] = {}  # by field id, the numbers of the references that its value is from


class CuratedComparison(NamedTuple):
    """A comparison from a file in `content/comparisons`, with an introduction."""

    id: str
    methods: tuple[str, ...]  # slugs
    document: Document


class Licence(NamedTuple):
    """The licence of the content: its name and the URL of its text."""

    name: str
    url: str


class Noun(NamedTuple):
    """What the entries of a site are called in its interface, in English: `one` database, `many` databases."""

    one: str
    many: str


class RuleLevel(NamedTuple):
    """How serious a site takes what a rule finds, and where it says so."""

    rule: str
    level: Literal["off", "warning", "error"]
    path: str
    line: int
    column: int


class Plugin(NamedTuple):
    """An installed package that a site uses: its name, and the digest of its version and code."""

    name: str
    digest: str


class Settings(NamedTuple):
    """The settings in `content/site.yaml`."""

    title: str
    source: Locale
    locales: tuple[Locale, ...]  # the source first
    base_url: str = ""  # ends with a slash; empty if not known
    repository: str = ""  # URL
    branch: str = "main"
    theme: str = "default"
    pairs: Pairs = "related"  # which pairs of methods get a comparison
    licence: Licence | None = None
    downloads: bool = False  # whether the published site offers itself as files
    tagline: str = ""  # what the site is, in a few words
    description: str = ""  # what the site is, in a sentence or two
    entry: Noun = Noun("method", "methods")
    address: str = "methods"  # the folder of the entries' pages
    former_addresses: tuple[str, ...] = ()  # folders that their pages were in before
    link_scheme: str = "method"  # of links to entries in bodies, besides `entry`
    rules: tuple[RuleLevel, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    index_table: tuple[TableColumn, ...] = ()  # the columns of the catalogue beside the name; none where it is a list
    translate_names: bool = True  # whether translations hold the name of an entry
    menu: tuple[MenuItem, ...] | None = None  # in the head of every page; None for the usual one
    footer: tuple[MenuItem, ...] | None = None  # in the foot of every page


class Catalogue(NamedTuple):
    """The message catalogue of one locale. Messages are keyed by context and message id."""

    locale: str
    messages: Mapping[tuple[str, str], tuple[str, ...]]  # plural forms; without missing, fuzzy and invalid messages
    plural: str  # the expression in Plural-Forms
    digest: str
    path: str = ""  # of the file whose messages come first
    lines: Mapping[tuple[str, str], int] = {}  # line of each message that the site translates itself
    paths: Mapping[tuple[str, str], str] = {}  # of the files of those messages, where it is another one
    suppressions: Mapping[tuple[str, str], Mapping[str, str]] = {}  # reasons by rule, from comments
    fallback: Mapping[tuple[str, str], tuple[str, ...]] = {}  # in English, where they are not those of the templates

    def path_of(self, key: tuple[str, str]) -> str:
        """The path of the file that a message stands in."""
        return self.paths.get(key, self.path)

    @property
    def own(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The messages that the site translates itself, in the order of their file."""
        return {key: self.messages[key] for key in self.lines}


class Image(NamedTuple):
    """An image of the content. Its bytes are read when they are published.

    form: `png`, `jpeg`, `gif`, `webp`, `avif` or `svg`
    width, height: in pixels of CSS
    digest: of its bytes
    size: in bytes
    path: of its file
    """

    form: str
    width: int
    height: int
    digest: str
    size: int
    path: str


class Theme(NamedTuple):
    """A theme with the themes that it extends.

    A template has two names: `name`, which is the template of the nearest theme that has it, and `theme/name`, for
    templates that extend it.
    """

    name: str
    templates: Mapping[str, str]  # source by name
    assets: Mapping[str, bytes]  # content by name
    digest: str  # of all templates and assets
    files: Mapping[str, str] = {}  # paths of the templates, as printed
    folder: str = ""  # of the theme itself
    colour_scheme: str = "light dark"  # or one of the two


class Site(NamedTuple):
    """A site that was read and checked. Summaries are keyed by kind and id, as in `methods/lora`."""

    settings: Settings
    fields: tuple[Field, ...]
    methods: Mapping[str, Method]
    sets: Mapping[str, CuratedComparison]
    prose: Mapping[str, Document]
    catalogues: Mapping[str, Catalogue]
    theme: Theme
    summaries: Mapping[str, DocumentSummary] = {}
    findings: tuple[Any, ...] = ()  # rule violations found in single documents
    glossary: Glossary = Glossary()
    files: Mapping[str, bytes] = {}  # published as they are, by path from the root
    images: Mapping[str, Image] = {}  # by path below their folder

    def document(self, key: str) -> Document:
        """The document with this key, as in `methods/lora`."""
        kind, _, name = key.partition("/")
        if kind == "methods":
            return self.methods[name].document
        return self.sets[name].document if kind == "comparisons" else self.prose[name]
