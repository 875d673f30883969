"""`kaedah check`: checks the content, once or after every change."""

import os
from pathlib import Path
from typing import Any

import click

from kaedah.check.run import read_checked_site
from kaedah.cli.options import folder_options, lang_option, strict_option
from kaedah.cli.printing import echo
from kaedah.cli.reporting import (
    exit_on_errors,
    exit_with_error,
    path_from_working_folder,
    print_problems,
    read_content,
    translator_for,
)
from kaedah.disk.writing import appended_file
from kaedah.model import Site
from kaedah.problem_messages import FIXED, LEFT_OUT, NO_ERRORS, OUTDATES, ProblemTranslator
from kaedah.problems import Format, Problem
from kaedah.read.folders import Folders, input_folders
from kaedah.workers import Workers


def _checked_site(folders: Folders, jobs: int = 1) -> tuple[Site | None, list[Problem]]:
    """The site and all its problems, including those of the theme's templates."""
    from kaedah.render.template_checks import check_templates

    with Workers(jobs) as workers:
        site, problems = read_checked_site(folders, workers)
    return site, problems if site is None else [*problems, *check_templates(site.theme)]


def _changed_files(content: Path, base: str) -> frozenset[str]:
    from kaedah.contribute.changed_files import NoSuchRevision, changed_files

    try:
        return changed_files(content.parent, base)
    except NoSuchRevision:
        exit_with_error(
            f"Git has no revision {base} to compare with\n  hint: fetch it, with its history, or name another"
        )


def _print_changes(
    site: Site, content: Path, base: str, changed: frozenset[str], left: int, translator: ProblemTranslator
) -> None:
    """Prints what a change does to translations, also into the summary of a job at GitHub."""
    from kaedah.contribute.changed_files import outdated_by

    lines = [translator.format_message(LEFT_OUT, count=left)] if left else []
    for path, texts in outdated_by(site, content.parent, base, changed).items():
        lines.append(translator.format_message(OUTDATES, path=path, count=len(texts), texts=", ".join(texts)))
    echo("".join(f"{line}\n" for line in lines), nl=False, err=True)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and lines:
        with appended_file(summary) as file:
            file.write("".join(f"- {line}\n" for line in lines).encode())


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
@click.option("--changed", "base", default="", metavar="BASE", help="Leave out warnings of files unchanged since BASE.")
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
    base: str,
    watch: bool,
) -> None:
    """Check everything and publish nothing."""
    extra = click.get_current_context().args
    if extra:  # an error in one file may show only together with another file
        raise click.UsageError(f"`check` always checks all files: remove {extra[0]}")
    if base and watch:
        raise click.UsageError("--changed and --watch cannot be used together")
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
    changed = _changed_files(content, base) if base else frozenset()
    left = [problem for problem in problems if base and problem.level == "warning" and problem.path not in changed]
    problems = [problem for problem in problems if problem not in left] if left else problems
    first = {path_from_working_folder(path, content) for path in changed}
    print_problems(problems, form, content, translator, first)
    if found is not None and base:
        _print_changes(found, content, base, changed, len(left), translator)
    site = exit_on_errors(found, problems, strict)
    if not options["quiet"] and form == "text":
        echo(translator.format_message(NO_ERRORS, methods=len(site.methods), languages=len(site.settings.locales)))
