"""`build.py export zim`: the call of openZIM's writer and its result. `tests/zim.py` runs the real one."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import Result
from kaedah.build_request import program_digest
from kaedah.pipeline import publish_plan
from kaedah.plan.site_plan import plan_site
from kaedah.publish.zim import iso_639_3

from tests.conftest import export, must_read, tree

# Stands for the writer: keeps what it was asked for, and the files, beside itself.
WRITER = """#!{python}
import json, os, shutil, sys
here = os.path.dirname(__file__)
*options, folder, target = sys.argv[1:]
shutil.copytree(folder, here + "/files")
json.dump(dict(option[2:].split("=", 1) for option in options), open(here + "/options.json", "w"))
{end}
"""


def run(base: Path, target: Path, tools: Path, *arguments: str) -> Result:
    return export("zim", base, "--output", str(target), *arguments, PATH=str(tools))


def writer(folder: Path, end: str = "open(target, 'wb').write(b'ZIM')") -> Path:
    folder.mkdir()
    program = folder / "zimwriterfs"
    program.write_text(WRITER.format(python=sys.executable, end=end))
    program.chmod(0o755)
    return folder


def test_the_writer_gets_the_site_and_its_metadata(site: Path, tmp_path: Path) -> None:
    tools, target = writer(tmp_path / "tools"), tmp_path / "out" / "site.zim"
    done = run(site, target, tools, "--locale", "uk")
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == b"ZIM"
    assert done.stdout.splitlines()[1] == target.as_posix()
    assert [path.name for path in target.parent.iterdir()] == ["site.zim"]
    asked = json.loads((tools / "options.json").read_text())
    files = tree(tools / "files")
    assert asked["welcome"] == "index.html"
    assert asked["illustration"] in files
    assert files[asked["illustration"]][:4] == b"\x89PNG"
    assert asked["language"] == "mul"
    assert asked["title"] == must_read(site).settings.title
    assert len(asked["description"]) <= 80  # which is what readers show of it
    ours = must_read(site, only=("uk",))
    publish_plan(ours, plan_site(ours, program_digest()), tmp_path / "public")
    published = tree(tmp_path / "public")
    del published["manifest.json"]
    assert files == published


def test_a_site_in_one_language_names_it(minimal: Path, tmp_path: Path) -> None:
    tools = writer(tmp_path / "tools")
    assert run(minimal, tmp_path / "site.zim", tools).exit_code == 0
    asked = json.loads((tools / "options.json").read_text())
    assert (asked["language"], asked["name"]) == ("eng", "test_eng")


@pytest.mark.parametrize(
    ("end", "reported"),
    [
        ("sys.exit('no room')", "zimwriterfs failed: no room"),
        ("sys.exit(3)", "zimwriterfs failed: exit code 3"),
        ("pass", "zimwriterfs failed: exit code 0"),
    ],
)
def test_a_failed_writer_keeps_the_previous_file(minimal: Path, tmp_path: Path, end: str, reported: str) -> None:
    target = tmp_path / "out" / "site.zim"
    target.parent.mkdir()
    target.write_bytes(b"before")
    failed = run(minimal, target, writer(tmp_path / "tools", end))
    assert failed.exit_code == 1
    assert failed.stderr == f"error: cannot write {target}: {reported}\n"
    assert tree(target.parent) == {"site.zim": b"before"}


def test_a_missing_writer_is_reported_with_a_link(minimal: Path, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    failed = run(minimal, tmp_path / "site.zim", tmp_path / "tools")
    assert failed.exit_code == 1
    assert failed.stderr == (
        f"error: cannot write {tmp_path / 'site.zim'}: zimwriterfs was not found\n"
        "  hint: install zim-tools, with `apt install zim-tools` or from openzim.org\n"
    )
    assert not (tmp_path / "site.zim").exists()


@pytest.mark.parametrize(
    ("code", "three"),
    [
        *zip(("en", "ms", "uk", "ko", "bg", "zh-Hans"), ("eng", "msa", "ukr", "kor", "bul", "zho"), strict=True),
        *zip(("de", "fr", "cs", "fa", "ro", "ar", "sr", "mn"), "deu fra ces fas ron ara srp mon".split(), strict=True),
        *zip(("ak", "gu", "sq", "lv", "fil", "hy"), "aka guj sqi lav fil hye".split(), strict=True),
    ],
)
def test_languages_use_three_letter_codes(code: str, three: str) -> None:
    assert iso_639_3(code) == three
