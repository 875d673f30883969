"""Documents in packs, which are decoded when they are asked for."""

from pathlib import Path

import pytest
from kaedah.check.run import read_checked_site
from kaedah.model import Site
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.read import lazy_documents
from kaedah.read.documents import DocumentLoader
from kaedah.state.store import BuildState

from tests.conftest import folders, must_read, tree


def stored(base: Path, folder: Path) -> Site:
    """The site with its documents in packs of a build state."""
    state = BuildState.open(folder, "test")
    with state.transaction():
        site, problems = read_checked_site(folders(base), loader=DocumentLoader(state, salt="test"))
    assert site is not None, problems
    return site


def test_how_many_documents_stay_decoded_changes_no_byte(
    site: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_documents, "MOST_DECODED", 1)
    found = stored(site, tmp_path / "state")
    publish_plan(found, plan_site(found, "test"), tmp_path / "public")
    assert tree(tmp_path / "public") == tree(output)


def test_decoding_gives_what_was_stored(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_documents, "MOST_DECODED", 2)
    stored(site, tmp_path / "state")
    found, plain = stored(site, tmp_path / "state"), must_read(site)
    assert {name: method.values for name, method in found.methods.items()} == {
        name: method.values for name, method in plain.methods.items()
    }
    assert found.summaries == plain.summaries
    assert found.findings == plain.findings
    for name in [*plain.methods, *plain.methods]:
        document, expected = found.methods[name].document, plain.methods[name].document
        assert document.loaded() == expected.loaded()
        assert found.methods[name].keys == plain.methods[name].keys
    assert list(found.sets) == list(plain.sets)
    assert "none" not in found.methods
