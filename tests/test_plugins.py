"""Plugins: the example package, installed, brings a field kind, a rule and a theme to a site that names it."""

import subprocess
import sys
from pathlib import Path

import pytest
from kaedah.model import Plugin
from kaedah.problems import Problem
from kaedah.read import plugins

from tests.conftest import ROOT, read, write_site
from tests.page_reader import read_page

EXAMPLE = ROOT / "docs/how-to/example-plugin"
SITE = {
    "content/site.yaml": "title: Gems\nsource_locale: en\nlocales: [en]\ntheme: gems\nplugins: [kaedah-gems]\n",
    "content/fields.yaml": "- {id: hardness, kind: hardness, label: Hardness}\n",
    "content/methods/opal.md": "---\nname: Opal\nhardness: 6\n---\n",
    "content/methods/talc.md": "---\nname: Talc\nhardness: 1\n---\n",
    "content/comparisons/both.md": "---\ntitle: Both\nmethods: [opal, talc]\n---\n",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the example package is installed into, as pip does it."""
    folder = tmp_path_factory.mktemp("plugins") / "packages"
    offline = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", "install", *offline, "--target", folder, EXAMPLE]
    subprocess.run(command, check=True, cwd=folder.parent)
    return folder


def build(base: Path, packages: Path) -> subprocess.CompletedProcess[str]:
    """Builds a site in a process that has the packages, and nothing of the checkout but its code."""
    command = [sys.executable, "-m", "kaedah", "build"]
    environment = {"PYTHONPATH": f"{ROOT / 'generator'}:{packages}", "PATH": "", "HOME": str(packages.parent)}
    return subprocess.run(command, cwd=base, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_a_plugin_brings_a_kind_a_rule_and_a_theme(installed: Path, tmp_path: Path) -> None:
    base = write_site(tmp_path, SITE)
    done = build(base, installed)
    assert done.returncode == 0, done.stderr
    assert "a hardness of 1 is too soft to be worn [soft-gem]" in done.stderr
    row = read_page(base / "public/en/compare/both.html").one("tr", data_field="hardness")
    assert [cell.words for cell in row.all("td")] == ["6 Mohs", "1 Mohs"]
    assert row.attributes["data-verdict"] == "differs"
    (base / "content/methods/opal.md").write_text("---\nname: Opal\nhardness: 11\n---\n", encoding="utf-8")
    wrong = build(base, installed)
    assert wrong.returncode == 1
    assert 'content/methods/opal.md:3:11: error: "11" is not a hardness' in wrong.stderr


@pytest.mark.slow
def test_a_change_of_a_plugin_renders_the_pages_again(installed: Path, tmp_path: Path) -> None:
    base = write_site(tmp_path / "site", SITE)
    assert build(base, installed).returncode == 0
    assert ": 0 written" in build(base, installed).stdout
    code = installed / "kaedah_gems/kinds.py"
    text = code.read_text(encoding="utf-8")
    code.write_text(text.replace("{} Mohs", "{} on the scale of Mohs"), encoding="utf-8")
    try:
        assert ": 0 written" not in build(base, installed).stdout
        row = read_page(base / "public/en/compare/both.html").one("tr", data_field="hardness")
        assert row.all("td")[0].words == "6 on the scale of Mohs"
    finally:
        code.write_text(text, encoding="utf-8")


def problems_of(base: Path, name: str) -> list[Problem]:
    site = f"title: T\nsource_locale: en\nlocales: [en]\nplugins: [{name}]\n"
    fields = "- {id: size, kind: number, label: Size}\n"
    return read(write_site(base, {"content/site.yaml": site, "content/fields.yaml": fields}))[1]


def test_a_plugin_that_is_not_installed_is_an_error(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "kaedah-nothing")
    assert (problem.path, problem.line, problem.column) == ("content/site.yaml", 4, 11)
    assert problem.text == 'the plugin "kaedah-nothing" is not installed'


def test_a_package_that_is_no_plugin_is_an_error(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "jinja2")
    assert problem.text == 'the plugin "jinja2" cannot be used: it has no entry point of a plugin'


def test_no_plugin_is_loaded_that_no_site_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(plugins, "_load", fail)
    plugins.enable(())
    assert (plugins.rules_of(()), plugins.theme_folders_of(())) == ((), ())
    with pytest.raises(AssertionError):
        plugins.enable((Plugin("one", ""),))
