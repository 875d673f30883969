"""The build state: what is stored is found again, and only what belongs to it."""

import errno
import sqlite3
from pathlib import Path

import pytest
from kaedah.state import store
from kaedah.state.packs import Pack
from kaedah.state.store import FILE, BuildState, error_number


@pytest.fixture
def state(tmp_path: Path) -> BuildState:
    return BuildState.open(tmp_path / "work", "salt")


def reopened(state: BuildState, salt: str = "salt") -> BuildState:
    state.close()
    return BuildState.open(state.folder, salt)


def test_values_and_memos_survive_closing(state: BuildState) -> None:
    with state.transaction():
        state.put("shape", b"abc")
        state.put_memo("rules", "key", b"found")
    state = reopened(state)
    assert (state.get("shape"), state.get("other")) == (b"abc", b"")
    assert state.memo("rules", "key") == b"found"
    assert state.memo("rules", "another key") is None
    assert state.memo("config", "key") is None


def test_a_failed_transaction_keeps_nothing(state: BuildState) -> None:

    def fail() -> None:
        with state.transaction():
            state.put("shape", b"abc")
            state.outputs.update({"a.html": (1, 2, 3, 4)})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert state.get("shape") == b""
    assert state.outputs.load() == {}
    assert reopened(state).get("shape") == b""


def test_another_version_of_the_program_begins_with_nothing(state: BuildState) -> None:
    with state.transaction():
        state.put("shape", b"abc")
        state.put_ingredients({"methods/a": b"x"})
        state.outputs.replace({"a.html": (1, 2, 3, 4)})
    state = reopened(state, "another")
    assert state.get("shape") == b""
    assert state.ingredients() == {}
    assert state.outputs.load() == {"a.html": (1, 2, 3, 4)}  # it is still known whose files these are


def test_a_damaged_file_is_a_database_error(state: BuildState) -> None:
    with state.transaction():
        state.put("shape", b"abc")
    state.close()
    for path in state.folder.glob(f"{FILE}*"):
        path.write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        BuildState.open(state.folder, "salt")


def test_a_file_system_without_shared_memory_has_a_state_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, calls = tmp_path / "work", []

    def fail(database: sqlite3.Connection) -> None:
        calls.append(database)
        raise sqlite3.OperationalError("unable to open database file")

    folder.mkdir()
    (folder / f"{FILE}-shm").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(store, "_set_up_log", fail)
        state = BuildState.open(folder, "salt")
        with state.transaction():
            state.put("shape", b"abc")
        state.close()
    assert len(calls) == 1
    assert not (folder / f"{FILE}-shm").exists()
    assert BuildState.open(folder, "salt").get("shape") == b"abc"


def test_what_was_published_is_known_to_another_version_of_the_program(state: BuildState) -> None:
    with state.transaction():
        state.outputs.replace({"a.html": (1, 2, 3, 4)})
    state = reopened(state, "another")
    assert state.outputs.load() == {"a.html": (1, 2, 3, 4)}
    assert BuildState.read_outputs(state.folder / FILE) == {"a.html": (1, 2, 3, 4)}


def test_tables_of_another_version_are_dropped(state: BuildState) -> None:
    with state.transaction():
        state.outputs.replace({"a.html": (1, 2, 3, 4)})
        state.put("shape", b"abc")
    state._db.execute("create table more(a)")
    state._db.execute("pragma user_version = 99")
    state = reopened(state)
    assert (state.get("shape"), state.outputs.load()) == (b"", {})
    assert state._db.execute("select count(*) from sqlite_master where name = 'more'").fetchone() == (0,)
    state = reopened(state)
    assert state._db.execute("pragma user_version").fetchone()[0] not in {0, 99}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("SQLITE_FULL", errno.ENOSPC),
        ("SQLITE_READONLY_DBMOVED", errno.EROFS),
        ("SQLITE_CANTOPEN", errno.EACCES),
        ("SQLITE_IOERR_FSYNC", errno.EIO),
        ("SQLITE_CORRUPT", None),
        ("", None),
    ],
)
def test_an_error_of_the_disk_is_told_from_a_damaged_file(name: str, number: int | None) -> None:
    error = sqlite3.OperationalError("words")
    if name:
        error.sqlite_errorname = name
    assert error_number(error) == number


def test_a_pack_makes_the_folder_that_it_lies_in(tmp_path: Path) -> None:
    for _ in range(2):  # it may be there
        with Pack(tmp_path / "a" / "b" / "pack") as pack:
            place = pack.put(b"one")
        assert place.load() == b"one"
    assert Path(pack.path).parent == tmp_path / "a" / "b"


def test_a_pack_has_a_name_that_cleaning_up_knows(tmp_path: Path) -> None:
    with Pack(tmp_path / "documents-a") as pack:
        pack.put(b"one")
    assert Path(pack.path).match("documents-a-*.pack")
    assert [path.name for path in tmp_path.glob("documents-*.pack")] == [Path(pack.path).name]
