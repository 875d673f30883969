"""`kaedah check`: checks the content, once or after every change."""

import os
from pathlib import Path
from typing import Any

import click

from kaedah.check.run import read_checked_site
from kaedah.cli.options import folder_options, lang_option, strict_option
from kaedah.cli.printing import echo
from kaedah.cli.reporting import exit_on_errors, path_from_working_folder, print_problems, read_content, translator_for
from kaedah.model import Site
from kaedah.problem_messages import FIXED, NO_ERRORS
from kaedah.problems import Format, Problem
from kaedah.read.folders import Folders, input_folders
from kaedah.workers import Workers


def _checked_site(folders: Folders, jobs: int = 1) -> tuple[Site | None, list[Problem]]:
    """The site and all its problems, including those of the theme's templates."""
    from kaedah.render.template_checks import check_templates

    with Workers(jobs) as workers:
        site, problems = read_checked_site(folders, workers)
    return site, problems if site is None else [*problems, *check_templates(site.theme)]


@click.command(context_settings={"allow_extra_args": True})
@folder_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    show_default=True,
    help="Format of the problems.",
)
@lang_option
@click.option("--theme", default="", help="Theme to check instead of the one in site.yaml.")
@strict_option
@click.option("--fix", is_flag=True, help="First correct what has only one correct form.")
@click.option("--watch", is_flag=True, help="Check again after every change, until interrupted.")
@click.pass_obj
def check(
    options: dict[str, Any],
    content: Path,
    locales: Path,
    themes: Path,
    theme: str,
    form: Format,
    lang: str,
    strict: bool,
    fix: bool,
    watch: bool,
) -> None:
    """Check everything and publish nothing."""
    extra = click.get_current_context().args
    if extra:  # an error in one file may show only together with another file
        raise click.UsageError(f"`check` always checks all files: remove {extra[0]}")
    if fix and watch:
        raise click.UsageError("--fix and --watch cannot be used together")
    folders, translator = Folders(content, locales, themes, theme), translator_for(lang, locales)
    if fix:
        from kaedah.contribute.autofix import fix_content

        for path, count in fix_content(read_content(folders), content.parent).items():
            echo(translator.format_message(FIXED, path=path_from_working_folder(path, content), count=count))
    if watch:
        from kaedah.contribute.watch import watch_content

        def recheck() -> None:
            print_problems(_checked_site(folders)[1], form, content, translator)

        watch_content(recheck, input_folders(folders).values(), write_text=lambda text: echo(text, nl=False))
        return
    found, problems = _checked_site(folders, os.cpu_count() or 1)
    print_problems(problems, form, content, translator)
    site = exit_on_errors(found, problems, strict)
    if not options["quiet"] and form == "text":
        echo(translator.format_message(NO_ERRORS, methods=len(site.methods), languages=len(site.settings.locales)))
