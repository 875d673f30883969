"""`build.py export zip`: the site as one reproducible file."""

import hashlib
import os
import stat
import zipfile
from functools import partial
from pathlib import Path

import pytest
from kaedah.plan.site_plan import plan_site
from kaedah.publish import archive
from kaedah.publish.archive import write_archive

from tests.conftest import export, must_read, tree, write_site
from tests.example import EXAMPLE

pytestmark = pytest.mark.slow


run = partial(export, "zip")


def test_the_archive_contains_the_published_files_and_their_checksums(public: Path, tmp_path: Path) -> None:
    target = tmp_path / "site.zip"
    result = run(EXAMPLE, "--output", str(target))
    assert result.exit_code == 0, result.output
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    with zipfile.ZipFile(target) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        opened.extractall(tmp_path / "site")
    assert len(names) == len(set(names))
    assert result.stdout.splitlines() == [
        f"{len(names)} files, {target.stat().st_size} bytes, sha256 {digest}",
        target.as_posix(),
    ]
    found, wanted = tree(tmp_path / "site"), tree(public)
    sums = found.pop("SHA256SUMS").decode()
    del wanted["manifest.json"]
    assert found == wanted
    assert sums == "".join(f"{hashlib.sha256(found[path]).hexdigest()}  {path}\n" for path in sorted(found))


def test_the_archive_is_reproducible(minimal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = must_read(minimal)
    plan = plan_site(site, "test")
    one = write_archive(site, plan, tmp_path / "one.zip")
    monkeypatch.setattr(archive, "SERIAL_PAGES", 1)
    other = write_archive(must_read(minimal), plan_site(must_read(minimal), "other"), tmp_path / "other.zip", jobs=2)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    assert one == other
    with zipfile.ZipFile(tmp_path / "one.zip") as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_date_of_the_files_can_be_set(minimal: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "site.zip")
    for epoch, date in (("1700000000", (2023, 11, 14, 22, 13, 20)), ("0", (1980, 1, 1, 0, 0, 0))):
        assert run(minimal, "--output", target, SOURCE_DATE_EPOCH=epoch).exit_code == 0
        with zipfile.ZipFile(target) as opened:
            assert {entry.date_time for entry in opened.infolist()} == {date}
    late = run(minimal, "--output", target, SOURCE_DATE_EPOCH="4354819200")
    assert late.exit_code == 2
    assert "SOURCE_DATE_EPOCH=4354819200 is after the year 2107, the last that a ZIP file can store" in late.stderr
    wrong = run(minimal, "--output", target, SOURCE_DATE_EPOCH="yesterday")
    assert wrong.exit_code == 2
    assert "SOURCE_DATE_EPOCH=yesterday is not a number of seconds since 1970" in wrong.stderr


def test_temporary_files_of_a_killed_process_are_removed_after_a_day(minimal: Path, tmp_path: Path) -> None:
    target = tmp_path / "env"
    old, new = (tmp_path / f".kaedah-0123456789abcde{digit}.part" for digit in "ef")
    folder = tmp_path / ".kaedah-00000000000000ff.part"  # of the program that writes ZIM files
    others = [tmp_path / name for name in (".env.production", ".env.77", ".kaedah-1.part", ".kaedah-notes.part")]
    for path in (old, new, *others):
        path.write_text("")
    write_site(folder, {"site/index.html": ""})
    (folder / "link").symlink_to(minimal, target_is_directory=True)
    for path in (old, folder, *others):
        os.utime(path, (0, 0))
    before = tree(minimal)
    assert run(minimal, "--output", str(target)).exit_code == 0
    assert (old.exists(), folder.exists(), new.exists()) == (False, False, True)
    assert [path.name for path in others if not path.exists()] == []
    assert tree(minimal) == before


def test_an_output_path_that_is_not_a_file_is_not_replaced(minimal: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    failed = run(minimal, "--output", str(pipe))
    assert failed.exit_code == 1
    assert (
        failed.stderr
        == f"error: cannot write {pipe}: it is not a regular file\n  hint: name another file with --output\n"
    )
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("form", ["zip", "epub", "data"])
def test_a_failed_write_keeps_the_previous_file(minimal: Path, tmp_path: Path, form: str) -> None:
    run, target = partial(export, form), tmp_path / "site.zip"
    assert run(minimal, "--output", str(target)).exit_code == 0
    before = target.read_bytes()
    method = minimal / "content/methods/one.md"
    method.write_text(method.read_text().replace("year: 2001", "year: soon"))
    failed = run(minimal, "--output", str(target))
    assert failed.exit_code == 1
    assert '"soon" is not a year' in failed.stderr
    method.write_text(method.read_text().replace("year: soon", "year: 2001"))
    blocked = run(minimal, "--output", str(method / "site.zip"))
    assert blocked.exit_code == 1
    assert blocked.stderr.startswith(f"error: cannot write {method / 'site.zip'}: ")
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["site.zip"]
