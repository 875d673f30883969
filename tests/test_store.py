"""The build state: what is stored is found again, and only what belongs to it."""

import errno
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaedah.state.packs import CorruptPack, Pack, PackRef
from kaedah.state.stat import FileStat, FileStats, is_racy
from kaedah.state.stat_table import StatTable
from kaedah.state.store import FILE, BuildState, DocumentRow, PageRow, error_number


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


def test_a_file_system_without_shared_memory_holds_a_state_too(tmp_path: Path) -> None:
    (tmp_path / "work" / f"{FILE}-shm").mkdir(parents=True)  # as it is where this file cannot be mapped
    state = BuildState.open(tmp_path / "work", "salt")
    with state.transaction():
        state.put("shape", b"abc")
        state.outputs.replace({"a.html": (1, 2, 3, 4)})
    state = reopened(state)
    assert state.get("shape") == b"abc"
    state = reopened(state, "another")
    assert (state.get("shape"), state.outputs.load()) == (b"", {"a.html": (1, 2, 3, 4)})


STATS = st.dictionaries(
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=9),
    st.tuples(st.integers(-1, 2**62), st.integers(0, 2**62), st.integers(0, 2**62), st.integers(0, 2**64 - 1)),
    max_size=12,
)


@settings(deadline=None)
@given(STATS, st.dictionaries(st.text("abc", min_size=1, max_size=2), st.none() | st.just((1, 2, 3, 4)), max_size=5))
def test_a_stat_table_is_a_mapping_that_lasts(stats: FileStats, changes: dict[str, FileStat | None]) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("create table output(chunk integer primary key, paths blob, stats blob)")
    table = StatTable(database, "output")
    table.replace({"old": (1, 1, 1, 1)})
    table.replace(stats)
    assert table.load() == stats
    table.update(changes)
    expected = {path: item for path, item in {**stats, **changes}.items() if item is not None}
    assert table.load() == expected


def test_a_path_that_is_no_text_is_stored(state: BuildState) -> None:
    strange = b"a\xff.html".decode(errors="surrogateescape")
    state.outputs.replace({strange: (1, 2, 3, 4)})
    assert state.outputs.load() == {strange: (1, 2, 3, 4)}


def pages() -> list[PageRow]:
    return [
        PageRow("a.html", False, b"da", b"sa", ("methods/a:body", "methods/b:name")),
        PageRow("b.html", False, b"db", b"sb", ("methods/b:name", "methods/b:name")),
        PageRow("index.html", True, b"di", b"si", ("methods/b:name",)),
    ]


def test_pages_are_found_by_what_they_need(state: BuildState) -> None:
    state.replace_pages(pages())
    assert state.pages_needing(["methods/a:body"], root=False) == [b"sa"]
    assert state.pages_needing(["methods/a:body", "methods/b:name"], root=False) == [b"sa", b"sb"]
    assert state.pages_needing(["methods/b:name"], root=True) == [b"si"]
    assert state.pages_needing(["methods/b"], root=False) == []
    assert state.page_digests(root=False) == {"a.html": b"da", "b.html": b"db"}
    assert (state.count_pages(root=False), state.count_pages(root=True)) == (2, 1)
    assert (state.page("index.html", root=True), state.page("index.html", root=False)) == (b"si", None)


def test_pages_are_replaced_as_a_whole(state: BuildState) -> None:
    state.replace_pages(pages())
    state.replace_pages(pages()[:1])
    assert state.page_digests(root=False) == {"a.html": b"da"}
    assert state.pages_needing(["methods/b:name"], root=False) == [b"sa"]
    assert state.count_pages(root=True) == 0


def row(key: str, pack: Path, digest: str = "d") -> DocumentRow:
    return DocumentRow(key, ("methods/a.md", "methods/a.uk.md"), True, digest, b"summary", PackRef(str(pack), 3, 4, 5))


def test_documents_are_stored_replaced_and_deleted(state: BuildState) -> None:
    pack = state.folder / "documents-1-2.pack"
    state.put_documents([row("methods/b", pack), row("methods/a", pack)])
    state.put_documents([row("methods/a", pack, "e")], gone=["methods/b"])
    assert [*state.documents()] == [row("methods/a", pack, "e")]


def test_packs_without_documents_are_deleted(state: BuildState) -> None:
    for name in ("documents-1-1.pack", "documents-2-2.pack", "other.txt"):
        (state.folder / name).write_bytes(b"x")
    state.put_documents([row("methods/a", state.folder / "documents-2-2.pack")])
    state.delete_unused_packs()
    assert not (state.folder / "documents-1-1.pack").exists()
    assert (state.folder / "documents-2-2.pack").exists()
    assert (state.folder / "other.txt").exists()


def test_ingredients_are_added_changed_and_deleted(state: BuildState) -> None:
    state.put_ingredients({"methods/a": b"1", "methods/b": b"2"})
    state.put_ingredients({"methods/a": b"3"}, gone=["methods/b"])
    assert state.ingredients() == {"methods/a": b"3"}


def test_differences_are_replaced(state: BuildState) -> None:
    state.replace_differences(["b", "a", "b"])
    assert state.differences() == ["a", "b"]
    state.replace_differences([])
    assert state.differences() == []


def test_outputs_are_read_beside_a_writer(state: BuildState) -> None:
    state.outputs.replace({"a.html": (1, 2, 3, 4)})
    with state.transaction():
        state.outputs.replace({})
        assert BuildState.read_outputs(state.folder / FILE) == {"a.html": (1, 2, 3, 4)}
    assert BuildState.read_outputs(state.folder / FILE) == {}
    assert BuildState.read_outputs(state.folder / "nothing") is None


def test_a_pack_gives_back_what_was_put_into_it(tmp_path: Path) -> None:
    with Pack(tmp_path / "p") as pack:
        places = [pack.put(piece) for piece in (b"one", b"", b"three" * 100)]
    assert [place.load() for place in places] == [b"one", b"", b"three" * 100]
    Path(places[0].pack).write_bytes(b"two" + b"three" * 100)
    with pytest.raises(CorruptPack):
        places[0].load()
    Path(places[0].pack).unlink()
    with pytest.raises(CorruptPack):
        places[0].load()


@pytest.mark.parametrize(
    ("stat", "racy"),
    [
        ((5, 100, 100, 1), False),
        ((5, 30_000_001, 100, 1), True),
        ((5, 100, 30_000_001, 1), True),
        ((5, 29_999_999, 29_999_999, 1), False),
        ((5, 30_000_000, 0, 1), True),
        ((-1, 100, 100, 1), True),
    ],
)
def test_a_file_that_changed_just_before_it_was_read_is_racy(stat: FileStat, racy: bool) -> None:
    assert is_racy(stat, 50_000_000) == racy


def test_the_state_is_a_file_of_a_name_that_is_known(state: BuildState) -> None:
    """A folder in which other files lie is not that of a build."""
    assert FILE == "state.sqlite"
    assert (state.folder / FILE).is_file()


def test_a_folder_for_the_state_is_made_with_those_above_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for _ in range(2):
        BuildState.open(folder, "salt").close()
    assert (folder / FILE).is_file()


def test_a_commit_is_one_write_and_no_power_cut_damages_the_file(state: BuildState) -> None:
    for _ in range(2):
        assert {name: state._db.execute(f"pragma {name}").fetchone()[0] for name in PRAGMAS} == PRAGMAS
        state = reopened(state)


PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "checkpoint_fullfsync": 1, "wal_autocheckpoint": 0}


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
def test_an_error_of_the_disk_is_not_taken_for_a_damaged_file(name: str, number: int | None) -> None:
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
