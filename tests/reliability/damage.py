"""Files of the workspace and of the user's cache, damaged one by one: the next build must equal a clean one.

Each file is cut, emptied, overwritten, deleted and replaced by something else, and single bits of it are flipped; half
of the builds have something to do. Prints a line for each file.
"""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kaedah.publish.workspace import MARK

from tests.conftest import tree
from tests.reliability.hangs import HOME, KINDS, SITE, Result, copied, prepare, run_command
from tests.reliability.trial import Trial, main

BUILD = ("build", "-j1")
WORKSPACE = f"{SITE}/.public.kaedah"


def _truncated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _zeroed_at_the_end(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


# Damages of a file that leave a file.
DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": _truncated,
    "emptied": _emptied,
    "zeroed": _zeroed,
    "zeroed at the end": _zeroed_at_the_end,
    "longer": _longer,
    "deleted": Path.unlink,
}


def flipped(path: Path, seed: int) -> None:
    """Flips one bit of a file."""
    content = bytearray(path.read_bytes())
    place = random.Random(f"{path.name} {seed}").randrange(8 * len(content))
    content[place // 8] ^= 1 << place % 8
    path.write_bytes(content)


def kept_files(base: Path) -> list[str]:
    """The files of the workspace, its second release included, and of the user's cache, as paths below `base`."""
    found = [path for folder in (WORKSPACE, HOME) for path in (base / folder).rglob("*") if path.is_file()]
    pages = f"{WORKSPACE}/staging/"
    names = sorted(path.relative_to(base).as_posix() for path in found)
    return [name for name in names if not name.startswith(pages) or name.endswith(("index.html", "manifest.json"))]


def fault_of(base: Path, name: str, damage: Callable[[Path], None], edit: bool) -> str:
    """What is wrong after a damage, empty where the next builds equal a clean one.

    A build may refuse what is no regular file, and a workspace whose mark does not say that it is ours; then the site
    must be as it was, and the build after the removal of what is named must be right.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = moved_here(base, Path(folder) / "case")
        if edit:
            page = copy / SITE / "content/methods/adapters.md"
            page.write_text(page.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        damage(copy / name)
        published, found = tree(copy / SITE / "public"), run_command(copy, BUILD)
        refused = next(
            (named for named in (name, WORKSPACE) if f"{named[len(SITE) + 1 :]}:1:1: error" in found.text), ""
        )
        if found.code == 1 and refused and (Path(name).name == MARK or not _is_regular(copy / name)):
            if tree(copy / SITE / "public") != published:
                return "the site is not as it was"
            _remove(copy / refused)
            found = run_command(copy, BUILD)
        first = _judge(found)
        if first:
            return first
        again = run_command(copy, BUILD)
        built = tree(copy / SITE / "public")
        shutil.rmtree(copy / SITE / "public")
        shutil.rmtree(copy / WORKSPACE)
        clean = run_command(copy, BUILD)
        assert clean.code == 0, clean.text
        if built != tree(copy / SITE / "public"):
            return "another site than that of a clean build"
        return _judge(again) or ("" if ": 0 written" in again.text else f"built again: {again.text}")


def _judge(found: Result) -> str:
    if found.code == -1:
        return "a build did not end"
    return "" if found.code == 0 and "Traceback" not in found.text else f"exit code {found.code}: {found.text[-500:]}"


def moved_here(base: Path, target: Path) -> Path:
    """A copy whose first build knows its files: it is built once, so that stats and inodes are its own."""
    copy = copied(base, target)
    found = run_command(copy, BUILD)
    assert found.code == 0, found.text
    found = run_command(copy, BUILD)
    assert ": 0 written" in found.text, found.text
    return copy


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _replaced(kind: str) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        moved = path.with_name(f"{path.name}.moved")
        path.rename(moved)
        kept = path.parent.parent.parent.parent / "moved"
        shutil.move(moved, kept)
        KINDS[kind](path, kept)

    return replace


def damages(flips: int) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Every damage with its name."""
    yield from DAMAGES.items()
    for kind in KINDS:
        yield kind, _replaced(kind)
    for seed in range(flips):
        yield f"bit {seed}", lambda path, seed=seed: flipped(path, seed)  # type: ignore[misc]


FLIPS, FLIPS_OF_STATE = 20, 500


def run(trial: Trial) -> None:
    """Damages every file in every way."""
    with tempfile.TemporaryDirectory() as folder:
        base = prepare(Path(folder) / "prepared")
        for name in kept_files(base):
            before = trial.tried
            flips = trial.cases(FLIPS_OF_STATE if name.endswith(".sqlite") else FLIPS, 2)
            every = [item for item in damages(flips) if (base / name).stat().st_size or not item[0].startswith("bit")]
            for number, (what, damage) in enumerate(every[:: 3 if trial.quick else 1]):
                trial.case(f"{name}: {what}", fault_of(base, name, damage, edit=bool(number % 2)))
            print(f"{name:60} {trial.tried - before:5} damages", flush=True)


if __name__ == "__main__":
    main(__doc__, run)
