"""The configuration of a site is taken from the build state where none of its files changed."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kaedah.build_request import BuildRequest
from kaedah.problems import Problem, format_problems
from kaedah.read import load_config as module
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.load_config import load_config
from kaedah.state.seal import seal
from kaedah.state.store import BuildState

from tests.conftest import folders

LONG_AGO = time.time() - 3600
SITE, FIELDS, CATALOGUE = "content/site.yaml", "content/fields.yaml", "locales/uk/LC_MESSAGES/messages.po"


def load(base: Path, began: int = 0, **options: str) -> tuple[SiteConfig | None, str, bool]:
    """The configuration as a build has it, its problems, and whether its files were read for it.

    began: when the build began, in nanoseconds; now where it is not given.
    """
    request, problems, opened = BuildRequest(folders(base, **options), base / "public"), [], []

    def read_now(*given: object) -> SiteConfig | None:
        opened.append(True)
        return read_config(*given)  # type: ignore[arg-type]

    state = BuildState.open(base / "state", "test")
    with pytest.MonkeyPatch.context() as patch, state.transaction():
        patch.setattr(module, "read_config", read_now)
        found = load_config(state, request.folders, request.inputs, began or request.began, "test", problems)
    state.close()
    return found, format_problems(problems), bool(opened)


def settle(base: Path) -> None:
    """Makes every file old: a file that changed just now is not trusted."""
    for path in base.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    time.sleep(0.05)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def loaded(site: Path) -> Path:
    """A site whose configuration is in the build state."""
    settle(site)
    assert load(site)[2]
    return site


def test_unchanged_files_are_not_read_again(loaded: Path) -> None:
    config, text, opened = load(loaded)
    problems: list[Problem] = []
    assert not opened
    assert config == read_config(folders(loaded), problems)
    assert text == format_problems(problems)
    append(loaded / "content/methods/lora.md", "\nOne more.\n")
    assert load(loaded) == (config, text, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda base: append(base / SITE, "\n"),
        lambda base: append(base / FIELDS, "\n"),
        lambda base: append(base / CATALOGUE, "\n"),
        lambda base: (base / CATALOGUE).unlink(),
        lambda base: (base / CATALOGUE).write_bytes((base / CATALOGUE).read_bytes().replace(b"msgstr", b"msgstr", 1)),
        lambda base: (base / "content/glossary.yaml").write_text("[]\n", encoding="utf-8"),
        lambda base: spoil(base, b"x"),
        lambda base: spoil(base, None),
    ],
    ids=["settings", "fields", "catalogue", "no catalogue", "same catalogue", "glossary", "spoilt", "missing"],
)
def test_a_change_is_read(loaded: Path, change: Callable[[Path], object]) -> None:
    change(loaded)
    config, text, opened = load(loaded)
    problems: list[Problem] = []
    assert opened
    assert config == read_config(folders(loaded), problems)
    assert text == format_problems(problems)


def spoil(base: Path, value: bytes | None) -> None:
    """Replaces what the state holds of the configuration."""
    state = BuildState.open(base / "state", "test")
    with state.transaction():
        if value is None:
            state._db.execute("delete from memo")
        else:
            state._db.execute("update memo set value = ?", (seal(value),))
    state.close()


def test_what_lies_behind_a_link_is_read_each_time(loaded: Path) -> None:
    words = loaded / "locales/uk"
    words.rename(loaded / "elsewhere")
    words.symlink_to(loaded / "elsewhere")
    for _ in range(2):
        time.sleep(0.05)
        assert load(loaded)[2]


def test_files_that_may_change_within_the_tick_are_read_each_time(site: Path) -> None:
    settle(site)
    files = [path.stat() for name in ("content", "locales") for path in (site / name).rglob("*") if path.is_file()]
    newest = max(max(found.st_mtime_ns, found.st_ctime_ns) for found in files)
    assert [load(site, began=newest)[2] for _ in range(2)] == [True, True]
    assert [load(site, began=newest + 10**10)[2] for _ in range(2)] == [True, False]


def test_a_configuration_with_errors_is_not_stored(loaded: Path) -> None:
    text = (loaded / SITE).read_text(encoding="utf-8")
    append(loaded / SITE, "strange: 1\n")
    for _ in range(2):
        assert "strange" in load(loaded)[1]
    (loaded / SITE).write_text(text, encoding="utf-8")
    config, problems, _ = load(loaded)
    assert config is not None
    assert "strange" not in problems


def test_other_options_are_another_configuration(loaded: Path) -> None:
    config = load(loaded, base_url="https://example.org/")[0]
    assert config is not None
    assert config.settings.base_url == "https://example.org/"
