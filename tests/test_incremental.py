"""After any edits, a build on top of the old output gives what a build into a fresh folder gives, byte for byte."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kaedah.build_request import BuildRequest
from kaedah.contribute.explain_page import describe_reasons
from kaedah.pipeline import ContentErrors, build_site
from kaedah.pipeline import explained as explained_build
from kaedah.plan import comparisons, pagination
from kaedah.plan.pages import method_index, sitemap, timeline, translation_status
from kaedah.plan.site_plan import plan_site
from kaedah.problems import Problem, format_problems
from kaedah.publish.manifest import Published, read_manifest
from kaedah.publish.output_scan import scan_output
from kaedah.publish.publishing_errors import BuildError
from kaedah.publish.release import Outcome
from kaedah.publish.release_plan import plan_release
from kaedah.publish.shards import Shard
from kaedah.publish.swap import workspace_of
from kaedah.read import documents
from kaedah.render import compiled_templates, environment
from kaedah.state import stat as stats
from kaedah.state.store import FILE, BuildState
from kaedah.workers import ALONE

from tests import edits
from tests.conftest import folders, must_read, of_the_content, publish, tree
from tests.edited_site import EditedSite, first_site, new_base, write_edits
from tests.edits import EDITS, FAULTS, Edit
from tests.example import copy_example
from tests.test_coarse_times import CoarseSystem

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("KAEDAH_EXAMPLES", "25"))  # sequences of edits; `make nightly` makes 500
SALT = "test"
Options = dict[str, object]


@pytest.fixture(scope="module", autouse=True)
def short_lists() -> Iterator[None]:
    """Lists go on over several pages with few things, so that edits lead from one page to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pagination, "PAGE_SIZE", edits.PAGE)
        patch.setattr(comparisons, "MOST_COLUMNS", edits.LARGE)
        patch.setattr(translation_status, "PAGE_SIZE", edits.PAGE)
        patch.setattr(timeline, "METHODS_A_PAGE", edits.PAGE)
        patch.setattr(sitemap, "MOST_ADDRESSES", 20)
        patch.setattr(method_index, "FIRST_SETS", 2)
        patch.setattr(documents, "MOST_PACKS", 5)
        patch.setattr(BuildRequest, "salt", SALT)
        yield


LOST = re.compile(r"^.*: warning: these addresses of the last build .*\n(?:  hint: .*\n)?", re.MULTILINE)


class Built(NamedTuple):
    """What came of a build: its outcome, None where it published nothing; and the problems as they are printed."""

    outcome: Outcome | None
    text: str


def ask(base: Path, output: Path, options: Options, clean: bool = False) -> BuildRequest:
    """A build of the site below `base`; `shard` among the options is the part that is built, others are of folders."""
    rest = {name: value for name, value in options.items() if name != "shard"}
    return BuildRequest(folders(base, **rest), output, shard=options.get("shard"), clean=clean)  # type: ignore[arg-type]


def build(base: Path, output: Path, options: Options | None = None, clean: bool = False) -> Built:
    """A build on top of the last one in this output, as the command makes it."""
    request = ask(base, output, options or {}, clean)
    printed: list[str] = []

    def report(problems: list[Problem]) -> str:
        printed.append(format_problems(problems))
        return printed[-1]

    def of_content(text: str) -> str:
        """Without what the last build alone can tell."""
        return LOST.sub("", text)

    try:
        last = request.last_build()
        if last:
            return Built(Outcome(last.pages, 0, last.pages, 0), of_content(last.text))
        return Built(build_site(request, report)[1], of_content(printed[-1]))
    except (ContentErrors, BuildError):
        return Built(None, of_content(printed[-1]))
    finally:
        request.close()


def shape(output: Path) -> tuple[dict[str, bytes], set[str]]:
    """All files with their bytes, the manifest among them, and all folders."""
    return tree(output), {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_dir()}


def published(output: Path) -> dict[str, Published]:
    return dict(read_manifest(output).files) if output.exists() else {}


def explained(base: Path, output: Path, options: Options | None = None) -> dict[str, list[str]]:
    """The reasons for each page that a build would write now; the state stays as it is."""
    rest = dict(options or {})
    shard = rest.pop("shard", None)
    site = must_read(base, **rest)
    workspace = workspace_of(output)
    plan, scanned, part = plan_site(site, SALT), scan_output(output, workspace), Shard(*shard) if shard else None  # type: ignore[misc]
    with closing(BuildState.open(workspace, SALT)) as state:
        stale = plan_release(site, plan, state, output, scanned, shard=part).stale
        found = {item.page.path: [*describe_reasons(item, site, state.page)] for item in stale}
    assert all(found.values())
    return found


def explained_by_the_command(base: Path, output: Path, options: Options) -> dict[str, set[str]] | None:
    """The causes for each page as `explain` finds them; None where the content has errors."""
    request = ask(base, output, options)
    try:
        with explained_build(request, ALONE) as found:
            if found.site is None:
                return None
            return {item.page.path: {why.cause for why in item.reasons} for item in found.stale}
    finally:
        request.close()


def must_equal_a_clean_build(
    base: Path, output: Path, options: Options | None = None, *, clean: bool = False, apart: bool = False
) -> Outcome | None:
    """Builds, and gives the outcome; None where the sources have errors, which a clean build must have too.

    clean: whether the build is told to be clean itself.
    apart: whether the other build compiles the templates again, too.
    """
    before = shape(output)
    incremental = build(base, output, options, clean)
    with tempfile.TemporaryDirectory(dir=base) as fresh, pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "_environments", {})  # else it would say what the first has learned
        if apart:
            patch.setattr(compiled_templates, "_themes", {})
            patch.setenv("XDG_CACHE_HOME", f"{fresh}/cache")
        expected = build(base, Path(fresh) / "public", options)
        assert of_the_content(incremental.text) == expected.text
        assert (incremental.outcome is None) == (expected.outcome is None)
        if expected.outcome is None:
            assert shape(output) == before
            return None
        found, wanted = shape(output), shape(Path(fresh) / "public")
    assert found[0].keys() == wanted[0].keys()
    assert [path for path in wanted[0] if found[0][path] != wanted[0][path]] == []
    assert found[1] == wanted[1]
    assert explained(base, output, options) == {}
    return incremental.outcome


# What may happen to the output and to what a build keeps, besides edits.


def nothing(base: Path) -> None:
    pass


def output_is_deleted(base: Path) -> None:
    shutil.rmtree(base / "public", ignore_errors=True)


def page_is_longer(base: Path) -> None:
    for path in [*(base / "public").rglob("*.html")][:2]:
        path.write_bytes(path.read_bytes() + b"<!-- more -->")


def page_is_another(base: Path) -> None:
    """Of the same length, and with the time it had, where the file system also knows when a file was changed."""
    for path in [*(base / "public").rglob("*.html")][-2:]:
        before = path.stat()
        path.write_bytes(b"x" * before.st_size)
        if stats.os is os:  # type: ignore[attr-defined]
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def files_are_deleted(base: Path) -> None:
    for path in [*(base / "public" / "assets").glob("*.css"), *(base / "public" / "en").glob("*.html")]:
        path.unlink()


def workspace_is_deleted(base: Path) -> None:
    shutil.rmtree(workspace_of(base / "public"), ignore_errors=True)


def state_is_cut(base: Path) -> None:
    state = workspace_of(base / "public") / FILE
    if state.exists():
        os.truncate(state, state.stat().st_size // 2)


def packs_are_deleted(base: Path) -> None:
    for path in workspace_of(base / "public").glob("*.pack"):
        path.unlink()


def staging_is_deleted(base: Path) -> None:
    shutil.rmtree(workspace_of(base / "public") / "staging", ignore_errors=True)


def staging_is_another(base: Path) -> None:
    for path in (workspace_of(base / "public") / "staging").rglob("*.html"):
        path.unlink()
        path.write_text("other words")


HARMS = (
    output_is_deleted,
    page_is_longer,
    page_is_another,
    files_are_deleted,
    workspace_is_deleted,
    state_is_cut,
    packs_are_deleted,
    staging_is_deleted,
    staging_is_another,
)
OPTIONS: tuple[Options, ...] = (
    {},
    {"theme": "ledger"},
    {"base_url": "https://example.net/there/"},
    {"only": ("uk",)},
    {"only": ("en",), "theme": "default"},
    {"shard": (1, 2)},
    {"shard": (2, 2)},
)


class Step(NamedTuple):
    """An edit, and a build.

    manner: how files are written; see `write_edits`.
    waits: whether enough time goes by for file times to tell what changed.
    fault: a mistake that is made besides, and fixed by the next step.
    looks: whether `explain` is asked before the build.
    options: those of the build; None for those of the one before.
    """

    edit: Edit
    number: int = 0
    manner: str = "written"
    waits: bool = True
    fault: str = ""
    looks: bool = False
    options: Options | None = None
    clean: bool = False
    apart: bool = False
    harm: Callable[[Path], None] = nothing


def unchanged(site: EditedSite, number: int) -> None:
    pass


def mostly(usual: object, others: Sequence[object]) -> st.SearchStrategy[object]:
    """What is usual, in two cases of three."""
    return st.integers(0, 2).flatmap(lambda number: st.sampled_from([*others]) if number == 2 else st.just(usual))


STEPS = st.builds(
    Step,
    st.sampled_from([*EDITS, unchanged]),
    st.integers(0, 11),
    mostly("written", ("replaced", "kept time", "1 s", "2 s")),
    st.booleans(),
    mostly("", [*FAULTS]),
    st.booleans(),
    mostly(None, OPTIONS),
    st.integers(0, 9).map(lambda number: number == 9),
    st.integers(0, 9).map(lambda number: number == 9),
    mostly(nothing, HARMS),
)


class Walk:
    """A site on a disk from edit to edit; `harmed` tells whether harm was done that no build has repaired since."""

    def __init__(self, base: Path, site: EditedSite | None = None) -> None:
        self.base, self.site, self.harmed, self.options = base, site or first_site(), False, OPTIONS[0]
        self.output = base / "public"
        write_edits(self.site, base)
        build(base, self.output)

    def take(self, step: Step) -> None:
        """Makes the edit, builds, and compares with a clean build."""
        self.site.faults.clear()
        step.edit(self.site, step.number)
        if step.fault:
            self.site.faults.update(FAULTS[step.fault](self.site))
        is_coarse = stats.os is not os  # type: ignore[attr-defined]
        write_edits(self.site, self.base, "written" if is_coarse and step.manner == "kept time" else step.manner)
        step.harm(self.base)
        self.harmed |= step.clean or step.harm is not nothing  # `--clean` forgets, also where it fails then
        self.options = self.options if step.options is None else step.options
        if step.waits:
            time.sleep(0.03)
        before = published(self.output)
        looks = step.looks and "shard" not in self.options  # it knows of whole sites only
        expected = explained_by_the_command(self.base, self.output, self.options) if looks else None
        outcome = must_equal_a_clean_build(self.base, self.output, self.options, clean=step.clean, apart=step.apart)
        if outcome and expected is not None and not step.clean:
            assert self.harmed or {"damaged", "unknown"}.isdisjoint(set[str]().union(*expected.values()))
            rewritten = {path for path, causes in expected.items() if causes != {"damaged"}}
            assert rewritten == set(_changed_pages(before, published(self.output)))
        self.harmed &= outcome is None


def _changed_pages(before: Mapping[str, Published], now: Mapping[str, Published]) -> Iterator[str]:
    for path, item in now.items():
        is_page = item.fingerprint != item.digest
        if is_page and (path not in before or before[path].fingerprint != item.fingerprint):
            yield path


def take_all(steps: Sequence[Step], unit: int = 0) -> None:
    """Takes one step after another; file times are multiples of `unit` seconds, where that is given."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if unit:
            patch.setattr(stats, "os", CoarseSystem(unit * 1_000_000_000))
        walk = Walk(new_base(folder))
        for step in steps:
            walk.take(step)


# Edits that have nothing to do in the first site, each with one that gives it something.
BEFORE: dict[Edit, tuple[Edit, int]] = {
    edits.restore_theme: (edits.change_template, 1),
    edits.forbid_wording: (edits.change_glossary, 0),
    edits.order_pages: (edits.move_page, 4),
}
# What readers do not see.
UNSEEN = {edits.add_other_files, edits.move_into_table, edits.save_in_another_way, edits.silence_rule}

# Words that stand in the causes of an edit: each in one, and in each one of them.
SHAPE = ("which documents it is made of", "which pages its links lead to", "what the page is about", "the page is new")
VAE, OTHERS = "content/methods/vae", ("methods/attention", "methods/lora")
UK = "locales/uk/LC_MESSAGES/messages.po"
CAUSES: dict[Edit, tuple[str, ...]] = {
    edits.add_method: ("methods/new-2", *SHAPE),
    edits.delete_method: ("methods/vae", *SHAPE[:3]),
    edits.rename_method: ("methods/a2-vae", *SHAPE),
    edits.swap_methods: ("methods/attention", "methods/vae", "the languages that have it", *SHAPE),
    edits.move_into_table: (),
    edits.move_method: ("content/methods/größe/vae.uk.md", "content/methods/größe/vae.md", "(methods/vae)"),
    edits.change_name: ("the name in content/methods/vae", "methods/vae"),
    edits.change_body: (f"the body of {VAE}", SHAPE[0]),
    edits.change_facts: (f"the table cells of {VAE}", "methods/vae", *SHAPE[:3]),
    edits.change_summary: (f"the table cells of {VAE}", "methods/vae"),
    edits.change_related: (f"the table cells of {VAE}", "methods/vae", *SHAPE[:2], SHAPE[3]),
    edits.change_sort_key: (f"the table cells of {VAE}", "methods/vae"),
    edits.change_translation: (f"{VAE}.uk.md", "methods/vae", "the languages that have it"),
    edits.review_translation: ("methods/lora", "methods/vae"),
    edits.date_translation: (f"{VAE}.uk.md", "methods/vae"),
    edits.change_translated_prose: ("content/comparisons/ways.uk.md", "comparisons/ways", SHAPE[0]),
    edits.change_page: ("pages/news", "the menu", SHAPE[0], *SHAPE[2:]),
    edits.change_comparison: ("comparisons/ways", *SHAPE[:3]),
    edits.change_comparison_body: ("content/comparisons/ways.md", SHAPE[0]),
    edits.swap_pages: ("pages/about", "pages/news", "the menu", SHAPE[0], *SHAPE[2:]),
    edits.move_page: ("pages/guide/deep/start", "the menu", SHAPE[0], *SHAPE[2:]),
    edits.add_page_to_folder: ("pages/help/a", "the menu", SHAPE[0], *SHAPE[2:]),
    edits.order_pages: ("the menu",),
    edits.change_home: ("pages/index", SHAPE[0], *SHAPE[2:]),
    edits.change_menu: ("the menu",),
    edits.change_anchor: ("methods/vae", "the languages that have it"),
    edits.rename_term: ("glossary", VAE, "the menu", SHAPE[0], SHAPE[3]),
    edits.change_as_many_bytes: (f"{VAE}.uk.md", "methods/vae"),
    edits.change_label: ("the labels of the fields", "content/fields.yaml"),
    edits.change_help: ("the labels of the fields", "content/fields.yaml"),
    edits.change_term: ("content/fields.yaml",),
    edits.add_term: ("content/fields.yaml", "methods/vae", SHAPE[1], SHAPE[3]),
    edits.change_fields: ("content/fields.yaml", "the labels of the fields", "methods/vae", *OTHERS),
    edits.change_kind: (
        "content/fields.yaml",
        "the labels of the fields",
        "the languages that have it",
        "methods/vae",
        *OTHERS,
    ),
    edits.change_title: ("the title of the site",),
    edits.change_tagline: ("the tagline of the site",),
    edits.call_entries: ("the words of the interface", "locales/"),
    edits.move_entries: (
        "the address of entries",
        "the scheme of links",
        "the menu",
        "the words of the interface",
        "locales/",
        *SHAPE[1:],
    ),
    edits.change_level_of_rule: ("methods/attention", "methods/lora"),
    edits.order_terms: ("content/fields.yaml",),
    edits.change_former_name: (SHAPE[3],),
    edits.change_words_of_site: (UK, "site.po", "the words of the interface", "the labels of the fields"),
    edits.publish_files: (),
    edits.change_pairs: (
        "which documents it is made of",
        SHAPE[1],
    ),
    edits.change_columns_of_catalogue: ("the columns of the index", SHAPE[0]),
    edits.fill_large_comparison: ("comparisons/large", *SHAPE),
    edits.change_address: ("the repository",),
    edits.change_licence: ("the licence",),
    edits.offer_downloads: ("the address of the site", "the files to download", SHAPE[3]),
    edits.change_languages: ("the languages of the site", SHAPE[3]),
    edits.change_glossary: ("glossary", "the menu", SHAPE[3]),
    edits.forbid_wording: ("glossary",),
    edits.change_template: ("themes/own/templates/catalogue.html",),
    edits.change_asset: ("the style sheets, scripts and pictures of the theme",),
    edits.add_to_asset: ("the style sheets, scripts and pictures of the theme",),
    edits.add_picture: ("the style sheets, scripts and pictures of the theme",),
    edits.restore_theme: ("themes/own/templates/layout.html",),
    edits.change_theme: (
        "the theme, or one that it extends",
        "the style sheets, scripts and pictures of the theme",
        "themes/ledger/templates/method.html",
        "themes/ledger/templates/parts.html",
    ),
    edits.change_message: (UK, "the words of the interface"),
    edits.remove_message: (UK, "the words of the interface"),
    edits.translate_label: (UK, "the words of the interface", "the labels of the fields"),
    edits.change_catalogue_file: (UK, "the words of the interface"),
    edits.add_other_files: (),
    edits.save_in_another_way: (),
    edits.silence_rule: (),
    edits.change_source: (
        "the languages of the site",
        "the source language",
        "the labels of the fields",
        "the menu",
        SHAPE[3],
    ),
}


@settings(
    derandomize=True, max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(STEPS, min_size=1, max_size=6), st.sampled_from((0, 0, 1, 2)))
@example([Step(edits.rename_method, 0), Step(edits.rename_method, 1), Step(edits.delete_method, 0)], 0)
@example([Step(edits.change_template, 1), Step(edits.restore_theme, 0)], 0)
@example([Step(edits.change_asset, 0), Step(edits.change_asset, 1), Step(edits.restore_theme, 0)], 0)
@example([Step(edits.change_pairs, 1), Step(edits.add_method, 3), Step(edits.change_pairs, 2)], 0)
@example([Step(edits.change_address, 1), Step(edits.change_translation, 2), Step(edits.change_address, 0)], 0)
@example(
    [Step(edits.move_method, 0), Step(edits.move_method, 9), Step(edits.move_method, 2), Step(edits.move_method, 14)], 0
)
@example([Step(edits.move_into_table, number) for number in (0, 1, 2, 3, 5, 0, 4)], 0)
@example(
    [
        Step(edits.move_into_table, 0),
        Step(edits.change_facts, 0),
        Step(edits.change_body, 0),
        Step(edits.rename_method, 0),
    ],
    2,
)
@example([Step(edits.add_picture, number) for number in (0, 3, 1, 4, 2)], 0)
@example(
    [Step(edits.fill_page, 0), Step(edits.add_method, 5), Step(edits.delete_method, 5), Step(edits.fill_page, 1)], 0
)
@example([Step(edits.show_image, number) for number in (0, 1, 3, 4, 2)], 0)
@example([Step(edits.show_image, 3), Step(edits.change_image, 0), Step(edits.change_image, 2)], 0)
@example([Step(edits.fill_pages_of_comparisons, number) for number in (0, 1, 2, 3)], 0)
@example([Step(edits.change_as_many_bytes, number) for number in (0, 9, 1, 10, 3, 3, 4, 4, 5, 5, 6, 6, 8, 8)], 2)
def test_incremental_build_equals_a_clean_one(steps: list[Step], unit: int) -> None:
    take_all(steps, unit)


def site_before(edit: Edit) -> EditedSite:
    """The first site, or one in which an edit has something to do."""
    site = first_site()
    earlier, number = BEFORE.get(edit, (unchanged, 0))
    earlier(site, number)
    return site


def walk_before(edit: Edit, folder: Path) -> Walk:
    """That site, as a build into a fresh folder publishes it."""
    return Walk(new_base(str(folder)), site_before(edit))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_every_kind_of_edit_changes_pages_and_can_be_taken_back(edit: Edit, tmp_path: Path) -> None:
    """An edit that changed nothing would prove nothing above."""
    walk = walk_before(edit, tmp_path)
    before = shape(walk.output)
    walk.take(Step(edit, 2))
    assert (shape(walk.output) != before) == (edit not in UNSEEN)
    walk.site = site_before(edit)
    write_edits(walk.site, walk.base)
    time.sleep(0.03)
    assert build(walk.base, walk.output).outcome
    assert shape(walk.output) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_every_mistake_stops_a_build_and_can_be_fixed(fault: str, tmp_path: Path) -> None:
    """What was edited in the same moment is not forgotten."""
    walk = Walk(new_base(str(tmp_path)))
    before = shape(walk.output)
    walk.take(Step(edits.change_body, 0, fault=fault))
    assert shape(walk.output) == before
    walk.take(Step(unchanged))
    assert shape(walk.output) != before


@pytest.mark.parametrize("edit", CAUSES, ids=lambda edit: edit.__name__)
def test_the_cause_of_every_page_is_the_edit(edit: Edit, tmp_path: Path) -> None:
    walk = walk_before(edit, tmp_path)
    edit(walk.site, 2)
    write_edits(walk.site, walk.base)
    found = {cause for causes in explained(walk.base, walk.output).values() for cause in causes}
    assert [cause for cause in found if not any(word in cause for word in CAUSES[edit])] == []
    assert [word for word in CAUSES[edit] if not any(word in cause for cause in found)] == []


def test_edit_of_one_method_leaves_the_pages_of_the_others_alone(tmp_path: Path) -> None:
    walk = Walk(new_base(str(tmp_path)))
    walk.site.methods["vae"].body += "\nMore.\n"
    write_edits(walk.site, walk.base)
    outcome = must_equal_a_clean_build(walk.base, walk.output)
    assert outcome is not None
    assert (outcome.written, outcome.removed) == (2, 0)
    assert outcome.kept > 15


def test_a_build_of_some_languages_counts_what_changed_in_the_others() -> None:
    take_all([Step(edits.review_translation, number, options={"only": ("en",)}) for number in range(3)])


def test_incremental_build_of_the_project_equals_a_clean_one(tmp_path: Path) -> None:
    base = copy_example(tmp_path / "site")
    output = publish(base, tmp_path / "public")
    source, translation = base / "content/methods/lora.md", base / "content/methods/lora.uk.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    translation.unlink()
    (base / "content/comparisons/parameter-efficient-methods.md").unlink()
    for path in (base / "content/comparisons").glob("parameter-efficient-methods.*.md"):
        path.unlink()
    outcome = build(base, output).outcome
    assert shape(output) == shape(publish(base, tmp_path / "fresh"))
    assert outcome is not None
    assert outcome.kept > outcome.written > 0
    assert outcome.removed == 6
