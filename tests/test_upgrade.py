"""A site in the form of version 0.1, as docs/how-to/upgrade.md takes it over: the same pages before and after."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from kaedah.cli import main

from tests.conftest import tree
from tests.example import EXAMPLE, ROOT

_NEW_KEYS = re.compile(r"^  (?:role|symmetric|group): .*\n", re.MULTILINE)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def pages(public: Path) -> dict[str, bytes]:
    """What readers get; the manifest also records what pages are made from."""
    return {path: content for path, content in tree(public).items() if path != "manifest.json"}


def without_header(catalogue: str) -> str:
    return catalogue.partition("\n\n")[2]


@pytest.fixture
def old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example as a fork had it: its labels among the words of the interface, and no keys that are new."""
    site = tmp_path / "site"
    shutil.copytree(EXAMPLE / "content", site / "content")
    fields = site / "content/fields.yaml"
    text = fields.read_text(encoding="utf-8")
    assert _NEW_KEYS.search(text)
    fields.write_text(_NEW_KEYS.sub("", text), encoding="utf-8")
    for folder in sorted((EXAMPLE / "locales").iterdir()):
        place = Path("locales") / folder.name / "LC_MESSAGES"
        (site / place).mkdir(parents=True)
        interface = (ROOT / place / "messages.po").read_text(encoding="utf-8")
        labels = without_header((EXAMPLE / place / "site.po").read_text(encoding="utf-8"))
        (site / place / "messages.po").write_text(f"{interface.rstrip()}\n\n{labels}", encoding="utf-8")
    monkeypatch.chdir(site)
    return site


@pytest.mark.slow
def test_a_site_of_the_former_version_is_taken_over_without_another_page(old_site: Path) -> None:
    assert run("check").startswith("no errors")
    run("-q", "build", "-j1")
    before = pages(old_site / "public")
    assert "Галузь" in before["uk/methods/lora.html"].decode()

    run("translations", "update")
    assert 'msgstr "Галузь"' in (old_site / "locales/uk/LC_MESSAGES/site.po").read_text(encoding="utf-8")
    for path in (old_site / "locales").rglob("messages.po*"):
        path.unlink()
    assert run("check").startswith("no errors")
    run("-q", "build", "-j1", "--clean")
    assert pages(old_site / "public") == before


def test_a_copy_of_a_shipped_theme_of_the_former_version_is_told_from_a_theme(old_site: Path) -> None:
    shutil.copytree(ROOT / "themes/default", old_site / "themes/default")
    (old_site / "themes/default/templates/moved.html").unlink()  # which came with 0.2.0
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "remove the folder if it is a copy of a shipped theme" in result.output
