"""The build state: one SQLite file beside the published folder, and the cache of parsed documents in it.

It holds data only, and all of it can be deleted: a build without it is a clean one. Two sorts of rows have two times of
commit; `pipeline.py` gives the order and the reason why a kill at any moment is harmless.

- What was read (`memo`, `input`, `document`) is true of the content whatever is published. It is committed once the
  content was read.
- What is published (`page`, `need`, `ingredient`, `output`, `difference`) describes the site whose manifest has the
  digest `generation`. It is committed after that site is in place.
"""

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

from kaedah.disk.writing import remove_file
from kaedah.state import page_sums
from kaedah.state.packs import PackRef
from kaedah.state.seal import seal, unseal
from kaedah.state.stat import FileStats
from kaedah.state.stat_table import StatTable

FILE = "state.sqlite"
_VERSION = 2  # of the tables
_TABLES = """
create table meta(name text primary key, value blob) without rowid;
create table memo(task text primary key, key text, value blob) without rowid;
create table input(chunk integer primary key, paths blob, stats blob);
create table output(chunk integer primary key, paths blob, stats blob);
create table document(key text primary key, files text, racy integer, digest text, summary blob,
    pack text, offset integer, size integer, checksum integer) without rowid;
create table ingredient(document text primary key, digests blob) without rowid;
create table page(id integer primary key, inner text, root integer, digest blob, spec blob);
create table need(ingredient text, page integer, primary key(ingredient, page)) without rowid;
create table difference(path text primary key) without rowid;
"""


def error_number(error: sqlite3.DatabaseError) -> int | None:
    """The error of the system that an error of the database stands for; None where the file is damaged."""
    name = getattr(error, "sqlite_errorname", "")
    known = {"FULL": errno.ENOSPC, "READONLY": errno.EROFS, "CANTOPEN": errno.EACCES, "IOERR": errno.EIO}
    return next((number for part, number in known.items() if name.startswith(f"SQLITE_{part}")), None)


class DocumentRow(NamedTuple):
    """A parsed document as bytes.

    key: its folder and id, as in `methods/lora`.
    files: the paths of its files, the source's first.
    racy: whether a file may have changed while it was read, so that its stat is not to be trusted.
    digest: of its files' content and of all else that decides how it is parsed.
    summary: what is read of every document in every build.
    contents: where the rest lies.
    """

    key: str
    files: tuple[str, ...]
    racy: bool
    digest: str
    summary: bytes
    contents: PackRef


class PageRow(NamedTuple):
    """A page of the published site as bytes.

    inner: its path inside a language, or from the root where `root` is set.
    digest: of everything that decides it but its language and its ingredients.
    spec: the page spec.
    needs: the names of its ingredients.
    """

    inner: str
    root: bool
    digest: bytes
    spec: bytes
    needs: tuple[str, ...]


def _connected(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / FILE, isolation_level=None)
    if database.execute("pragma journal_mode").fetchone()[0] == "wal":
        _set_up_log(database)
    database.execute("pragma checkpoint_fullfsync = 1")  # `fsync` of macOS does not reach the disk
    return database


def _set_up_log(database: sqlite3.Connection) -> None:
    database.execute("pragma synchronous = normal")  # a power cut may take the last commits, but damages nothing
    database.execute("pragma wal_autocheckpoint = 0")  # at the end; until then the file is as it was


class BuildState:
    """The state of the last build by the same program. All methods raise sqlite3.DatabaseError for a damaged file.

    is_sound: whether the file is known to hold what was written, so that its checksums may follow its changes.
    """

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        self._db, self.folder, self.is_sound, self._is_new = database, folder, False, False
        self.inputs = StatTable(database, "input")
        self.outputs = StatTable(database, "output")

    @classmethod
    def open(cls, folder: Path, salt: str) -> Self:
        """The state in a folder. It is empty where there is none, and holds only the published files where another
        version of the program wrote it; `salt` identifies the version.
        """
        folder.mkdir(parents=True, exist_ok=True)
        state = cls(_connected(folder), folder)
        same_tables = state._db.execute("pragma user_version").fetchone()[0] == _VERSION
        if same_tables and state.get("salt") == salt.encode():
            return state
        published = state.outputs.load() if same_tables else {}
        try:
            state._db.execute("pragma journal_mode = wal")  # a commit is one write; other modes take several
            _set_up_log(state._db)
            state._create(salt, published)
        except sqlite3.OperationalError:  # a file system without shared memory, as in user space or of another machine
            state.close()
            for path in folder.glob(f"{FILE}*"):
                path.unlink() if path.is_file() else path.rmdir()
            state = cls(_connected(folder), folder)
            state._create(salt, published)
        return state

    @staticmethod
    def read_outputs(file: Path) -> FileStats | None:
        """The stats of the published files when the last build ended, read beside other connections; None where no
        state is there.
        """
        if not file.exists():
            return None
        with closing(BuildState(_connected(file.parent), file.parent)) as state:
            return state.outputs.load()

    def _create(self, salt: str, published: FileStats) -> None:
        self.is_sound = self._is_new = True
        with self.transaction():
            for (name,) in self._db.execute("select name from sqlite_master where type = 'table'").fetchall():
                self._db.execute(f'drop table "{name}"')
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
            self._db.execute(f"pragma user_version = {_VERSION}")
            self.put("salt", salt.encode())
            self.outputs.replace(published)

    def close(self) -> None:
        """Closes the file. What is not committed is lost."""
        file, changed = self.folder / FILE, self._db.total_changes > 0
        pages = page_sums.pages_in_log(file)
        try:
            if pages:
                with suppress(sqlite3.Error):  # another connection does it at its end
                    self._db.execute("pragma busy_timeout = 0")
                    self._db.execute("pragma wal_checkpoint(truncate)")
        finally:
            self._db.close()
        if changed and not self.is_sound:
            page_sums.forget(file)
        elif changed or pages:
            page_sums.store(file, None if self._is_new or not pages else pages)

    def must_be_sound(self, is_right: bool) -> None:
        """Takes note that the checksums of the file are right. Raises sqlite3.DatabaseError if they are not."""
        if not (self.is_sound or is_right or page_sums.are_right(self.folder / FILE)):  # another build has just ended
            raise sqlite3.DatabaseError(f"{self.folder / FILE} does not hold what was written")
        self.is_sound = True

    @property
    def has_log(self) -> bool:
        """Whether changes are written beside the file first."""
        return bool(self._db.execute("pragma journal_mode").fetchone()[0] == "wal")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes within are kept together, or none where an error is raised."""
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("rollback")
            raise

    # Single values

    def get(self, name: str) -> bytes:
        """The value of a name, empty where there is none."""
        row = self._db.execute("select value from meta where name = ?", (name,)).fetchone()
        return unseal(row[0]) if row else b""

    def put(self, name: str, value: bytes) -> None:
        self._db.execute("insert or replace into meta values(?, ?)", (name, seal(value)))

    def memo(self, task: str, key: str) -> bytes | None:
        """The result of a task for this key, if that is the latest one stored."""
        row = self._db.execute("select value from memo where task = ? and key = ?", (task, key)).fetchone()
        return unseal(row[0]) if row else None

    def put_memo(self, task: str, key: str, value: bytes) -> None:
        self._db.execute("insert or replace into memo values(?, ?, ?)", (task, key, seal(value)))

    # Documents

    def documents(self) -> Iterator[DocumentRow]:
        """Every parsed document, in order of its key."""
        folder = f"{self.folder}/"
        rows = self._db.execute("select * from document order by key")
        for key, files, racy, digest, summary, pack, offset, size, checksum in rows:
            contents = PackRef(folder + pack, offset, size, checksum)
            yield DocumentRow(key, tuple(files.split("\0")), bool(racy), digest, unseal(summary), contents)

    def put_documents(self, rows: Iterable[DocumentRow], gone: Iterable[str] = ()) -> None:
        """Stores these documents, and deletes those with the keys `gone`."""
        self._db.executemany("delete from document where key = ?", ((key,) for key in gone))
        self._db.executemany(
            "insert or replace into document values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row.key,
                    "\0".join(row.files),
                    row.racy,
                    row.digest,
                    seal(row.summary),
                    Path(row.contents.pack).name,
                    *row.contents[1:],
                )
                for row in rows
            ),
        )

    def delete_unused_packs(self) -> None:
        """Deletes the packs that no committed document refers to. Raises OSError."""
        used = {pack for (pack,) in self._db.execute("select distinct pack from document")}
        for path in self.folder.glob("documents-*.pack"):
            if path.name not in used:
                remove_file(self.folder, path.name)

    # Pages and what they are made of

    def ingredients(self) -> dict[str, bytes]:
        """The digests of what the published site was made of, by document."""
        return dict(self._db.execute("select document, digests from ingredient"))

    def put_ingredients(self, digests: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
        self._db.executemany("delete from ingredient where document = ?", ((key,) for key in gone))
        self._db.executemany("insert or replace into ingredient values(?, ?)", digests.items())

    def page_digests(self, root: bool) -> dict[str, bytes]:
        """The digest of each published page by its inner path."""
        return dict(self._db.execute("select inner, digest from page where root = ?", (root,)))

    def pages(self, root: bool) -> Iterator[bytes]:
        """The specs of all published pages."""
        return (spec for (spec,) in self._db.execute("select spec from page where root = ? order by id", (root,)))

    def page(self, inner: str, root: bool) -> bytes | None:
        """The spec of the published page at an inner path."""
        row = self._db.execute("select spec from page where root = ? and inner = ?", (root, inner)).fetchone()
        return bytes(row[0]) if row else None

    def count_pages(self, root: bool) -> int:
        return int(self._db.execute("select count(*) from page where root = ?", (root,)).fetchone()[0])

    def pages_needing(self, names: Iterable[str], root: bool) -> list[bytes]:
        """The specs of the published pages that are made of any of these ingredients."""
        found: dict[int, bytes] = {}
        query = "select id, spec from need join page on id = page where ingredient = ? and root = ?"
        for name in names:
            found.update(self._db.execute(query, (name, root)).fetchall())
        return [found[number] for number in sorted(found)]

    def replace_pages(self, pages: Iterable[PageRow]) -> None:
        """Stores these pages and no others."""
        self._db.execute("delete from page")
        self._db.execute("delete from need")
        needs: list[tuple[str, int]] = []
        for number, page in enumerate(pages):
            self._db.execute(
                "insert into page values(?, ?, ?, ?, ?)", (number, page.inner, page.root, page.digest, page.spec)
            )
            needs += ((name, number) for name in dict.fromkeys(page.needs))
        needs.sort()  # rows that are inserted in the order of their key need no search
        self._db.executemany("insert into need values(?, ?)", needs)

    # The folder with the release before

    def differences(self) -> list[str]:
        """The paths at which the two release folders do not hold the same file."""
        return [path for (path,) in self._db.execute("select path from difference order by path")]

    def replace_differences(self, paths: Iterable[str]) -> None:
        self._db.execute("delete from difference")
        self._db.executemany("insert or ignore into difference values(?)", zip(paths))
