"""The command line: the only place that prints, and that knows of exit codes."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.cli.beginning import import_methods, new
from generator.cli.building import CannotPublish, Means, build_site, generator_digest, publish, told
from generator.cli.checking import check
from generator.cli.exporting import export
from generator.cli.reading import FOLDER, fail, folder_options, from_here, read_content, read_or_stop, stop
from generator.cli.translations import translations
from generator.model import Site
from generator.plan.pages import plan_site
from generator.problems import Problem, show
from generator.publish.folder import changed_pages
from generator.publish.shards import Shard, merge_shards
from generator.publish.staging import Refused
from generator.publish.swap import workspace_of
from generator.read.kinds.sources import is_url
from generator.read.site import Folders


class _Commands(click.Group):
    """Without a command it builds; `--quiet` and `--no-color` may stand anywhere."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        everywhere = [arg for arg in args if arg in ("--quiet", "-q", "--no-color")]
        rest = [arg for arg in args if arg not in everywhere]
        if not rest or (rest[0].startswith("-") and rest[0] not in ("-h", "--help", "--version")):
            rest = ["build", *rest]
        return super().parse_args(context, everywhere + rest)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaedah")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.pass_context
def main(context: click.Context, quiet: bool, no_color: bool) -> None:
    """Kaedah: method files in, a multilingual comparison site out. Without a command: build."""
    context.obj = {"quiet": quiet}
    if no_color or "NO_COLOR" in os.environ:
        context.color = False


@main.command()
@folder_options
@click.option("--output", "-o", type=FOLDER, default=Path("public"), show_default=True, help="Folder to publish into.")
@click.option("--theme", default="", help="Theme to use instead of the one in site.yaml.")
@click.option(
    "--locale", "-l", "only", multiple=True, help="Build these languages only (and the source language); repeatable."
)
@click.option("--base-url", default="", help="Address the site will have; for canonical links and the sitemap.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    default=None,
    help="Processes to render with; as many as there are processors where not given.",
)
@click.option("--executor", default="", help="Render elsewhere: dask:ADDRESS, the address of a Dask scheduler.")
@click.option("--shard", default="", help="Build one part of the site only, as in 2/5; `merge` joins the parts.")
@click.option("--clean", is_flag=True, help="Render every page again, whatever is published already.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.pass_obj
def build(
    options: dict[str, Any],
    content: Path,
    locales: Path,
    themes: Path,
    output: Path,
    theme: str,
    only: tuple[str, ...],
    base_url: str,
    jobs: int | None,
    executor: str,
    shard: str,
    clean: bool,
    strict: bool,
) -> None:
    """Check the content, then publish the site.

    Exit codes: 0 published, 1 problems in the content or the folder (nothing was changed), 2 wrong usage.
    """
    if base_url and not is_url(base_url):
        raise click.UsageError(f"--base-url {base_url} is not an address that begins with https:// or http://")
    folders = Folders(content, locales, themes, theme, only, base_url.rstrip("/") + "/" if base_url else "")
    gc.disable()  # little of a build refers to itself; looking for it costs a sixth of the time
    try:
        means = Means(jobs or os.cpu_count() or 1, executor, _shard(shard), clean, strict)
        languages, outcome = build_site(folders, output, means)
    except CannotPublish as error:
        click.echo(str(error), err=True, nl=False)
        sys.exit(1)
    if not options["quiet"]:
        counts = f"{outcome.written} written, {outcome.kept} unchanged, {outcome.removed} removed"
        click.echo(f"{outcome.pages} pages in {languages} languages: {counts}")
        click.echo(f"open {output / 'index.html'}")


def _shard(text: str) -> Shard | None:
    """The part that is written `2/5`; None for nothing."""
    if not text:
        return None
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of) <= 1000):
        raise click.UsageError(f"--shard {text} is no part: write its number and how many there are, as in 2/5")
    return Shard(int(part), int(of))


@main.command()
@click.argument("parts", nargs=-1, required=True, type=FOLDER)
@click.option("--output", "-o", type=FOLDER, default=Path("public"), show_default=True, help="Folder to publish into.")
@click.pass_obj
def merge(options: dict[str, Any], parts: tuple[Path, ...], output: Path) -> None:
    """Join the folders PARTS, each built with --shard, into one site; nothing may be missing, doubled or changed."""
    try:
        with told(output):
            count = merge_shards(parts, output)
    except CannotPublish as error:
        click.echo(str(error), err=True, nl=False)
        sys.exit(1)
    if not options["quiet"]:
        click.echo(f"{count} files from {len(parts)} parts")
        click.echo(f"open {output / 'index.html'}")


@main.command()
@folder_options
@click.option(
    "--output", "-o", type=FOLDER, default=Path("public"), show_default=True, help="Folder of the published site."
)
@click.argument("path")
def explain(content: Path, locales: Path, themes: Path, output: Path, path: str) -> None:
    """Tell what the page PATH (from the root of the output) is made of, and whether a build would write it."""
    from generator.contribute.explain import explain_page
    from generator.publish.notes import read_notes

    site = read_or_stop(Folders(content, locales, themes), "text", strict=False)
    plan = plan_site(site, generator_digest())
    target = Path(os.path.realpath(output))
    try:
        stale = {page.path for page in changed_pages(plan, target)}
    except Refused as refused:
        fail(refused.problems)
    before = read_notes(target, workspace_of(target))
    click.echo(explain_page(site, plan, path, path in stale, before), nl=False)
    if path not in {page.path for page in plan.pages}:
        sys.exit(1)


@main.command()
@folder_options
def schema(content: Path, locales: Path, themes: Path) -> None:
    """Write content/method.schema.json from the fields, and glossary.schema.json, for editors with JSON Schema."""
    from generator.contribute.schema import GLOSSARY_PATH, PATH, glossary_schema, method_schema

    site = read_content(Folders(content, locales, themes))
    for name, text in ((PATH, method_schema(site.fields)), (GLOSSARY_PATH, glossary_schema(site))):
        (content / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo((content / name).as_posix())


@main.command()
@folder_options
@click.option("--output", "-o", type=FOLDER, default=None, help="Folder to publish into as well, after every change.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
def serve(content: Path, locales: Path, themes: Path, output: Path | None, port: int) -> None:
    """Show the site on this machine from memory, and show it again whenever a file changes."""
    from generator.contribute.live import LiveSite
    from generator.contribute.serve import serve_site

    def settled(site: Site | None, problems: list[Problem]) -> None:
        told = show(from_here(problems, content)) + (f"{len(site.methods)} methods: no errors\n" if site else "")
        if site and output:
            try:
                outcome = publish(site, output, 1)
                told += f"{outcome.written} pages written, {outcome.kept} unchanged\n"
            except CannotPublish as error:
                told += str(error)
        click.echo(told, nl=False)

    here = [Path(os.path.abspath(folder)) for folder in (content, locales, themes)]
    live = LiveSite(Folders(here[0], here[1], here[2]), os.cpu_count() or 1)
    try:
        serve_site(live, here, port, settled, say=lambda text: click.echo(text, nl=False))
    except OSError as error:
        stop(f"cannot serve on port {port}: {error.strerror or error}\n  hint: name another port with --port, or 0")


main.add_command(check)
main.add_command(export)
main.add_command(import_methods)
main.add_command(new)
main.add_command(translations)
