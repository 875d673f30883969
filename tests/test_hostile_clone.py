"""A pull request that brings links and folders in place of ours: nothing is written or deleted through them.

Each attack is committed and cloned, and then every command that writes is run in the clone.
"""

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kaedah.cli import main
from kaedah.publish.workspace import MARK, WorkspaceLock

from tests.conftest import MINIMAL, ROOT, write_site

SITE = {
    **MINIMAL,
    "content/site.yaml": "title: Test\nsource_locale: en\nlocales: [en, uk]\n",
    "content/methods/two.uk.md": "---\nname: Два\n---\n\n## Meaning\n\nДва п'ять.\n",
    "locales/uk/LC_MESSAGES/messages.po": (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: uk\\n"\n'
        '"Plural-Forms: nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 '
        ': 2;\\n"\n'
    ),
    "locales/problems.pot": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n',
    "notes/manifest.json": "precious",
    "notes/one.md": "precious",
    ".gitignore": "/public\n/.public.kaedah\n",
}
TABLE = "name,year\nThree,2003\n"
Cloner = Callable[[Callable[[Path], object]], Path]


def git(folder: Path, *words: str | Path) -> None:
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", "-C", folder, *settings, *words], check=True, capture_output=True)


def link(base: Path, name: str, target: str) -> None:
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@cache
def committed_site(shared: Path) -> Path:
    """The site in a repository of its own; tests must not change it."""
    origin = write_site(shared / "origin", SITE)
    git(shared, "init", "-q", origin)
    git(origin, "add", "--all")
    git(origin, "commit", "-q", "-m", "the site")
    return origin


@pytest.fixture
def clone_with(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Cloner:
    """Makes a clone of the site to which somebody added what an attack makes."""

    def clone(attack: Callable[[Path], object]) -> Path:
        committed = committed_site(tmp_path_factory.getbasetemp() / "hostile-clone")
        origin = shutil.copytree(committed, tmp_path / "origin")
        attack(origin)
        git(origin, "add", "--all", "--force")
        git(origin, "commit", "-q", "-m", "a small correction")
        # As from another host, with all objects in a pack
        git(tmp_path, "-c", "fetch.unpackLimit=1", "clone", "-q", "--no-local", origin, "clone")
        assert list((tmp_path / "clone/.git/objects/pack").glob("*.pack"))
        write_site(tmp_path, {"outside/file": "precious", "table.csv": TABLE})
        return tmp_path / "clone"

    return clone


def everything(base: Path) -> dict[str, bytes | str | None]:
    """All below a folder: files with their content, links with their target, and folders."""
    found: dict[str, bytes | str | None] = {}
    for path in sorted(base.rglob("*")):
        name = path.relative_to(base).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def run(clone: Path, *words: str) -> Result:
    arguments = ["--themes", str(ROOT / "themes")] if words[0] not in ("merge", "publish") else []
    with contextlib.chdir(clone):
        result = CliRunner().invoke(main, [*words, *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def must_refuse(clone: Path, words: tuple[str, ...], place: str) -> None:
    """The command ends with a problem at this place, and nothing at all has changed."""
    before = everything(clone.parent)
    result = run(clone, *words)
    assert everything(clone.parent) == before
    assert result.exit_code == 1, result.output
    assert f"{place}:1:1: error: " in result.stderr
    assert "\n  hint: " in result.stderr
    assert "Traceback" not in result.output


def exact(base: Path) -> None:
    """The attack that deleted all methods and a pack of Git in earlier versions."""
    link(base, "data/noted", "../content/methods")
    link(base, "data/shelf", "../.git/objects/pack")
    link(base, ".public.kaedah", "data")


def as_one_of_ours(base: Path) -> None:
    exact(base)
    write_site(
        base, {"data/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# This folder was made by Kaedah. "}
    )


# What a pull request adds, by what it does, and the place that is told.
WORKSPACES: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "the known attack": (exact, ".public.kaedah"),
    "the known attack with a mark": (as_one_of_ours, ".public.kaedah"),
    "a link to the packs of Git": (lambda base: link(base, ".public.kaedah", ".git/objects/pack"), ".public.kaedah"),
    "a link to nowhere": (lambda base: link(base, ".public.kaedah", "../nowhere"), ".public.kaedah"),
    "a link out of the site": (lambda base: link(base, ".public.kaedah", "../outside"), ".public.kaedah"),
    "a link in place of the output": (lambda base: link(base, "public", "notes"), "public"),
    "a link to an empty folder in place of the output": (lambda base: link(base, "public", "../empty"), "public"),
    "an output": (lambda base: write_site(base, {"public/index.html": "not ours"}), "public"),
    "a workspace": (lambda base: write_site(base, {".public.kaedah/state.sqlite": "not ours"}), ".public.kaedah"),
    "a workspace in other letters": (
        lambda base: write_site(base, {".Public.Kaedah/staging/manifest.json": "not ours"}),
        ".public.kaedah",
    ),
    **{
        f"a link in place of {name}": (
            lambda base, name=name, target=target: link(base, f".public.kaedah/{name}", target),
            ".public.kaedah",
        )
        for name, target in {
            "staging": "../notes",
            "previous": "../content/methods",
            "tasks-1": "../content",
            "lock": "../notes/one.md",
            "state.sqlite": "../notes/one.md",
            "state.sqlite-wal": "../notes/one.md",
            "documents-1.pack": "../notes/one.md",
            MARK: "../notes/one.md",
        }.items()
    },
}
BUILDS = (("build",), ("build", "--clean"), ("build", "--shard", "1/2"), ("explain", "index.html"))


@pytest.mark.parametrize("attack", WORKSPACES)
def test_a_build_in_a_clone_deletes_and_writes_nothing_that_a_pull_request_points_at(
    tmp_path: Path, clone_with: Cloner, attack: str
) -> None:
    make, place = WORKSPACES[attack]
    clone = clone_with(make)
    for words in BUILDS:
        must_refuse(clone, words, place)
    other = write_site(tmp_path, {"part/manifest.json": '{"kaedah": 1, "shard": [1, 1, "0", 0], "files": {\n\n}}\n'})
    must_refuse(clone, ("merge", str(other / "part")), place)


def test_the_way_to_the_output_leads_through_no_link_of_a_pull_request(clone_with: Cloner) -> None:
    clone = clone_with(lambda base: link(base, "www", "../outside"))
    for words in BUILDS:
        must_refuse(clone, (*words, "--output", "www/public"), "www")
    for form in ("zip", "epub", "data"):
        must_refuse(clone, ("export", form, "--output", "www/site"), "www")
    must_refuse(clone, ("export", "all", "--output", "www"), "www")


@pytest.mark.parametrize("form", ["zip", "epub", "data"])
def test_an_export_is_written_through_no_link_of_a_pull_request(clone_with: Cloner, form: str) -> None:
    clone = clone_with(lambda base: link(base, "site.zip", "../outside/file"))
    must_refuse(clone, ("export", form, "--output", "site.zip"), "site.zip")


# Commands that write sources: what is put in the place of what they write, and what they then tell
SOURCES: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "new": (("new", "three"), "content/methods", "../notes"),
    "new, at its file": (("new", "three"), "content/methods/three.md", "../../outside/new"),
    "import": (("import", "../table.csv"), "content/methods", "../notes"),
    "schema": (("schema",), "content/method.schema.json", "../../outside/file"),
    "schema, of the glossary": (("schema",), "content/glossary.schema.json", "../../outside/new"),
    "extract": (("translations", "extract"), "locales/messages.pot", "../../outside/file"),
    "extract, of problems": (("translations", "extract"), "locales/problems.pot", "../../outside/file"),
    "update": (("translations", "update"), "locales/messages.pot", "../../outside/file"),
    "update, at a catalogue": (
        ("translations", "update"),
        "locales/uk/LC_MESSAGES/messages.po",
        "../../../../outside/file",
    ),
    "update, at a folder": (("translations", "update"), "locales/uk", "../../outside"),
    "start": (("translations", "start", "one", "uk"), "content/methods/one.uk.md", "../../../outside/new"),
    "stamp": (("translations", "stamp", "two", "uk"), "content/methods/two.uk.md", "../../../outside/file"),
    "check --fix": (("check", "--fix"), "content/methods/two.uk.md", "../../../outside/file"),
}


@pytest.mark.parametrize("case", SOURCES)
@pytest.mark.parametrize("tracked", [True, False])
def test_no_source_is_written_through_a_link(tmp_path: Path, clone_with: Cloner, case: str, tracked: bool) -> None:
    words, name, target = SOURCES[case]
    if tracked:
        clone = clone_with(lambda base: link(base, name, target))
    else:  # as in an archive that a stranger has made
        clone = write_site(tmp_path, {"outside/file": "precious", "table.csv": TABLE}) / "clone"
        link(write_site(clone, SITE), name, target)
    before = everything(tmp_path / "outside") | everything(clone / "notes")
    result = run(clone, *words)
    after = everything(tmp_path / "outside") | everything(clone / "notes")
    assert after == before
    assert result.exit_code == 1, result.output
    assert f"{name}:1:1: error: " in result.stderr or "already exists" in result.stderr
    assert "\n  hint: " in result.stderr


WHOLE = {
    "content": (("new", "three"), ("schema",), ("import", "../table.csv"), ("translations", "start", "one", "uk")),
    "locales": (("translations", "extract"), ("translations", "update")),
}


@pytest.mark.parametrize(("folder", "words"), [(folder, words) for folder, found in WHOLE.items() for words in found])
def test_a_folder_of_sources_may_be_a_link_of_the_user_but_not_of_a_pull_request(
    clone_with: Cloner, folder: str, words: tuple[str, ...]
) -> None:
    def move(base: Path) -> None:
        (base / folder).rename(base / "elsewhere")
        link(base, folder, "elsewhere")

    clone = clone_with(move)
    must_refuse(clone, words, folder)
    git(clone, "rm", "-q", "--cached", folder)
    assert run(clone, *words).exit_code == 0


@pytest.mark.parametrize("name", [".one.md.new", ".two.uk.md.new", ".site.zip.1"])
def test_names_that_were_temporary_once_are_no_way_out(tmp_path: Path, clone_with: Cloner, name: str) -> None:
    clone = clone_with(lambda base: link(base, f"content/methods/{name}", "../../../outside/file"))
    assert run(clone, "check", "--fix").exit_code in (0, 1)
    assert run(clone, "translations", "stamp", "--all").exit_code == 0
    assert "п’ять" in (clone / "content/methods/two.uk.md").read_text(encoding="utf-8")
    assert everything(tmp_path / "outside") == {"file": b"precious"}


# What is ours, and what is believed


def test_a_link_that_the_user_made_is_followed_to_the_output(tmp_path: Path, clone_with: Cloner) -> None:
    clone = clone_with(lambda base: write_site(base, {"x": ""}))
    (tmp_path / "www").mkdir()
    link(clone, "public", "../www")
    assert run(clone, "build").exit_code == 0
    assert (tmp_path / "www/index.html").exists()
    assert run(clone, "build").stdout.count("0 written")


def test_a_workspace_says_what_it_is_and_keeps_itself_out_of_git(clone_with: Cloner) -> None:
    clone = clone_with(lambda base: write_site(base, {".gitignore": ""}))
    assert run(clone, "build").exit_code == 0
    assert (clone / ".public.kaedah" / MARK).read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    done = subprocess.run(["git", "-C", clone, "status", "--short"], check=True, capture_output=True, encoding="utf-8")
    assert ".kaedah" not in done.stdout
    assert run(clone, "build").stdout.count("0 written")


@pytest.mark.parametrize("names", [["notes.txt"], ["staging/x", "letter"], ["CACHEDIR.TAG"]])
def test_a_folder_that_only_has_the_name_of_a_workspace_is_refused(tmp_path: Path, names: list[str]) -> None:
    site = write_site(tmp_path / "site", SITE)
    write_site(site, {f".public.kaedah/{name}": "precious" for name in names})
    for words in BUILDS:
        must_refuse(site, words, ".public.kaedah")


def test_a_workspace_of_an_earlier_version_is_marked(clone_with: Cloner) -> None:
    clone = clone_with(lambda base: write_site(base, {"x": ""}))
    assert run(clone, "build").exit_code == 0
    for name in (MARK, ".gitignore", "made-here"):
        (clone / ".public.kaedah" / name).unlink()
    assert run(clone, "build").stdout.count("0 written")
    assert (clone / ".public.kaedah" / MARK).exists()


def spoil(clone: Path) -> None:
    """Has the published site, and the one that is staged, hold what no build wrote, as if it were ours."""
    for folder in (clone / "public", clone / ".public.kaedah/staging"):
        manifest = (folder / "manifest.json").read_bytes()
        page = folder / "en/methods/one.html"
        text = page.read_bytes()
        from kaedah.digests import digest_of_bytes

        page.unlink()
        page.write_bytes(text.replace(b"One", b"0ne"))
        manifest = manifest.replace(digest_of_bytes(text).encode(), digest_of_bytes(page.read_bytes()).encode())
        (folder / "manifest.json").write_bytes(manifest)


def test_an_archive_of_a_stranger_is_built_again_whatever_it_says(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", SITE)
    assert run(site, "build").exit_code == 0
    write_site(site, {"content/methods/one.md": SITE["content/methods/one.md"] + "\nMore.\n"})
    assert run(site, "build").exit_code == 0
    wanted = {path: text for path, text in everything(site / "public").items() if path.endswith(".html")}
    spoil(site)
    shutil.copytree(site, tmp_path / "unpacked", symlinks=True)
    result = run(tmp_path / "unpacked", "build")
    assert "0 unchanged" in result.stdout
    found = {path: text for path, text in everything(tmp_path / "unpacked/public").items() if path.endswith(".html")}
    assert found == wanted
    assert "0 written" in run(tmp_path / "unpacked", "build").stdout


def test_a_second_name_of_a_file_elsewhere_is_not_written_through(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", SITE)
    write_site(tmp_path, {"outside/file": "precious"})
    (site / ".public.kaedah").mkdir()
    for name in ("lock", "made-here", "state.sqlite", "documents-1.pack", ".gitignore"):
        os.link(tmp_path / "outside/file", site / ".public.kaedah" / name)
    assert run(site, "build").exit_code == 0
    assert everything(tmp_path / "outside") == {"file": b"precious"}


def test_a_site_is_published_also_where_that_cannot_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "site", SITE)

    def fail(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(WorkspaceLock, "_proof", fail)
    assert run(site, "build").exit_code == 0
    assert (site / "public/index.html").exists()
    monkeypatch.undo()
    assert " written, 0 unchanged" in run(site, "build").stdout
    assert ": 0 written" in run(site, "build").stdout


def test_a_copy_that_git_does_not_track_is_believed_as_a_restored_cache_is(tmp_path: Path, clone_with: Cloner) -> None:
    clone = clone_with(lambda base: write_site(base, {"x": ""}))
    assert run(clone, "build").exit_code == 0
    shutil.move(clone / ".public.kaedah", tmp_path / "cache")
    shutil.copytree(tmp_path / "cache", clone / ".public.kaedah")
    shutil.rmtree(clone / "public")
    assert ": 0 written" in run(clone, "build").stdout


@pytest.mark.parametrize("name", ["lock", "made-here", "state.sqlite", "documents-1.pack", "staging", MARK])
def test_a_pipe_in_the_workspace_is_reported_and_nothing_waits_for_it(tmp_path: Path, name: str) -> None:
    site = write_site(tmp_path / "site", SITE)
    assert run(site, "build").exit_code == 0
    path = site / ".public.kaedah" / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    result = run(site, "build")
    assert result.exit_code == 1
    assert f".public.kaedah/{name}:1:1: error: this is not a regular file" in result.stderr
