"""Which pages are out of date, and why."""

from kaedah.digests import digest_of
from kaedah.model import Field
from kaedah.plan import out_of_date as out_of_date_module
from kaedah.plan.layout import Layout
from kaedah.plan.out_of_date import NOTHING_KNOWN, Changes, Reason, out_of_date
from kaedah.plan.page_spec import PageSpec, make_spec
from kaedah.plan.pages.search_index import SearchIndexPage
from kaedah.plan.site_plan import Page
from kaedah.plan.taxonomies import ALL_METHODS
from kaedah.summaries import Ingredient


def spec(inner: str, *needs: Ingredient) -> PageSpec:
    return make_spec(SearchIndexPage(), needs)._replace(inner=inner)


def page(path: str = "en/methods/a.html", fingerprint: str = "new", *needs: Ingredient) -> Page:
    inner = path.partition("/")[2] or path
    return Page(path, "en", spec(inner, *needs), fingerprint)


def reasons(found: Page, published: dict[str, str], changes: Changes = NOTHING_KNOWN) -> list[tuple[Reason, ...]]:
    return [stale.reasons for stale in out_of_date([found], published.get, changes)]


def test_a_page_with_the_published_fingerprint_is_not_stale_whatever_changed() -> None:
    changes = Changes({"en": ("the title of the site",)}, {"en": frozenset({Ingredient("methods/a", "body")})})
    assert reasons(page(fingerprint="same"), {"en/methods/a.html": "same"}, changes) == []


def test_a_page_that_was_never_published_is_new() -> None:
    assert reasons(page(), {}) == [(Reason("new"),)]


def test_a_page_with_another_fingerprint_is_stale_for_the_ingredients_that_changed() -> None:
    needs = (Ingredient("methods/a", "body"), Ingredient("methods/b", "name"), Ingredient("methods/c", "name"))
    changes = Changes(
        {},
        {
            "en": frozenset(
                {Ingredient("methods/a", "body"), Ingredient("methods/c", "name"), Ingredient("methods/d", "name")}
            )
        },
    )
    found = reasons(page("en/methods/a.html", "new", *needs), {"en/methods/a.html": "old"}, changes)
    assert found == [(Reason("ingredient", "body", "methods/a"), Reason("ingredient", "name", "methods/c"))]


def test_what_changed_in_another_language_is_no_reason() -> None:
    changes = Changes({"uk": ("the title of the site",)}, {"uk": frozenset({Ingredient("methods/a", "body")})})
    found = reasons(
        page("en/methods/a.html", "new", Ingredient("methods/a", "body")), {"en/methods/a.html": "old"}, changes
    )
    assert found == [(Reason("unknown"),)]


def test_shared_things_and_the_spec_are_reasons() -> None:
    changes = Changes({"en": ("the title of the site", "the branch")}, {}, frozenset({"methods/a.html"}))
    found = reasons(page(), {"en/methods/a.html": "old"}, changes)
    assert found == [(Reason("shared", "the title of the site"), Reason("shared", "the branch"), Reason("spec"))]


def test_a_spec_of_a_page_above_all_languages_is_told_apart() -> None:
    changes = Changes({}, {}, frozenset({"/index.html"}))
    assert reasons(page("index.html"), {"index.html": "old"}, changes) == [(Reason("spec"),)]
    inner = Page("en/index.html", "en", spec("index.html"), "new")
    assert reasons(inner, {"en/index.html": "old"}, changes) == [(Reason("unknown"),)]


def test_a_list_names_the_documents_that_changed_in_it() -> None:
    changed = frozenset(
        {
            ALL_METHODS,
            Ingredient("methods/b", "listing"),
            Ingredient("methods/a", "listing"),
            Ingredient("comparisons/c", "name"),
        }
    )
    found = reasons(page("en/x.html", "new", ALL_METHODS), {"en/x.html": "old"}, Changes({}, {"en": changed}))
    assert found == [(Reason("ingredient", "all methods", "methods/a, methods/b"),)]


def test_a_page_whose_file_is_damaged_is_stale() -> None:
    found = [stale.reasons for stale in out_of_date([page()], {page().path: "new"}.get, NOTHING_KNOWN, {page().path})]
    assert found == [(Reason("damaged"),)]


def test_only_stale_pages_are_given_in_their_order() -> None:
    pages = [page(f"en/{name}.html", name) for name in "abcd"]
    published = {"en/a.html": "a", "en/b.html": "other", "en/d.html": "d"}
    found = [stale.page.path for stale in out_of_date(pages, published.get, NOTHING_KNOWN)]
    assert found == ["en/b.html", "en/c.html"]


def test_everything_that_pages_share_is_told_in_words() -> None:
    """Else `explain` would know that a page is out of date, and not why."""
    assert {*out_of_date_module._SHARED} == {*Layout._fields} - {"book", "digest"}


def test_terms_in_another_order_are_others() -> None:
    """Readers may see the order in which a field declares them."""
    one, other = ({name: name.upper() for name in names} for names in ("ab", "ba"))
    assert digest_of(Field("f", "term", "F", terms=one)) != digest_of(Field("f", "term", "F", terms=other))
