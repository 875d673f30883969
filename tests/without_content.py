"""Runs tests in a copy of the project that lacks the shipped content, to show that the program's tests do not need it.

    make without-content                                          # the fast tests, in both ways
    .venv/bin/python -m tests.without_content                     # every test, without content
    .venv/bin/python -m tests.without_content --replaced -m slow  # with another site in its place; pytest's options

The copy is made in a temporary folder and deleted afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.example import ROOT

# What a checkout has besides the project, and at its top the shipped content.
NEITHER = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis")
NOT_AT_THE_TOP = (".git", ".venv*", "content", "dist", "public", ".public.kaedah")
METHODS = 61


def other_site() -> dict[str, str]:
    """The files of a site on another subject, with other fields than the shipped one."""
    fields = "- {id: strength, kind: number, label: Strength kept, required: true}\n"
    fields += "- {id: use, kind: term, label: Use, terms: {loop: Loop, bend: Bend}}\n"
    fields += "- {id: slips, kind: flag, label: Slips}\n"
    files = {
        "content/site.yaml": "title: Knots\nsource_locale: en\nlocales: [en, ms, uk, fr]\ncompare: {pairs: none}\n",
        "content/fields.yaml": fields,
    }
    for number in range(1, METHODS + 1):
        head = f"name: Knot {number}\nstrength: {number}\nuse: {('loop', 'bend')[number % 2]}\nslips: no"
        files[f"content/methods/knot-{number}.md"] = f"---\n{head}\n---\n\n## Tying\n\nTurn {number} times.\n"
    return files


def copy_without_content(target: Path, replaced: bool) -> Path:
    """The project without its content. Where other content takes its place, docs/how-to/host-a-site.md is followed: the
    tests of the former are gone too, and the catalogues have the words of the other.
    """
    left_out = shutil.ignore_patterns(*NOT_AT_THE_TOP)

    def ignore(folder: str, names: list[str]) -> set[str]:
        found = NEITHER(folder, names)
        if Path(folder) == ROOT:
            found |= left_out(folder, names)
        if Path(folder) == ROOT / "tests" and replaced:
            found |= {"site"}
        return found

    shutil.copytree(ROOT, target, ignore=ignore, symlinks=True)
    if replaced:
        for name, text in other_site().items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        subprocess.run([sys.executable, "build.py", "-q", "translations", "update"], cwd=target, check=True)
    for words in (("init", "-q"), ("add", "-A")):  # tests ask Git for what is under version control
        subprocess.run(["git", "-c", "init.defaultBranch=main", *words], cwd=target, check=True)
    return target


def main(arguments: list[str]) -> int:
    replaced = "--replaced" in arguments
    options = [argument for argument in arguments if argument != "--replaced"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_without_content(Path(folder).resolve() / "kaedah", replaced)
        command = [sys.executable, "-m", "pytest", "-q", *options]
        return subprocess.run(command, cwd=copy, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
