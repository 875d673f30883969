"""`kaedah publish`: uploads a built site."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from kaedah.cli.options import FOLDER, check_output_file, lang_option, output_option
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, translator_for
from kaedah.disk.paths import DiskError
from kaedah.problems import format_problems
from kaedah.publish.built_site import opened_site
from kaedah.publish.folder_target import FolderTarget
from kaedah.publish.ownership import OutputError
from kaedah.publish.sync import plan_sync
from kaedah.publish.target import TargetError
from kaedah.publish.targets import target_for
from kaedah.read.folders import Folders

SOURCES = Folders(Path("content"), Path("locales"), Path("themes"))


@click.command()
@click.argument("target")
@output_option("Folder of the built site.")
@click.option("--downloads", type=FOLDER, default=None, help="Folder of `export all`, to upload as well.")
@click.option("--all", "everything", is_flag=True, help="Upload every file, changed or not.")
@click.option("--in-place", is_flag=True, help="Change a folder file by file, not in one step.")
@click.option("--dry-run", is_flag=True, help="List what would be uploaded and removed, and do nothing.")
@lang_option
@click.pass_obj
def publish(
    options: dict[str, bool],
    target: str,
    output: Path,
    downloads: Path | None,
    everything: bool,
    in_place: bool,
    dry_run: bool,
    lang: str,
) -> None:
    """Upload only the files that changed to TARGET: a folder, a bucket or a Git branch.

    A bucket is s3://NAME/FOLDER, or another address that fsspec knows; branch:NAME is a branch of this repository.
    Files at TARGET that this program did not put there are kept.
    """
    translator = translator_for(lang, SOURCES.locales)
    try:
        destination = target_for(target, in_place)
        if isinstance(destination, FolderTarget):
            if _overlap(destination.folder, output):
                exit_with_error(
                    f"cannot publish {output} to {target}: one contains the other\n  hint: name another folder"
                )
            check_output_file(SOURCES, destination.folder)
        if downloads == Path():
            exit_with_error("--downloads is empty\n  hint: name the folder of `export all`")
        with opened_site(output, downloads):
            pass  # what is wrong with it is told before anything is done
        with nullcontext() if dry_run else destination.locked(), opened_site(output, downloads) as built:
            sync = plan_sync(built, destination, everything)
            if not dry_run:
                sync.send(destination)
    except OutputError as refused:
        echo(format_problems(refused.problems, translator=translator), err=True, nl=False)
        sys.exit(1)
    except TargetError as error:
        exit_with_error(f"cannot publish to {target}: {error}")
    except DiskError:
        raise
    except OSError as error:
        exit_with_error(f"cannot publish to {target}: {error.strerror or error} ({error.filename or target})")
    echo(format_problems(sync.warnings, translator=translator), err=True, nl=False)
    if not options["quiet"]:
        for verb, paths in (("send", sync.sent), ("remove", sync.removed)) if dry_run else ():
            for path in paths:
                echo(f"{verb} {path}")
        verb = "would be " if dry_run else ""
        counts = f"{len(sync.sent)} {verb}sent, {len(sync.removed)} {verb}removed, {sync.unchanged} unchanged"
        echo(f"{target}: {counts}")


def _overlap(folder: Path, output: Path) -> bool:
    one, other = Path(os.path.realpath(folder)), Path(os.path.realpath(output))
    return one.is_relative_to(other) or other.is_relative_to(one)
