"""The build state is used only where it describes what is there: damage and changes by others are detected."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.model import Site
from kaedah.plan import site_plan
from kaedah.plan.comparisons import Comparisons
from kaedah.plan.page_spec import PageSpec
from kaedah.plan.pages.search_index import SearchIndexPage
from kaedah.publish import release
from kaedah.read import documents, parse_changed
from kaedah.state import packs as pack_module

from tests.conftest import ROOT, tree, write_site

pytestmark = pytest.mark.slow


@pytest.fixture
def site(site: Path) -> Path:
    """The small site with themes of its own, as a user has them."""
    shutil.copytree(ROOT / "themes/default", site / "themes/default", dirs_exist_ok=True)
    return site


def build(base: Path, output: str = "public", *words: str) -> Result:
    places = [f"--{name}={base / name}" for name in ("content", "locales", "themes")]
    time.sleep(0.03)  # times of files are that coarse
    return CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(base / output), *words])


def must_be_as_fresh(base: Path, *words: str) -> None:
    result = build(base, "public", *words)
    assert result.exit_code == 0, result.output
    shutil.rmtree(base / "fresh", ignore_errors=True)
    shutil.rmtree(base / ".fresh.kaedah", ignore_errors=True)
    assert build(base, "fresh", *words).exit_code == 0
    assert tree(base / "public") == tree(base / "fresh")


def change(base: Path, path: str, old: str, new: str) -> None:
    text = (base / path).read_text(encoding="utf-8")
    assert old in text
    (base / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def spoil(path: Path, old: bytes = b"LoRA", new: bytes = b"LoRX") -> None:
    """Changes a file where it lies, without changing its length."""
    content = path.read_bytes()
    assert old in content
    with path.open("r+b") as handle:
        handle.write(content.replace(old, new))


# pages


def test_a_spoilt_page_does_not_come_back_from_the_staging_folder(site: Path) -> None:
    build(site)
    spoil(site / "public/en/methods/lora.html")
    assert build(site).exit_code == 0
    (site / "public/en/methods/adapters.html").unlink()
    must_be_as_fresh(site)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [("content/site.yaml", "Base", "Bose"), ("content/pages/about.md", "\n---\n", "\n---\n\nMore.\n")],
    ids=["the whole site", "an edit"],
)
def test_a_page_that_changes_while_a_build_runs_is_repaired_by_the_next(
    site: Path, monkeypatch: pytest.MonkeyPatch, path: str, old: str, new: str
) -> None:
    build(site)
    build(site)
    change(site, path, old, new)
    commit = release.commit_release

    def spoilt(*given: Any) -> None:
        time.sleep(0.03)
        spoil(site / "public/uk/methods/lora.html")
        commit(*given)

    with monkeypatch.context() as patch:
        patch.setattr(release, "commit_release", spoilt)
        assert build(site).exit_code == 0
    assert b"LoRX" in (site / "public/uk/methods/lora.html").read_bytes()
    must_be_as_fresh(site)


def test_a_restored_workspace_does_not_hide_a_spoilt_page(site: Path) -> None:
    build(site)
    spoil(site / "public/en/methods/lora.html")
    shutil.move(site / ".public.kaedah", site / "aside")
    shutil.copytree(site / "aside", site / ".public.kaedah")
    must_be_as_fresh(site)


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace(b'", "', b'", "f', 1),
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text[: text.index(b'", "') + 4] + b"0" * 32 + text[text.index(b'", "') + 36 :],
    ],
)
def test_a_changed_manifest_is_repaired(site: Path, harm: Callable[[bytes], bytes]) -> None:
    build(site)
    manifest = site / "public/manifest.json"
    manifest.write_bytes(harm(manifest.read_bytes()))
    must_be_as_fresh(site)


def test_an_unchanged_shard_keeps_its_note(site: Path) -> None:
    parts = [site / "one", site / "two"]
    for _ in range(2):
        for number, part in enumerate(parts, 1):
            assert build(site, part.name, "--shard", f"{number}/2").exit_code == 0
        result = CliRunner().invoke(main, ["merge", *map(str, parts), "-o", str(site / "merged")])
        assert result.exit_code == 0, result.output
        change(site, "content/methods/lora.uk.md", "\n---\n", "\n---\n\nЩе слово.\n")
    build(site, "public", "--shard", "1/1")
    must_be_as_fresh(site)
    build(site, "public")
    must_be_as_fresh(site, "--shard", "1/1")


# parsed documents


def packs(base: Path) -> list[Path]:
    return sorted((base / ".public.kaedah").glob("*.pack"))


@pytest.mark.parametrize(
    ("files", "harm"),
    [
        ("*.pack", lambda content: content[:100]),
        ("*.pack", lambda content: bytes(len(content))),
        ("*.pack", lambda content: content.replace(b"LoRA", b"LoRQ")),
        ("*.pack", lambda content: b""),
        ("state.sqlite", lambda content: content[: len(content) // 2]),
        ("state.sqlite", lambda content: bytes(len(content))),
        ("state.sqlite", lambda content: content[:5000] + b"\xff" * 20_000 + content[25_000:]),
        ("state.sqlite", lambda content: b""),
    ],
)
@pytest.mark.parametrize("words", [(), ("--clean",)])
def test_a_damaged_state_is_made_again(
    site: Path, files: str, harm: Callable[[bytes], bytes], words: tuple[str, ...]
) -> None:
    build(site)
    for path in (site / ".public.kaedah").glob(files):
        path.write_bytes(harm(path.read_bytes()))
    change(site, "content/methods/adapters.md", "name: ", "name: Two ")
    must_be_as_fresh(site, *words)


def test_a_disk_that_returns_other_bytes_is_reported(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    before = tree(site / "public")
    wrong = pack_module.PackRef(str(site / "content/site.yaml"), 0, 3, 0)
    monkeypatch.setattr(pack_module.Pack, "put", lambda *_: wrong)
    change(site, "content/methods/adapters.md", "name: ", "name: Two ")
    result = build(site)
    assert result.exit_code == 1
    assert result.stderr.endswith("does not hold what was written\nThe published site is as it was.\n")
    assert tree(site / "public") == before


def test_many_packs_are_joined(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PACKS", 3)
    build(site)
    for number in range(7):
        change(site, "content/methods/lora.md", "name: ", f"name: {number} ")
        result = build(site)
        assert result.exit_code == 0, result.output
        change(site, "content/methods/adapters.md", "name: ", f"name: {number} ")
        assert build(site).exit_code == 0
    assert len(packs(site)) < 7
    must_be_as_fresh(site)


def test_another_spelling_of_a_folder_parses_nothing_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    monkeypatch.chdir(site)
    parsed: list[str] = []
    parse = parse_changed.parse_document

    def count(name: str, *given: Any) -> Any:
        parsed.append(name)
        return parse(name, *given)

    monkeypatch.setattr(parse_changed, "parse_document", count)
    result = CliRunner().invoke(main, ["build", "-j1", "--content", "./content", "-o", "public"])
    assert result.exit_code == 0, result.output
    assert parsed == []


def test_a_build_that_failed_after_reading_is_made_up_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is committed first; the next build must not take it for published."""
    build(site)
    change(site, "content/methods/lora.md", "name: LoRA", "name: LoRA two")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(release, "write_pages", fail)
        assert build(site).exit_code == 1
    must_be_as_fresh(site)
    assert "LoRA two" in (site / "public/en/methods/lora.html").read_text(encoding="utf-8")


def test_a_release_whose_commit_failed_is_looked_at_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Published, but the state still describes the site before: taking the edit back must be noticed."""
    build(site)
    before = tree(site / "public")
    change(site, "content/methods/lora.md", "name: LoRA", "name: LoRA two")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(release, "commit_release", fail)
        assert build(site).exit_code == 0
    change(site, "content/methods/lora.md", "name: LoRA two", "name: LoRA")
    must_be_as_fresh(site)
    assert tree(site / "public") == before


def test_a_linked_content_folder_is_an_error_in_a_first_build(site: Path) -> None:
    (site / "content/comparisons").rename(site / "elsewhere")
    (site / "content/comparisons").symlink_to(site / "elsewhere")
    result = build(site)
    assert result.exit_code == 1
    assert "content/comparisons:1:1: error: this is a symbolic link" in result.stderr


def test_not_applicable_values_survive_in_every_kind_of_field(site: Path) -> None:
    # what a method is related to has no row of its own
    fields = ["cost", "open", "originators", "sources", "aliases", "related", "summary", "type"]
    text = (site / "content/methods/adapters.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]
    change(site, "content/fields.yaml", "label: Type\n  required: true", "label: Type")
    front = "name: Adapters\nfield: deep-learning\nyear: 2019\n" + "".join(f"{field}: n/a\n" for field in fields)
    write_site(site, {"content/methods/adapters.md": f"---\n{front}---\n{text}"})
    result = build(site)
    assert result.exit_code == 0, result.output
    page = (site / "public/en/methods/adapters.html").read_text(encoding="utf-8")
    assert (
        page.count('<td><span class="absent">not applicable</span></td>') == len(fields) - 1
    )  # links have their place
    must_be_as_fresh(site)


# what pages are made of


def test_another_version_of_the_program_plans_its_pages_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    known = site_plan.specs_of

    def more(found: Site, sets: Comparisons) -> list[PageSpec]:
        specs = [*known(found, sets)]
        search = next(spec for spec in specs if isinstance(spec.data, SearchIndexPage))
        return [*specs, search._replace(inner="more.js")]

    monkeypatch.setattr(site_plan, "specs_of", more)
    monkeypatch.setattr("kaedah.build_request.program_digest", lambda: "another")
    must_be_as_fresh(site)
    assert (site / "public/uk/more.js").is_file()


def test_a_sort_key_moves_a_name_in_every_list(site: Path) -> None:
    build(site)
    change(site, "content/methods/lora.md", "name: LoRA", "name: LoRA\nsort_key: aaa")
    must_be_as_fresh(site)
    change(site, "content/methods/lora.uk.md", "\nname:", "\nsort_key: яяя\nname:")
    must_be_as_fresh(site)


def test_changed_members_of_a_comparison_are_listed(site: Path) -> None:
    comparison = (site / "content/comparisons/two-ways.md").read_text(encoding="utf-8")
    other = comparison.replace("[adapters, lora]", "[lora, qlora]").replace("Two ways", "Other ways")
    write_site(site, {"content/comparisons/other-ways.md": other})
    build(site)
    change(site, "content/comparisons/two-ways.md", "[adapters, lora]", "[adapters, lora, qlora]")
    must_be_as_fresh(site)


def test_a_thirteenth_comparison_adds_the_link_to_all(site: Path) -> None:
    comparison = (site / "content/comparisons/two-ways.md").read_text(encoding="utf-8")
    for number in range(11):
        text = comparison.replace("Two ways", f"{number} ways")
        write_site(site, {f"content/comparisons/ways-{number:02}.md": text})
    build(site)
    write_site(site, {"content/comparisons/zz.md": comparison.replace("Two ways", "Last ways")})
    must_be_as_fresh(site)


def test_paths_in_messages_begin_at_the_working_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(site, "content/methods/lora.md", "## Use", "## Use\n\n<b>so</b>")
    monkeypatch.chdir(site.parent)
    assert f"{site.name}/content/methods/lora.md" in build(site).stderr
    monkeypatch.chdir(site)
    assert "\ncontent/methods/lora.md" in "\n" + build(site).stderr


def test_explain_names_only_the_documents_that_changed_in_a_list(site: Path) -> None:
    build(site)
    for path in ("methods/adapters.md", "comparisons/two-ways.md"):
        change(site, f"content/{path}", "\n---\n", "\n---\n\nMore.\n")
    change(site, "content/methods/lora.md", "name: LoRA", "name: LoRA one")
    places = [f"--{name}={site / name}" for name in ("content", "locales", "themes")]
    told = CliRunner().invoke(main, ["explain", *places, "-o", str(site / "public"), "en/index.html"]).output
    assert "all methods (methods/lora)" in told
    told = CliRunner().invoke(main, ["explain", *places, "-o", str(site / "public"), "uk/translations.html"]).output
    assert "all translations (methods/lora)" in told
