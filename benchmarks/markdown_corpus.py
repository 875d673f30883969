#!/usr/bin/env python3
"""Lists, code and tables of real documents as bodies read them, beside another reader.

    python benchmarks/markdown_corpus.py FOLDER… --documents 600

FOLDER is a folder with Markdown files, or a Git directory such as a clone's `.git`. As many documents are taken from
each as it has, evenly. Front matter is left out, and documents beyond the limits of bodies are counted apart. For each
document the items of lists, the blocks of code and the cells of tables are compared with those of markdown-it-py, text
by text, in order. Exits with 1 if any is lost or another.
"""

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "generator"))

from kaedah.read.markdown import convert
from kaedah.read.markdown.limits import find_excess

from tests.specification import normal, oracle, without_bare_links, without_figures

COMPARED = {"items": ("<li>",), "code": ("<pre>",), "cells": ("<td", "<th")}


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of each Markdown file."""
    if (folder / "HEAD").is_file():
        git = ["git", f"--git-dir={folder}"]
        names = subprocess.run([*git, "ls-tree", "-r", "-z", "--name-only", "HEAD"], capture_output=True, check=True)
        for name in names.stdout.decode(errors="replace").split("\0"):
            if name.endswith(".md"):
                found = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=False)
                yield name, found.stdout.decode(errors="replace")
        return
    for path in sorted(folder.rglob("*.md")):
        yield str(path), path.read_text(encoding="utf-8", errors="replace")


def body_of(text: str) -> str:
    """The text without front matter."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    for fence in ("---\n", "+++\n"):
        if text.startswith(fence) and f"\n{fence}" in text[len(fence) :]:
            return text[len(fence) :].partition(f"\n{fence}")[2]
    return text


def _with_boxes(part: str) -> str:
    """The text with the marks of tasks as boxes, which the other reader leaves as they are."""
    return re.sub(r"^\[( |x|X)\](?= )", lambda mark: "☐" if mark[1] == " " else "☑", part)


def blocks(parts: list[str], tags: tuple[str, ...]) -> list[str]:
    """The text of each element with one of these tags, in order of their ends."""
    found: list[str] = []
    open_: list[list[str]] = []
    names = [tag.strip("<>") for tag in tags]
    for part in parts:
        if any(part.startswith(tag) for tag in tags) and not part.startswith("<thead"):
            open_.append([])
        elif open_ and any(part == f"</{name}>" for name in names):
            found.append(" ".join("".join(open_.pop()).split()) if tags != ("<pre>",) else "".join(open_.pop()))
        elif not part.startswith("<"):
            for texts in open_:
                texts.append(part + " ")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    reader = oracle()
    counts: Counter[str] = Counter()
    lost = []
    sources = [documents(folder) for folder in options.folders]
    while sources and counts["documents"] < options.documents:
        for source in list(sources):
            found = next(source, None)
            if found is None:
                sources.remove(source)
                continue
            name, text = found[0], body_of(found[1])
            if not text.strip() or counts["documents"] >= options.documents:
                continue
            body = convert(text)
            if find_excess(text) or (not body.html and body.findings):
                counts["beyond the limits"] += 1
                continue
            counts["documents"] += 1
            ours = without_bare_links(without_figures(normal(body.html)))
            theirs = [_with_boxes(part) for part in without_bare_links(normal(reader.render(text)))]
            ours = [_with_boxes(part) for part in ours]
            counts["wholly alike"] += ours == theirs
            counts["with findings"] += bool(body.findings)
            for kind, tags in COMPARED.items():
                mine, other = blocks(ours, tags), blocks(theirs, tags)
                if "<math>" in body.html and len(mine) == len(other):  # the other reader knows no formulas
                    pairs = [(one, two) for one, two in zip(mine, other, strict=True) if "$" not in two]
                    mine, other = [one for one, _ in pairs], [two for _, two in pairs]
                counts[kind] += len(other)
                if mine != other:
                    different = list((Counter(other) - Counter(mine)).elements())
                    counts[f"{kind}, other"] += len(different)
                    extra = list((Counter(mine) - Counter(other)).elements())
                    lost.append((name, kind, len(mine), len(other), different[:3], extra[:3]))
    print(", ".join(f"{kind}: {count}" for kind, count in counts.items()))
    for item in lost if options.verbose else []:
        print(*item, sep="\n    ")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
