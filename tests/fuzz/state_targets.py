"""Targets that read the build state and packs: what is not as a build wrote it is refused by an error of ours."""

import sqlite3
from functools import cache
from zlib import crc32

import msgspec
from kaedah.plan.page_spec import PageSpec, pack, unpack
from kaedah.problems import Problem
from kaedah.publish.staging import unpack_times
from kaedah.read.config import SiteConfig
from kaedah.read.document_codec import PackedBulk, PackedContents, decode_document
from kaedah.state.packs import CorruptPack, PackRef
from kaedah.state.seal import CorruptState, seal
from kaedah.state.stat_table import StatTable

from tests.fuzz.oracles import config, scratch


@cache
def _database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("create table input(chunk integer primary key, paths blob, stats blob)")
    return database


def check_stats(data: bytes) -> None:
    """Stats of files, in chunks."""
    paths, _, stats = data.partition(b"\n")
    database = _database()
    database.execute("insert or replace into input values(1, ?, ?)", (seal(paths), seal(stats)))
    table = StatTable(database, "input")
    try:
        found = table.load()
    except sqlite3.DatabaseError:
        return
    table.replace(found)
    assert table.load() == found


def check_folder_times(data: bytes) -> None:
    """Times of folders."""
    try:
        found = unpack_times(data)
    except CorruptState:
        return
    assert all(isinstance(time, int) for time in found.values())


def check_page_spec(data: bytes) -> None:
    """The spec of a page."""
    try:
        spec = unpack(data)
    except ValueError:
        return
    assert isinstance(spec, PageSpec)
    assert unpack(pack(spec)) == spec


def check_summary(data: bytes) -> None:
    """The summary of a document."""
    try:
        found = decode_document("lora", data, PackRef("x", 0, 0, 0), config().fields)
    except msgspec.DecodeError:
        return
    assert found.id == "lora"


def _stored(data: bytes) -> PackRef:
    """The bytes in a pack, with their checksum: damage that a checksum shows is no question here."""
    path = scratch() / "fuzz.pack"
    path.write_bytes(data)
    return PackRef(str(path), 0, len(data), crc32(data))


def check_contents(data: bytes) -> None:
    """The contents of a document in a pack, with the texts that lie elsewhere in the same pack."""
    try:
        found = PackedContents("lora", _stored(data), config().fields).load()
        for text in (found.document.source, *found.document.translations.values()):
            assert isinstance(text.locale, str)
            text.bulk.load()
    except CorruptPack:
        return


def check_bulk(data: bytes) -> None:
    """The body of a text in a pack."""
    bulk = PackedBulk(_stored(data))
    try:
        assert isinstance(bulk.load().html, str)
        assert all(isinstance(span.line, int) for span in bulk.spans.values())
    except CorruptPack:
        return


def check_memos(data: bytes) -> None:
    """What was kept of an earlier build: findings, and the configuration."""
    for kind in (list[Problem], tuple[tuple[Problem, ...], SiteConfig]):
        try:
            msgspec.msgpack.decode(data, type=kind)
        except msgspec.DecodeError:
            continue
