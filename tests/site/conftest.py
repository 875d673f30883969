"""The shipped site, built once in each theme asked for."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT, make_once, publish


@pytest.fixture(scope="session")
def built_site(shared: Path) -> Callable[[str], Path]:
    """The folder of the shipped site in a theme; tests must not change it."""

    def build(theme: str) -> Path:
        return make_once(shared / f"site-{theme}", lambda folder: publish(ROOT, folder / "public", theme)) / "public"

    return cache(build)
