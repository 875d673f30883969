"""The example site: the content that the program's tests build, read and change. None of them needs the shipped one."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests/sites/example"


def copy_catalogues(target: Path) -> Path:
    """The catalogues of a clone whose site is the example, in a folder that a test may change."""
    for path in (ROOT / "locales").glob("*.pot"):
        if path.name != "site.pot":
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target / path.name)
    for folder in sorted((EXAMPLE / "locales").iterdir()):
        shutil.copytree(ROOT / "locales" / folder.name, target / folder.name)
        shutil.copy(folder / "LC_MESSAGES/site.po", target / folder.name / "LC_MESSAGES/site.po")
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
