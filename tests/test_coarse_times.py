"""Files are read again where their times cannot tell a second save from the first: on FAT, HFS+, NFS 3 and others."""

import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kaedah.build_request as build_request
import pytest
from click.testing import CliRunner
from kaedah.cli import main
from kaedah.publish.staging import STAGING
from kaedah.publish.swap import workspace_of
from kaedah.state import stat as stats
from kaedah.state.stat import FileStat, is_racy, time_before, time_before_elsewhere

from tests.conftest import ROOT, publish, tree, write_site

SECOND = 1_000_000_000
ROUNDS = 6  # two saves and two builds each


class CoarseStatus:
    """A status as a file system gives it whose times have a unit, and which knows no time of change."""

    def __init__(self, status: os.stat_result, unit: int) -> None:
        self._status = status
        self.st_mtime_ns = self.st_ctime_ns = status.st_mtime_ns // unit * unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._status, name)


class CoarseEntry:
    def __init__(self, entry: "os.DirEntry[str]", unit: int) -> None:
        self._entry, self._unit = entry, unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def stat(self, **more: bool) -> CoarseStatus:
        return CoarseStatus(self._entry.stat(**more), self._unit)


class CoarseSystem:
    """The module `os` on such a file system."""

    def __init__(self, unit: int) -> None:
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def lstat(self, path: Any) -> CoarseStatus:
        return CoarseStatus(os.lstat(path), self._unit)

    @contextmanager
    def scandir(self, place: Any) -> Iterator[Iterator[CoarseEntry]]:
        with os.scandir(place) as entries:
            yield (CoarseEntry(entry, self._unit) for entry in entries)


class Clock:
    """A clock that stands still, so that a slow machine does not leave a tick."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class Site:
    """A site whose files are saved and built at moments of one clock.

    ahead: by how much our clock is ahead of that of the file system, in nanoseconds.
    """

    def __init__(self, base: Path, clock: Clock, ahead: int = 0) -> None:
        self.base, self._clock, self._ahead = base, clock, ahead
        self.at(clock.now)
        for place in [*base.rglob("*")]:
            os.utime(place, ns=(clock.now, clock.now))

    def at(self, moment: int) -> None:
        """It is this time on the clock of the file system."""
        self._moment, self._clock.now = moment, moment + self._ahead

    def save(self, path: str, old: str, new: str) -> None:
        """Puts words in the place of others, where the file lies."""
        place = self.base / path
        text = place.read_text(encoding="utf-8")
        assert old in text
        with place.open("r+", encoding="utf-8") as file:
            file.write(text.replace(old, new))
            file.truncate()
        os.utime(place, ns=(self._moment, self._moment))

    def build(self, output: str = "public") -> None:
        places = [f"--{name}={self.base / name}" for name in ("content", "locales", "themes")]
        touch = os.utime

        def utime(path: Any, **given: Any) -> None:  # to touch gives the time of the file system
            touch(path, ns=(self._moment, self._moment), **given)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(CoarseSystem, "utime", staticmethod(utime), raising=False)
            result = CliRunner().invoke(main, ["build", "-j1", *places, "-o", str(self.base / output)])
        assert result.exit_code == 0, result.output

    def must_be_as_clean(self) -> None:
        for name in ("fresh", ".fresh.kaedah"):
            shutil.rmtree(self.base / name, ignore_errors=True)
        self.build("fresh")
        assert tree(self.base / "public") == tree(self.base / "fresh")

    def page(self, path: str) -> str:
        return (self.base / "public" / path).read_text(encoding="utf-8")


@pytest.fixture(params=[1, 2], ids=["one second", "two seconds"])
def unit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The unit of the times of the file system, in nanoseconds."""
    found: int = request.param * SECOND
    monkeypatch.setattr(stats, "os", CoarseSystem(found))
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock(time.time_ns() // (2 * SECOND) * 2 * SECOND - 1000 * SECOND)
    monkeypatch.setattr(time, "time_ns", found)
    return found


@pytest.fixture
def base(site: Path) -> Path:
    """A site with a file of every kind that is read."""
    write_site(
        site,
        {
            "content/glossary.yaml": "- {term: matrix, definition: A table of num.}\n",
            "themes/own/theme.yaml": "name: own\nextends: default\n",
            "themes/own/templates/frame.html": "<p>framed</p>\n",
        },
    )
    shutil.copytree(ROOT / "themes/default", site / "themes/default")
    settings = site / "content/site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("theme: default", "theme: own"), encoding="utf-8")
    return site


@pytest.mark.slow
@pytest.mark.parametrize("clocks", ["one clock", "a clock that is behind ours", "a clock that cannot be asked"])
def test_a_second_save_of_equal_length_within_a_tick_is_always_seen(
    base: Path, clock: Clock, unit: int, clocks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, start, seen = Site(base, clock, 30 * SECOND if "behind" in clocks else 0), clock.now, 0
    if "cannot" in clocks:  # the output is on a file system with fine times
        monkeypatch.setattr(build_request, "time_before", lambda began, _: began)
    site.build()
    word = "Small matrices"
    for number in range(ROUNDS):
        tick = start + (number + 1) * 10 * SECOND
        first, second, third = sorted(random.Random(number).sample(range(10), 3))
        names = [f"First m{number:07}", f"Later m{number:07}"]
        site.at(tick + first * unit // 10)
        site.save("content/methods/lora.md", word, names[0])
        site.at(tick + second * unit // 10)
        site.build()
        assert names[0] in site.page("en/methods/lora.html")
        site.save("content/methods/lora.md", *names)
        site.at(tick + third * unit // 10)
        site.build()
        seen += names[1] in site.page("en/methods/lora.html")
        word = names[1]
    assert seen == ROUNDS
    site.must_be_as_clean()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "words", "page"),
    [
        ("content/site.yaml", ("title: Base", "title: Bose", "title: Buse"), "en/index.html"),
        ("content/fields.yaml", ("label: Type", "label: Kind", "label: Sort"), "en/methods/lora.html"),
        ("content/pages/about.md", ("A small", "A first", "A later"), "en/about.html"),
        ("content/comparisons/two-ways.md", ("Two ways", "Two arts", "Two uses"), "en/compare/two-ways.html"),
        ("content/glossary.yaml", ("A table", "A chart", "A graph"), "en/glossary.html"),
        ("content/methods/lora.uk.md", ("мало", "мале", "малі"), "uk/methods/lora.html"),
        ("locales/uk/LC_MESSAGES/messages.po", ("Рік появи", "Рік назви", "Рік видав"), "uk/methods/lora.html"),
        ("themes/own/templates/frame.html", ("framed", "frozen", "fringe"), "en/methods/lora.html"),
    ],
)
def test_a_second_save_within_a_tick_is_seen_in_every_kind_of_file(
    base: Path, clock: Clock, unit: int, path: str, words: tuple[str, str, str], page: str
) -> None:
    site, start = Site(base, clock), clock.now
    site.at(start + 10 * SECOND)
    site.build()
    for number in range(2):
        site.at(start + 20 * SECOND + number * unit // 3)
        site.save(path, words[number], words[number + 1])
        site.build()
        assert words[number + 1].removeprefix("title: ").removeprefix("label: ") in site.page(page)
    site.must_be_as_clean()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_saves_and_builds_on_coarse_times_are_as_a_clean_build(
    base: Path, clock: Clock, unit: int, seed: int
) -> None:
    choose = random.Random(seed)
    site, now = Site(base, clock, choose.choice((0, 5 * SECOND, -5 * SECOND))), clock.now
    files = {"content/methods/lora.md": "LoRA", "content/pages/about.md": "small", "content/site.yaml": "Base"}
    for _ in range(12):
        now += choose.choice((0, unit // 7, unit // 3, unit, 3 * unit))
        site.at(now)
        path = choose.choice([*files])
        word = "".join(choose.choices("abcdefgh", k=len(files[path])))
        site.save(path, files[path], word)
        files[path] = word
        if choose.random() < 0.7:
            site.build()
    site.build()
    site.must_be_as_clean()


@pytest.mark.slow
def test_files_from_the_future_are_read_in_every_build(base: Path, clock: Clock, unit: int) -> None:
    site, now = Site(base, clock), clock.now
    future = now + 500 * SECOND // unit * unit
    site.build()
    for old, new in (("Small", "First"), ("First", "Later"), ("Later", "Third")):
        now += 10 * SECOND
        site.at(now)
        site.save("content/methods/lora.md", old, new)
        os.utime(base / "content/methods/lora.md", ns=(future, future))
        site.build()
        assert new in site.page("en/methods/lora.html")


@pytest.mark.slow
def test_a_published_page_that_changes_within_the_tick_of_its_build_is_repaired(
    base: Path, clock: Clock, unit: int
) -> None:
    clock.now = int(time.time() * SECOND)  # of the real file system, where pages are written
    site = Site(base, clock)
    site.build()
    site.save("content/methods/lora.md", "Small", "First")
    site.build()
    page = base / "public/en/methods/lora.html"
    moment = page.stat().st_ctime_ns // unit * unit  # of its build
    with page.open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(text.replace("LoRA", "LoRX"))
    os.utime(page, ns=(moment, moment))
    site.build()
    assert "LoRX" not in site.page("en/methods/lora.html")
    site.must_be_as_clean()


def test_published_files_have_a_time_that_is_over(minimal: Path) -> None:
    began = time.time_ns()
    output = publish(minimal, minimal / "public")
    times = {path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    assert len(times) == 1
    assert began - 5 * SECOND < times.pop() < began - 3 * SECOND
    staging = workspace_of(output) / STAGING
    folders = [staging, *(path for path in staging.rglob("*") if path.is_dir())]
    assert all(path.stat().st_mtime_ns < began - 3 * SECOND for path in folders)


# When a stat is racy


@pytest.mark.parametrize(
    ("file_stat", "racy"),
    [
        ((5, 98 * SECOND, 98 * SECOND, 1), True),
        ((5, 98 * SECOND - 1, 0, 1), False),
        ((5, 97 * SECOND, 97 * SECOND, 1), False),
        ((5, 99 * SECOND + 1, 0, 1), False),
        ((5, 0, 99 * SECOND, 1), True),
        ((5, 99 * SECOND + SECOND // 10 * 9, 0, 1), True),
        ((5, 99 * SECOND + SECOND // 10 * 8, 0, 1), False),
        ((5, 99_980_000_001, 0, 1), True),
        ((5, 99_979_999_999, 0, 1), False),
        ((5, 1000 * SECOND, 0, 1), True),
        ((-1, 0, 0, 1), True),
    ],
)
def test_times_show_how_long_a_file_is_racy(file_stat: FileStat, racy: bool) -> None:
    assert is_racy(file_stat, 100 * SECOND) == racy


def test_the_clock_of_a_file_system_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "lock"
    lock.touch()
    now = time.time_ns
    for behind in (0, 40 * SECOND):
        monkeypatch.setattr(time, "time_ns", lambda behind=behind: now() + behind)
        began = time.time_ns()
        assert began - behind - SECOND < time_before(began, lock) <= began - behind
    monkeypatch.setattr(time, "time_ns", lambda: now() - 40 * SECOND)
    assert time_before(1, lock) == 1  # the earlier of two clocks
    assert time_before(1, tmp_path / "nothing") == 1


def test_a_clock_that_cannot_be_asked_may_be_an_hour_behind_where_times_are_coarse() -> None:
    fine, coarse = (1, 5 * SECOND + 1, 0, 1), (1, 5 * SECOND, 4 * SECOND, 2)
    assert time_before_elsewhere(7, [fine, coarse]) == 7
    assert time_before_elsewhere(7, [coarse]) == 7 - 3600 * SECOND
    assert time_before_elsewhere(7, []) == 7
