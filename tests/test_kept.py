"""What a process keeps of what it made: few things in memory, the others in a file."""

import tempfile
import time
from pathlib import Path

import pytest

import generator.read.site as reading
from generator.check.site import read_checked_site
from generator.kept import Kept
from generator.plan import edition
from generator.plan.pages import plan_site
from generator.publish.folder import publish_folder
from generator.read.library import Library
from generator.render import columns
from tests.conftest import folders, tree

CALLS = [*"abcdeabfacebadgbecafdeg"]


@pytest.mark.parametrize("most", [1, 2, 5, 100])
def test_things_are_found_as_they_were_put_whatever_fits_into_memory(most: int) -> None:
    kept: Kept[str, tuple[str, int]] = Kept(most)
    made = 0
    for key in CALLS:
        found = kept.get(key)
        if found is None:
            made += 1
            found = kept.put(key, (key * 100, ord(key)))
        assert found == (key * 100, ord(key))
        assert len(kept._here) <= most
    assert made == len(set(CALLS))
    kept.clear()
    assert [kept.get(key) for key in CALLS] == [None] * len(CALLS)


def test_what_finds_no_room_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    kept: Kept[str, str] = Kept(2)
    for key in CALLS:
        assert kept.get(key) in (None, key)
        kept.put(key, key)


def test_how_much_is_kept_in_memory_changes_no_byte(
    site: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((edition, "KEPT"), (columns, "KEPT"), (reading, "MANY"), (reading, "FEW")):
        monkeypatch.setattr(module, name, 1)
    found, problems = read_checked_site(folders(site), library=Library(tmp_path / "shelf", "test", time.time_ns()))
    assert found is not None, problems
    publish_folder(found, plan_site(found, "test"), tmp_path / "public")
    assert tree(tmp_path / "public") == tree(output)
