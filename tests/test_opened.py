"""Documents on a shelf, which are opened when they are asked for."""

import time
from pathlib import Path

import pytest
from kaedah.check.run import read_checked_site
from kaedah.plan.site_plan import plan_site
from kaedah.publish.folder import publish_folder
from kaedah.read import opened
from kaedah.read.library import Library

from tests.conftest import folders, must_read, tree


def test_how_much_is_kept_open_changes_no_byte(
    site: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "KEPT", 1)
    found, problems = read_checked_site(folders(site), library=Library(tmp_path / "shelf", "test", time.time_ns()))
    assert found is not None, problems
    publish_folder(found, plan_site(found, "test"), tmp_path / "public")
    assert tree(tmp_path / "public") == tree(output)


def test_what_was_opened_is_what_was_put_away(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "KEPT", 2)
    found, _ = read_checked_site(folders(site), library=Library(tmp_path / "shelf", "test", time.time_ns()))
    plain = must_read(site)
    assert found is not None
    assert {name: method.values for name, method in found.methods.items()} == {
        name: method.values for name, method in plain.methods.items()
    }
    for name in [*plain.methods, *plain.methods]:
        document, expected = found.methods[name].document, plain.methods[name].document
        assert document.loaded() == expected.loaded()
    assert list(found.sets) == list(plain.sets)
    assert "none" not in found.methods
