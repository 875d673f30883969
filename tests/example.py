"""The example site: the content that the program's tests build, read and change. None of them needs the shipped one."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests/sites/example"
# What a site has words for in a catalogue; every other message is the program's.
SITE_CONTEXTS = ("field", "help", "term", "definition")


def entries_of(catalogue: Path) -> list[str]:
    """The entries of a catalogue, of which the first is its head."""
    return catalogue.read_text(encoding="utf-8").strip().split("\n\n")


def program_entries(catalogue: Path) -> list[str]:
    """The entries of a catalogue, its head apart, that hold messages of the program."""
    sites = [f'msgctxt "{context}"' for context in SITE_CONTEXTS]
    return [entry for entry in entries_of(catalogue)[1:] if not any(line in sites for line in entry.splitlines())]


def whole_catalogue(name: Path) -> str:
    """The program's messages, then the words of the example site, as an update of a clone orders them."""
    head = entries_of(ROOT / name)[0]
    return "\n\n".join([head, *program_entries(ROOT / name), *entries_of(EXAMPLE / name)[1:], ""])


def copy_catalogues(target: Path) -> Path:
    """The catalogues of a clone whose site is the example, in a folder that a test may change."""
    languages = {path.name for path in (EXAMPLE / "locales").iterdir()}
    templates = {path.name for path in (ROOT / "locales").glob("*.pot")}
    for name in sorted(languages):
        shutil.copytree(ROOT / "locales" / name, target / name)
    for name in sorted(templates):
        shutil.copy(ROOT / "locales" / name, target / name)
    for path in target.glob("*/LC_MESSAGES/messages.po"):
        path.write_text(whole_catalogue("locales" / path.relative_to(target)), encoding="utf-8")
    return target


def copy_example(target: Path, without: Sequence[str] = ()) -> Path:
    """The example site in a folder that a test may change, without some languages.

    It is laid out as in a clone: whole catalogues, and the themes of the program.
    """
    ignore = shutil.ignore_patterns(*(f"*.{code}.md" for code in without))
    shutil.copytree(EXAMPLE / "content", target / "content", ignore=ignore)
    shutil.copytree(ROOT / "themes", target / "themes")
    copy_catalogues(target / "locales")
    for code in without:
        shutil.rmtree(target / "locales" / code.replace("-", "_"))
    if without:
        settings = target / "content/site.yaml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub("|".join(f", {code}" for code in without), "", text), encoding="utf-8")
    return target
