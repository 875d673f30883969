"""The pages of the build state have checksums: whatever a disk changes in them is noticed."""

import sqlite3
from pathlib import Path

import pytest
from kaedah.state import page_sums
from kaedah.state.store import FILE, BuildState


def fill(folder: Path, count: int = 400, salt: str = "salt") -> Path:
    """A state of some pages, closed, and its file."""
    state = BuildState.open(folder, salt)
    state.must_be_sound(page_sums.are_right(folder / FILE))
    with state.transaction():
        state.put_ingredients({f"methods/{number}-{count}": b"digest" * 10 for number in range(count)})
    state.close()
    return folder / FILE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fill(tmp_path / "work")


def turn_bit(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_file_that_was_closed_is_right(file: Path) -> None:
    assert page_sums.are_right(file)
    assert file.stat().st_size > 5 * 4096


def test_a_file_that_is_not_there_is_right(tmp_path: Path) -> None:
    assert page_sums.are_right(tmp_path / FILE)


def test_an_empty_file_is_right_where_there_are_no_sums_of_it(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    page_sums.store(tmp_path / FILE)
    assert page_sums.are_right(tmp_path / FILE)


@pytest.mark.parametrize("page", [0, 1, 3, -1])
def test_a_bit_that_changed_in_any_page_is_noticed(file: Path, page: int) -> None:
    place = (page * 4096 + 200) % file.stat().st_size
    turn_bit(file, place)
    assert not page_sums.are_right(file)
    turn_bit(file, place)
    assert page_sums.are_right(file)


@pytest.mark.parametrize("place", [0, 18, 19, 22, 23, 40, -1])
def test_sums_that_changed_are_not_believed(file: Path, place: int) -> None:
    turn_bit(file.with_name(file.name + page_sums.SUFFIX), place)
    assert not page_sums.are_right(file)


@pytest.mark.parametrize("more", [-4096, 4096])
def test_a_file_that_is_shorter_or_longer_is_noticed(file: Path, more: int) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:more] if more < 0 else content + bytes(more))
    assert not page_sums.are_right(file)


def test_a_file_without_sums_is_not_believed(file: Path) -> None:
    page_sums.forget(file)
    page_sums.forget(file)  # there need be none
    assert not file.with_name(file.name + page_sums.SUFFIX).exists()
    assert not page_sums.are_right(file)


def test_pages_in_the_log_are_left_to_sqlite_and_all_others_are_not(file: Path) -> None:
    """A build that was killed leaves a log; what it holds is newer than the sums."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("pragma wal_autocheckpoint = 0")
    database.execute("insert or replace into meta values('more', x'01')")
    copy = file.with_name("copy")
    for suffix in ("", "-wal", page_sums.SUFFIX):
        copy.with_name(f"copy{suffix}").write_bytes(file.with_name(file.name + suffix).read_bytes())
    database.close()
    pending = page_sums.pages_in_log(copy)
    assert pending
    assert all(0 < page <= copy.stat().st_size // 4096 for page in pending)
    assert page_sums.are_right(copy)
    turn_bit(copy, (min(pending) - 1) * 4096 + 300)
    assert page_sums.are_right(copy)
    other = next(page for page in range(1, copy.stat().st_size // 4096 + 1) if page not in pending)
    turn_bit(copy, (other - 1) * 4096 + 300)
    assert not page_sums.are_right(copy)


def test_the_log_names_the_pages_that_it_holds(tmp_path: Path) -> None:
    """As the format of SQLite says: a head of 32 bytes, then frames of 24 bytes and a page."""
    log = bytearray(32)
    log[8:12] = (512).to_bytes(4, "big")
    for page in (7, 2, 300):
        log += page.to_bytes(4, "big") + bytes(20) + bytes(512)
    file = tmp_path / FILE
    assert page_sums.pages_in_log(file) == set()
    file.with_name(f"{FILE}-wal").write_bytes(log)
    assert page_sums.pages_in_log(file) == {7, 2, 300}
    file.with_name(f"{FILE}-wal").write_bytes(log[:31])
    assert page_sums.pages_in_log(file) == set()
    file.with_name(f"{FILE}-wal").write_bytes(log[:32])
    assert page_sums.pages_in_log(file) == set()
    file.with_name(f"{FILE}-wal").write_bytes(log[:-512])
    assert page_sums.pages_in_log(file) == {7, 2, 300}
    file.with_name(f"{FILE}-wal").write_bytes(log[:-513])
    assert page_sums.pages_in_log(file) == {7, 2}


@pytest.mark.parametrize(("written", "size"), [(512, 512), (1024, 1024), (1, 65_536), (0, 4096), (511, 4096)])
def test_the_size_of_a_page_is_that_of_the_first_one(tmp_path: Path, written: int, size: int) -> None:
    file = tmp_path / FILE
    content = bytes(16) + written.to_bytes(2, "big") + bytes(2 * size)
    file.write_bytes(content)
    page_sums.store(file)
    stored = file.with_name(file.name + page_sums.SUFFIX).read_bytes()
    assert len(stored) == len(b"kaedah page sums 1\n") + 4 + 4 * -(-len(content) // size)
    assert page_sums.are_right(file)


def test_checksums_of_some_pages_are_updated(file: Path) -> None:
    turn_bit(file, 2 * 4096 + 300)
    page_sums.store(file, {1, 2})
    assert not page_sums.are_right(file)
    page_sums.store(file, {3, 0, 10_000})
    assert page_sums.are_right(file)


def test_a_file_that_grew_and_shrank_has_sums_of_each_page(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content + bytes(3 * 4096))
    count = len(content) // 4096
    page_sums.store(file, {count + 1, count + 2, count + 3})
    assert page_sums.are_right(file)
    file.write_bytes(content)
    page_sums.store(file, set())
    assert page_sums.are_right(file)


def test_damaged_sums_are_not_made_right_by_a_few_pages(file: Path) -> None:
    turn_bit(file.with_name(file.name + page_sums.SUFFIX), 30)
    page_sums.store(file, {1})
    assert not page_sums.are_right(file)


def test_a_state_keeps_its_sums_from_build_to_build(file: Path) -> None:
    for count in (10, 900, 5):
        fill(file.parent, count)
        assert page_sums.are_right(file)
    fill(file.parent, 20, "another")
    assert page_sums.are_right(file)


def test_a_state_that_is_not_known_to_be_sound_gets_no_sums(file: Path) -> None:
    turn_bit(file, 3 * 4096 + 300)
    state = BuildState.open(file.parent, "salt")
    with pytest.raises(sqlite3.DatabaseError, match="does not hold what was written"):
        state.must_be_sound(is_right=False)
    with state.transaction():
        state.put("shape", b"abc")
    state.close()
    assert not page_sums.are_right(file)


def test_a_state_that_is_right_after_all_is_sound(file: Path) -> None:
    state = BuildState.open(file.parent, "salt")
    state.must_be_sound(is_right=False)  # another build has just ended
    assert state.is_sound
    state.must_be_sound(is_right=False)
    assert state.has_log
    state.close()
    assert page_sums.are_right(file)
