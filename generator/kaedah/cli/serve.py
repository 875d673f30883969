"""`kaedah serve`: serves the site from memory and reloads it after changes."""

import os
from pathlib import Path

import click

from kaedah.cli.options import FOLDER, check_output_folder, folder_options, lang_option, site_options
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_with_error, from_working_folder, translator_for
from kaedah.contribute.dev_server import serve_site
from kaedah.contribute.live_site import LiveSite
from kaedah.model import Site
from kaedah.pipeline import publish_site
from kaedah.problem_messages import NO_ERRORS
from kaedah.problems import Problem, format_problems
from kaedah.publish.publishing_errors import BuildError
from kaedah.read.folders import Folders, input_folders


@click.command()
@folder_options
@site_options
@click.option("--output", "-o", type=FOLDER, default=None, help="Also publish into this folder after every change.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@lang_option
def serve(
    content: Path,
    locales: Path,
    themes: Path,
    theme: str,
    only: tuple[str, ...],
    base_url: str,
    output: Path | None,
    port: int,
    lang: str,
) -> None:
    """Serve the site on 127.0.0.1 from memory, and reload open pages whenever a file changes."""
    translator = translator_for(lang, locales)
    content_here, locales_here, themes_here = (Path(os.path.abspath(folder)) for folder in (content, locales, themes))
    folders = Folders(content_here, locales_here, themes_here, theme, only, base_url)
    if output:
        check_output_folder(folders, output)

    def on_checked(site: Site | None, problems: list[Problem]) -> None:
        text = format_problems(from_working_folder(problems, content), translator=translator)
        if site:
            text += (
                translator.format_message(NO_ERRORS, methods=len(site.methods), languages=len(site.settings.locales))
                + "\n"
            )
        if site and output:
            try:
                outcome = publish_site(site, output, translator)
                text += f"{outcome.written} pages written, {outcome.kept} unchanged\n"
            except BuildError as error:
                text += str(error)
        echo(text, nl=False)

    live = LiveSite(folders, os.cpu_count() or 1, translator)
    try:
        serve_site(
            live, input_folders(folders).values(), port, on_checked, write_text=lambda text: echo(text, nl=False)
        )
    except OSError as error:
        exit_with_error(
            f"cannot serve on port {port}: {error.strerror or error}\n  hint: name another port with --port, or 0"
        )
