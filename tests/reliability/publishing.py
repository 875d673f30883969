"""What the tests of publishing have in common: two sites, targets of each kind, and what a reader finds at one."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from tests.conftest import publish, write_site

Files = dict[str, bytes]
BASE = "https://example.org/base/"
FOREIGN: Mapping[str, bytes] = {"CNAME": b"example.org\n", "en/other.html": b"theirs\n"}
DEEP_FOREIGN: Mapping[str, bytes] = {
    **FOREIGN,
    ".well-known/security.txt": b"Contact: me\n",
    ".git/config": b"[core]\n",
}

_SETTINGS = f"source_locale: en\nlocales: [en]\nbase_url: {BASE}\ncompare:\n  pairs: related\n"
_FIELDS = "- {id: year, kind: year, label: Year, required: true}\n- {id: related, kind: links, label: Related}\n"


def _method(name: str, year: int, related: str, words: str) -> str:
    return f"---\nname: {name}\nyear: {year}\nrelated: [{related}]\n---\n\n## Meaning\n\n{words}\n"


OLD: Mapping[str, str] = {
    "content/site.yaml": f"title: Old\n{_SETTINGS}theme: own\n",
    "content/fields.yaml": _FIELDS,
    "content/methods/same.md": _method("Same", 2001, "changed", "Always."),
    "content/methods/changed.md": _method("Changed", 2002, "same", "Before."),
    "content/methods/gone.md": _method("Gone", 1992, "same", "For now."),
    "themes/own/theme.yaml": "name: own\nextends: default\n",
    "themes/own/additions/kaedah.css": ":root { --paper: #eee; }\n",
}
NEW: Mapping[str, str] = {
    **{path: text for path, text in OLD.items() if path != "content/methods/gone.md"},
    "content/site.yaml": f"title: New\n{_SETTINGS}theme: own\n",
    "content/methods/changed.md": _method("Changed", 2003, "same, fresh", "After."),
    "content/methods/fresh.md": _method("Fresh", 2013, "changed", "From now on."),
    "themes/own/additions/kaedah.css": ":root { --paper: #ddd; }\n",
}


OTHER: Mapping[str, str] = {
    **NEW,
    "content/site.yaml": f"title: Other\n{_SETTINGS}theme: own\n",
    "content/methods/changed.md": _method("Changed", 1983, "same, third", "Otherwise."),
    "content/methods/third.md": _method("Third", 1972, "changed", "Elsewhere."),
}


class Sites(NamedTuple):
    """Versions of a site: their folders and what these hold."""

    old: Path
    new: Path
    other: Path
    held: Mapping[Path, Files]


_SOURCES = {"old": OLD, "new": NEW, "other": OTHER}


def build_sites(folder: Path) -> Sites:
    """Builds them below a folder, with every page different, and methods that only some of them have."""
    for name, files in _SOURCES.items():
        publish(write_site(folder / name, files), folder / f"{name}-public")
    return read_sites(folder)


def read_sites(folder: Path) -> Sites:
    """What was built below a folder."""
    built = [folder / f"{name}-public" for name in _SOURCES]
    return Sites(*built, {path: read_tree(path) for path in built})


def read_tree(folder: Path) -> Files:
    """Every file below a folder, without those that a publisher is just writing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
        except FileNotFoundError:  # it was deleted just now
            continue
    return found


class Place:
    """A target of some kind, below a folder of its own. `kind` is one of KINDS."""

    def __init__(self, kind: str, base: Path) -> None:
        self.kind, self.base = kind, base
        self.foreign: Mapping[str, bytes] = {}
        self.folder = base / "www"
        base.mkdir(parents=True)
        if kind == "branch":
            for words in (
                ("init", "--quiet", "--initial-branch=main"),
                ("commit", "--quiet", "--allow-empty", "-m", "x"),
            ):
                self.git(*words)
        else:
            self.folder.mkdir()
            self.foreign = {"folder-foreign": FOREIGN, "folder-deep": DEEP_FOREIGN}.get(kind, {})
            for path, content in self.foreign.items():
                write_site(self.folder, {path: content})

    @property
    def address(self) -> str:
        """As `publish` takes it."""
        schemes = {"bucket": "bucketdir://", "plain-bucket": "plainbucketdir://", "server": "serverdir://"}
        return "branch:pages" if self.kind == "branch" else f"{schemes.get(self.kind, '')}{self.folder}"

    @property
    def options(self) -> tuple[str, ...]:
        return ("--in-place",) if self.kind == "in-place" else ()

    @property
    def is_atomic(self) -> bool:
        """Whether readers see the old site or the new one, and nothing between."""
        return self.kind in ("folder", "folder-foreign", "branch")

    def git(self, *words: str) -> bytes:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        return subprocess.run(["git", *identity, *words], cwd=self.base, capture_output=True, check=True).stdout

    def held(self) -> Files:
        """What a reader finds, without files of others, which must be as they were, and without hidden work of ours."""
        if self.kind == "branch":
            listing = self.git("ls-tree", "-r", "-z", "pages").split(b"\0")
            names = [entry.partition(b"\t")[2].decode() for entry in listing if entry]
            found = {path: self.git("cat-file", "blob", f"pages:{path}") for path in names}
            found.pop(".nojekyll", None)
            return found
        found = read_tree(self.folder)
        for path, content in self.foreign.items():
            assert found.pop(path, None) == content, f"{path} is not as it was"
        return {path: content for path, content in found.items() if not path.rpartition("/")[2].startswith(".kaedah-")}

    def leftovers(self) -> list[str]:
        """What a publisher has left behind that is no part of a site."""
        if self.kind == "branch":
            return self.git("for-each-ref", "--format=%(refname)", "refs/heads/kaedah-*").decode().split()
        within = [path.name for path in self.folder.rglob(".kaedah-*")]
        return within + [
            path.name for path in self.base.glob(".www.kaedah/*") if path.name.startswith(("publish-", ".kaedah-"))
        ]

    def clear(self) -> None:
        """Removes all of it."""
        shutil.rmtree(self.base)


KINDS = ("folder", "folder-foreign", "folder-deep", "in-place", "branch", "bucket", "plain-bucket", "server")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "action", "poster") and value]


def _links_in(path: str, content: bytes) -> Iterator[str]:
    """What a file of a site leads to, as paths of the site."""
    text = content.decode(errors="replace")
    found: list[str] = []
    if path.endswith(".html"):
        parser = _Links()
        parser.feed(text)
        found = parser.found
        if "search.js" not in path and "/" in path:
            found.append(f"{BASE}{path.partition('/')[0]}/search.js")
    elif path.endswith(".css"):
        found = re.findall(r"url\([\"']?([^\"')]+)", text)
    elif path.endswith("search.js"):
        slugs = re.findall(r'^"([a-z0-9-]+)\\t', text, flags=re.MULTILINE)
        assert slugs, text
        found = [f"{kind}/{slug}.{end}" for slug in slugs for kind, end in (("methods", "html"), ("data", "js"))]
        found += re.findall(r'^"([a-z0-9/-]+\.html)', text, flags=re.MULTILINE)
    elif path.endswith(".xml"):
        found = re.findall(r"<loc>([^<]+)</loc>", text)
    for link in found:
        whole = urljoin(BASE + path, link)
        if whole.startswith(BASE):
            yield unquote(urlsplit(whole).path.removeprefix(urlsplit(BASE).path)) or "index.html"


def broken_links(
    files: Mapping[str, bytes], starts: tuple[str, ...] = ("index.html", "404.html", "sitemap.xml")
) -> list[str]:
    """Where a reader who begins at the ways in, and follows every link, comes to nothing."""
    pending, seen, broken = [path for path in starts if path in files], set(starts), []
    while pending:
        path = pending.pop()
        for link in _links_in(path, files[path]):
            name = link + "index.html" if link.endswith("/") else link
            if name not in files:
                broken.append(f"{path} -> {name}")
            elif name not in seen:
                seen.add(name)
                pending.append(name)
    return broken


def mixture(files: Mapping[str, bytes], sites: Sites) -> str:
    """What is wrong with the files of a target that changes step by step: the first that is of none of the sites."""
    wanted = sites.held.values()
    for path, content in files.items():
        if path != "manifest.json" and all(held.get(path) != content for held in wanted):
            return path
    return ""
