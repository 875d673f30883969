"""`kaedah completion`: the script by which a shell completes commands and options."""

import click
from click.shell_completion import get_completion_class

from kaedah.cli.printing import echo

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets SHELL (bash, zsh or fish) complete commands and options.

    For bash, add `eval "$(kaedah completion bash)"` to ~/.bashrc; for zsh, the same with zsh to ~/.zshrc; for fish, run
    `kaedah completion fish > ~/.config/fish/completions/kaedah.fish`.
    """
    found = get_completion_class(shell)
    assert found is not None
    echo(found(context.find_root().command, {}, "kaedah", "_KAEDAH_COMPLETE").source())
