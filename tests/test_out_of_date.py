"""Which pages are out of date, and why."""

import shutil

import pytest
from kaedah.digests import digest_of
from kaedah.model import Field
from kaedah.plan import out_of_date as out_of_date_module
from kaedah.plan.layout import Layout
from kaedah.plan.out_of_date import (
    NOTHING_KNOWN,
    Changes,
    PublishedState,
    Reason,
    candidates,
    changed_shared,
    out_of_date,
    shared_digests,
)
from kaedah.plan.page_spec import ALL_WORK, WORK_TOTALS, PageSpec, make_spec
from kaedah.plan.pages.search_index import SearchIndexPage
from kaedah.plan.site_plan import Page, Plan, plan_site
from kaedah.plan.taxonomies import ALL_METHODS
from kaedah.summaries import Ingredient

from tests.conftest import SITES, must_read


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


def test_everything_that_pages_share_is_described_in_words() -> None:
    """Else `explain` would know that a page is out of date, and not why."""
    assert {*out_of_date_module._SHARED} == {*Layout._fields} - {"book", "digest"}


def test_terms_in_another_order_are_others() -> None:
    """Readers may see the order in which a field declares them."""
    one, other = ({name: name.upper() for name in names} for names in ("ab", "ba"))
    assert digest_of(Field("f", "term", "F", terms=one)) != digest_of(Field("f", "term", "F", terms=other))


def listed_in(need: Ingredient, changed: dict[str, set[Ingredient]]) -> str:
    """The documents that a reason of a page in English names, whose list of this name has changed."""
    changes = Changes({}, {code: frozenset(found | {need}) for code, found in changed.items()})
    (found,) = reasons(page("en/x.html", "new", need), {"en/x.html": "old"}, changes)
    assert [(why.cause, why.what) for why in found] == [("ingredient", need.part)]
    return found[0].documents


def test_a_list_of_methods_names_its_entries_before_states_of_translations() -> None:
    work = Ingredient("methods/b", "work")
    assert listed_in(ALL_METHODS, {"en": {work}}) == "methods/b"
    assert listed_in(ALL_METHODS, {"en": {work, Ingredient("methods/a", "listing")}}) == "methods/a"
    assert listed_in(ALL_METHODS, {"en": {work, Ingredient("comparisons/a", "listing")}}) == "methods/b"
    assert listed_in(ALL_METHODS, {"en": {Ingredient("comparisons/a", "work"), Ingredient("methods/c", "body")}}) == ""


def test_states_of_translations_are_those_of_every_kind_of_document() -> None:
    changed = {Ingredient("comparisons/a", "work"), Ingredient("methods/b", "listing"), Ingredient("pages/c", "work")}
    assert listed_in(ALL_WORK, {"en": changed}) == "comparisons/a, pages/c"
    assert listed_in(WORK_TOTALS, {"en": changed}) == "comparisons/a, pages/c"


def test_totals_name_the_documents_of_all_languages_and_a_list_those_of_its_own() -> None:
    changed = {"en": {Ingredient("methods/a", "work")}, "uk": {Ingredient("methods/b", "work")}}
    assert listed_in(WORK_TOTALS, changed) == "methods/a, methods/b"
    assert listed_in(ALL_WORK, changed) == "methods/a"


def test_five_documents_are_named() -> None:
    changed: set[Ingredient] = {Ingredient(f"methods/{letter}", "listing") for letter in "abcdef"}
    assert listed_in(ALL_METHODS, {"en": changed}) == ", ".join(f"methods/{letter}" for letter in "abcde") + ", …"


def test_an_ingredient_of_one_document_names_it() -> None:
    need = Ingredient("methods/a", "body")
    changes = Changes({}, {"en": frozenset({need, Ingredient("methods/b", "body")})})
    assert reasons(page("en/x.html", "new", need, need), {"en/x.html": "old"}, changes) == [
        (Reason("ingredient", "body", "methods/a"),)
    ]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    site = must_read(shutil.copytree(SITES / "base", tmp_path_factory.mktemp("base") / "site"))
    return plan_site(site, "salt")


def test_what_pages_share_is_digested_thing_by_thing(plan: Plan) -> None:
    english, ukrainian = plan.locale_sites["en"], plan.locale_sites["uk"]
    found = shared_digests(ukrainian, "salt")
    assert ukrainian.catalogue is not None
    theme = ukrainian.site.theme
    words = {"the program or a library", "content/fields.yaml", "the theme, or one that it extends"}
    assert {*found} == {*out_of_date_module._SHARED.values(), *words, ukrainian.catalogue.path, *theme.files.values()}
    assert found["the program or a library"] == "salt"
    assert found["content/fields.yaml"] == digest_of(ukrainian.site.fields)
    assert found["the theme, or one that it extends"] == digest_of(sorted({"default", "book"}))
    assert found["the title of the site"] == digest_of(ukrainian.layout.title)
    assert found[ukrainian.catalogue.path] == ukrainian.catalogue.digest
    assert found[theme.files["method.html"]] == digest_of(theme.templates["method.html"])
    assert ukrainian.catalogue.path not in shared_digests(english, "salt")


def published_as(plan: Plan, **layouts: str) -> PublishedState:
    """What the state knows where a plan was published, with other layouts of some languages."""
    return PublishedState(
        plan.shape,
        {code: layouts.get(code, found.layout.digest) for code, found in plan.locale_sites.items()},
        {code: shared_digests(found, "salt") for code, found in plan.locale_sites.items()},
    )


def test_a_language_with_the_same_layout_has_no_changes(plan: Plan) -> None:
    assert changed_shared(plan, published_as(plan)) == {}
    assert changed_shared(plan, published_as(plan, en="other")) == {"en": ()}
    assert changed_shared(plan, published_as(plan, uk="other")) == {"uk": ()}


def test_what_differs_in_a_layout_is_described_in_words(plan: Plan) -> None:
    before = published_as(plan, en="other", uk="other")
    shared = {code: dict(found) for code, found in before.shared.items()}
    del shared["en"]["the branch"]
    shared["en"]["something that is gone"] = "digest"
    shared["uk"]["the title of the site"] = "another"
    assert changed_shared(plan, before._replace(shared=shared)) == {
        "en": ("something that is gone", "the branch"),
        "uk": ("the title of the site",),
    }


def test_a_new_language_is_a_language_more(plan: Plan) -> None:
    """Nothing is compared with what was never there."""
    before = published_as(plan, en="other", uk="other")
    before = before._replace(shared={"uk": before.shared["uk"]})
    assert changed_shared(plan, before) == {"en": ("the languages of the site",), "uk": ()}


def test_pages_to_look_at_are_all_of_a_changed_layout_and_those_in_need_of_what_changed(plan: Plan) -> None:
    one, root = next(iter(plan.specs)), next(iter(plan.roots))
    every = {f"uk/{spec.inner}" for spec in plan.specs}

    def looked_at(shared: set[str], needing: dict[str, list[PageSpec]]) -> set[str]:
        return {page.path for page in candidates(plan, Changes(dict.fromkeys(shared, ())), needing)}

    assert looked_at(set(), {}) == set()
    assert looked_at({"uk"}, {"en": [one]}) == {*every, f"en/{one.inner}"}
    assert looked_at({"uk"}, {"": [root], "uk": []}) == {*every, root.inner}
    assert looked_at({"en"}, {}) == {f"en/{spec.inner}" for spec in plan.specs} | {spec.inner for spec in plan.roots}


def test_what_nothing_is_known_of_has_empty_values() -> None:
    assert Reason("new") == ("new", "", "")
    assert PublishedState() == ("", {}, {}, {})
    assert Changes() == ({}, {}, frozenset(), True)
    assert ({}, {}, frozenset(), False) == NOTHING_KNOWN


def test_explain_prints_these_words() -> None:
    assert out_of_date_module._SHARED == {
        "title": "the title of the site",
        "locale": "what is known of the language",
        "locales": "the languages of the site",
        "source": "the source language",
        "base_url": "the address of the site",
        "repository": "the repository",
        "branch": "the branch",
        "menu": "the menu",
        "footer": "the links in the foot",
        "heads": "the labels of the fields",
        "assets": "the style sheets, scripts and pictures of the theme",
        "glossary": "whether there is a glossary",
        "licence": "the licence",
        "downloads": "the files to download",
        "tagline": "the tagline of the site",
        "description": "the description of the site",
        "plugins": "a plugin",
        "address": "the address of entries",
        "link_scheme": "the scheme of links to entries",
    }
