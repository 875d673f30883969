"""A build state that is not as a build wrote it is made again: the site is that of a clean build, and no traceback."""

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from kaedah.digests import digest_of_bytes
from kaedah.plan.page_spec import unpack
from kaedah.publish.manifest import ManifestError, parse_manifest
from kaedah.publish.staging import unpack_times
from kaedah.publish.swap import workspace_of
from kaedah.read.document_codec import PackedBulk
from kaedah.state.packs import CorruptPack, Pack, PackRef
from kaedah.state.seal import CorruptState, seal, unseal
from kaedah.state.store import FILE

from tests.conftest import SITES, tree
from tests.test_commands import invoke

# Columns of bytes whose damage could be believed, each with the column that tells rows apart.
COLUMNS = (
    ("meta", "name", "value"),
    ("memo", "task", "value"),
    ("document", "key", "summary"),
    ("input", "chunk", "stats"),
    ("input", "chunk", "paths"),
    ("output", "chunk", "stats"),
    ("output", "chunk", "paths"),
    ("page", "id", "spec"),
    ("page", "id", "digest"),
    ("ingredient", "document", "digests"),
)


def damage(state: Path, table: str, key: str, column: str, how: random.Random) -> None:
    """Changes a byte of every value of a column."""
    with closing(sqlite3.connect(state)) as database, database:
        rows = database.execute(f"select {key}, {column} from {table}").fetchall()
        assert rows, table
        for name, value in rows:
            found = bytearray(value)
            if found:
                found[how.randrange(len(found))] ^= 1 << how.randrange(8)
            database.execute(f"update {table} set {column} = ? where {key} = ?", (bytes(found), name))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, bytes]]:
    """A site that was built and then edited, with its output; and what a clean build makes of it."""
    base = tmp_path_factory.mktemp("edited")
    site, output = shutil.copytree(SITES / "base", base / "site"), base / "out" / "public"
    assert invoke(site, "build", "--output", output).exit_code == 0
    path = site / "content/methods/lora.md"
    path.write_bytes(path.read_bytes().replace(b"year: 2021", b"year: 2022"))
    assert invoke(site, "build", "--output", base / "clean" / "public").exit_code == 0
    return site, base / "out", tree(base / "clean" / "public")


@pytest.fixture
def built(edited: tuple[Path, Path, dict[str, bytes]], tmp_path: Path) -> tuple[Path, Path, dict[str, bytes]]:
    """The same, with an output and a state that the test may change."""
    site, out, clean = edited
    shutil.copytree(out, tmp_path / "out")
    return site, tmp_path / "out" / "public", clean


def rebuilt(built: tuple[Path, Path, dict[str, bytes]]) -> None:
    """Asserts that a build makes what a clean one does, and says nothing."""
    site, output, clean = built
    done = invoke(site, "build", "--output", output)
    assert (done.exit_code, done.stderr) == (0, "")
    assert tree(output) == clean


@pytest.mark.parametrize(("table", "key", "column"), COLUMNS)
def test_a_changed_byte_in_the_state_changes_no_page(
    built: tuple[Path, Path, dict[str, bytes]], table: str, key: str, column: str
) -> None:
    damage(workspace_of(built[1]) / FILE, table, key, column, random.Random(f"{table} {column}"))
    rebuilt(built)


@pytest.mark.parametrize("value", [b"nonsense", b"[1]", b"[[], {}, 0, [], []]", b"\xff"])
@pytest.mark.parametrize("name", ["last_build", "layouts", "shared", "folders", "shape", "generation"])
def test_a_value_of_the_state_that_means_nothing_changes_no_page(
    built: tuple[Path, Path, dict[str, bytes]], name: str, value: bytes
) -> None:
    with closing(sqlite3.connect(workspace_of(built[1]) / FILE)) as database, database:
        database.execute("insert or replace into meta values(?, ?)", (name, seal(value)))
    rebuilt(built)


def test_explain_makes_a_damaged_state_again(site: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "public"
    assert invoke(site, "build", "--output", output).exit_code == 0
    damage(workspace_of(output) / FILE, "document", "key", "summary", random.Random("explain"))
    assert invoke(site, "explain", "en/methods/lora.html", "--output", output).exit_code == 0
    assert invoke(site, "build", "--output", output).exit_code == 0
    assert invoke(site, "explain", "en/methods/lora.html", "--output", output).exit_code == 0


def test_sealed_bytes_come_back_and_others_do_not() -> None:
    assert unseal(seal(b"words")) == b"words"
    assert unseal(seal(b"")) == b""
    for bad in (b"", b"abc", b"words", seal(b"words")[:-1], seal(b"words") + b"x", "text", None, 7):
        with pytest.raises(CorruptState):
            unseal(bad)


@pytest.mark.parametrize(
    "packed", [b"", b"null12345678", b'["a", "b", [], []]12345678', b"\xff" * 20, b"[1, 2]12345678"]
)
def test_a_spec_of_a_page_that_is_damaged_is_a_value_error(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack(packed)


@pytest.mark.parametrize("packed", [b"\x00" * 7 + b"\x01" + b"\x00" * 8 + b"\xff", b"\xff" * 20])
def test_folder_times_that_are_damaged_are_a_corrupt_state(packed: bytes) -> None:
    with pytest.raises(CorruptState):
        unpack_times(packed)


@pytest.mark.parametrize("content", [b"", b"\xc1", msgspec.msgpack.encode(("a", 1, {})), msgspec.msgpack.encode([])])
def test_a_pack_with_other_bytes_than_a_body_is_a_corrupt_pack(tmp_path: Path, content: bytes) -> None:
    with Pack(tmp_path / "documents") as pack:
        place = pack.put(content)
    with pytest.raises(CorruptPack):
        PackedBulk(place).load()


@pytest.mark.parametrize(("offset", "size"), [(-1, 3), (0, -1), (0, 4), (4, 1), (1 << 70, 1), (0, 1 << 62)])
def test_a_place_outside_a_pack_is_a_corrupt_pack(tmp_path: Path, offset: int, size: int) -> None:
    (tmp_path / "documents.pack").write_bytes(b"abc")
    with pytest.raises(CorruptPack):
        PackRef(str(tmp_path / "documents.pack"), offset, size, 0).load()


GOOD = ["f1", digest_of_bytes(b"x"), 1]


@pytest.mark.parametrize(
    "item",
    [
        *(
            ["f1", "d1", -1],
            ["f1", "d1", 1.5],
            ["f1", "d1", "1"],
            ["f1", "d1", True],
            ["f1", "d1", 1 << 60],
            ["f1", "d1"],
        ),
        *(
            ['f"1', "d1", 1],
            ["f1", "d\n1", 1],
            ["f1", "\ud800", 1],
            ["f1", None, 1],
            [[], "d1", 1],
            ["f" * 300, "d1", 1],
        ),
        *("abc", None, 7, {}),
    ],
    ids=repr,
)
def test_a_manifest_with_a_file_as_no_build_lists_it_is_refused(item: object) -> None:
    assert parse_manifest(json.dumps({"kaedah": 1, "files": {"a.html": GOOD}}).encode()).files
    with pytest.raises(ManifestError):
        parse_manifest(json.dumps({"kaedah": 1, "files": {"a.html": item}}).encode())


@pytest.mark.parametrize("shard", [[1], [1, 2, "p", -1], ["1", 2, "p", 3], [1, 2, 3, 4], [1, 2, 'a"b', 3], "abcd", 7])
def test_a_manifest_with_the_note_of_a_part_that_no_build_writes_is_refused(shard: object) -> None:
    with pytest.raises(ManifestError):
        parse_manifest(json.dumps({"kaedah": 1, "shard": shard, "files": {"a.html": GOOD}}).encode())
