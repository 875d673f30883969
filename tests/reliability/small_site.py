"""A small site that changes, and a program that builds it, for tests that kill builds and cut the power."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests/sites/base"

Tree = dict[str, bytes]


def tree(folder: Path) -> Tree:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(site: Path, words: str = "One more sentence.") -> None:
    """Changes a few pages."""
    with (site / "content/methods/lora.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def add_method(site: Path) -> None:
    """Adds pages, in folders that are new."""
    text = (site / "content/methods/adapters.md").read_text(encoding="utf-8")
    place = site / "content/methods/more/another.md"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text.replace("name: Adapters", "name: Another"), encoding="utf-8")


def rename_site(site: Path, title: str = "Bose") -> None:
    """Changes every page."""
    path = site / "content/site.yaml"
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([f"title: {title}\n", *text[1:]]), encoding="utf-8")


# What a site may be: each is the base with some changes.
VERSIONS = 6


def write_version(site: Path, version: int) -> None:
    """Makes the content of a site that of a version, whatever it was."""
    for name in ("content", "locales"):
        shutil.rmtree(site / name, ignore_errors=True)
        shutil.copytree(BASE / name, site / name)
    if version % 3:
        edit(site, f"Version {version}.")
    if version % 2:
        add_method(site)
    if version >= 3:
        rename_site(site, f"Base {version}")


class Program:
    """The program, as it lies in a folder."""

    def __init__(self, generator: Path, cache: Path) -> None:
        self.environment = {**os.environ, "PYTHONPATH": str(generator), "XDG_CACHE_HOME": str(cache)}
        self.themes = next(path for path in (generator.parent / "themes", ROOT / "themes") if path.exists())

    def command(self, *words: str) -> list[str]:
        """A command line; it is to run in the folder of a site."""
        return [sys.executable, "-m", "kaedah", *words, "--themes", str(self.themes)]

    def build(self, site: Path, *words: str) -> subprocess.CompletedProcess[str]:
        command = self.command("build", "-j1", *words)
        return subprocess.run(
            command, cwd=site, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )

    def must_build(self, site: Path, *words: str) -> None:
        done = self.build(site, *words)
        if done.returncode:
            raise SystemExit(f"a build that nothing disturbs fails:\n{done.stdout}{done.stderr}")

    def clean(self, site: Path, elsewhere: Path, *words: str) -> Tree:
        """What a clean build of the content of a site gives; it is made in another folder."""
        shutil.rmtree(elsewhere, ignore_errors=True)
        for name in ("content", "locales"):
            shutil.copytree(site / name, elsewhere / name)
        self.must_build(elsewhere, *words)
        return tree(elsewhere / "public")
