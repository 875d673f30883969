"""Every path of the output. All are from the root, with forward slashes, and name a file."""

# Stands for the way from a page to the root ("", "../", "../../" …) until the page is written; no content holds it.
ROOT_MARK = "\ue000"
# Stands for a page's path inside its locale, so that the frame of all pages of a locale is rendered once.
INNER_MARK = "\ue001"
# Stands before the number of a link in a menu, until the page is written: whether the link leads to this page.
CURRENT_MARK = "\ue003"

CHOOSER = "index.html"
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"
REDIRECTS = "_redirects"
TRANSLATION_TOTALS = "translations.json"


def sitemap_part_path(part: int) -> str:
    """A part of the sitemap, counted from 1, where one file could not hold it."""
    return f"sitemaps/{part}.xml"


def method_index_path(locale: str) -> str:
    """The list of methods of a locale."""
    return f"{locale}/index.html"


def filter_path(locale: str, field: str, term: str) -> str:
    """The list of the methods that have a term of a field, or a decade such as `2010s`."""
    return f"{locale}/by/{field}/{term}.html"


def list_page_path(locale: str, field: str, term: str, page: int) -> str:
    """A page but the first of such a list, or of the list of all where `field` is empty."""
    return f"{locale}/by/{field}/{term}/{page}.html" if field else f"{locale}/all/{page}.html"


def method_path(locale: str, address: str, slug: str) -> str:
    """The page of a method; `address` is the folder that the site names, `methods` where it names none."""
    return f"{locale}/{address}/{slug}.html"


def pair_path(locale: str, one: str, other: str) -> str:
    """The comparison of two methods; the same in whichever order they are given."""
    first, second = sorted((one, other))
    return f"{locale}/compare/{first}/{second}.html"


def curated_comparison_path(locale: str, name: str) -> str:
    """The page of a curated comparison."""
    return f"{locale}/compare/{name}.html"


def comparison_index_path(locale: str, page: int = 1) -> str:
    """A page of the list of curated comparisons; below `compare/` there may be a method of any name."""
    return f"{locale}/comparisons/{page}.html" if page > 1 else f"{locale}/compare/index.html"


def any_set_address(locale: str, slugs: tuple[str, ...]) -> str:
    """The page that puts any methods side by side in the browser, with these in this order."""
    return f"{comparison_index_path(locale)}#{','.join(slugs)}"


def column_path(locale: str, slug: str) -> str:
    """The script file that brings a method's column to that page."""
    return f"{locale}/data/{slug}.js"


def search_path(locale: str) -> str:
    """The script file with what is searched; not among the columns, for a method may be called "search"."""
    return f"{locale}/search.js"


def index_rows_path(locale: str) -> str:
    """The script file with all methods of an index that has several pages."""
    return f"{locale}/all/rows.js"


def timeline_path(locale: str, number: int) -> str:
    """A page of the timeline, counted from 1."""
    return f"{locale}/timeline/{number if number > 1 else 'index'}.html"


def translation_status_path(locale: str, page: int = 1) -> str:
    """How far a locale is translated: a page of the list, counted from 1."""
    return f"{locale}/translations/{page}.html" if page > 1 else f"{locale}/translations.html"


def contribute_path(locale: str) -> str:
    """The form that makes a method's file; what follows `#translate=` names the document to translate."""
    return f"{locale}/contribute.html"


def draft_path(document: str) -> str:
    """The script file with the beginning of a translation of a document, named like `methods/lora`."""
    return f"drafts/{document}.js"


def glossary_path(locale: str) -> str:
    """The terms of the site; each has its id for an anchor."""
    return f"{locale}/glossary.html"


def prose_path(locale: str, name: str) -> str:
    """A prose page."""
    return f"{locale}/{name}.html"


def image_path(name: str, digest: str) -> str:
    """An image of the content, by its path below `content/images/`: with a part of its digest, so that it may be cached
    for ever.
    """
    stem, _, ending = name.rpartition(".")
    return f"assets/images/{stem}.{digest[:10]}.{ending}"


def inner_path(path: str) -> str:
    """A page's path inside its locale: the same in every language."""
    return path.partition("/")[2]


def root_from(path: str) -> str:
    """The way from a page to the root."""
    return "../" * path.count("/")
