"""The files that a change touches, from Git, and what the change does to translations."""

import time
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from kaedah.check.rule import documents_of
from kaedah.contribute.history import parts_of_text, run_git
from kaedah.documents import Status
from kaedah.model import Site
from kaedah.source_stamps import stamps_of

SECONDS = 20.0


class NoSuchRevision(Exception):
    """Git does not have the revision to compare with."""


def changed_files(folder: Path, base: str) -> frozenset[str]:
    """The paths from `folder` of the files below it that differ from where this branch left `base`, new ones included.

    Raises NoSuchRevision.
    """
    ends, place = time.monotonic() + SECONDS, folder / "x"
    fork = run_git(place, ends, "merge-base", "--end-of-options", base, "HEAD").strip()
    if not fork:
        raise NoSuchRevision(base)
    changed = run_git(place, ends, "diff", "--name-only", "--relative", "--no-ext-diff", "-z", fork, "--")
    new = run_git(place, ends, "ls-files", "--others", "--exclude-standard", "-z")
    return frozenset(filter(None, f"{changed}{new}".split("\0")))


def outdated_by(site: Site, folder: Path, base: str, changed: Collection[str]) -> dict[str, list[str]]:
    """The translated texts that changed source files make out of date: by source path, each as `locale: part`.

    A text that was out of date before is not among them.
    """
    ends = time.monotonic() + SECONDS
    fork = run_git(folder / "x", ends, "merge-base", "--end-of-options", base, "HEAD").strip()
    found: dict[str, list[str]] = defaultdict(list)
    for document in documents_of(site):
        source = document.source
        if source.path not in changed or not source.path.endswith(".md"):
            continue
        before = parts_of_text(run_git(folder / "x", ends, "show", f"{fork}:./{source.path}"))
        for locale, text in sorted(document.translations.items()):
            for part in source.written_parts:
                stamp = (text.stamps or {}).get(part, "")
                was_current = part in before and stamp in stamps_of(before[part])
                if was_current and document.status(part, locale) is Status.STALE:
                    found[source.path].append(f"{locale}: {part}")
    return dict(found)
