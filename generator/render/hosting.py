"""Addresses at the repository's host: where a reader changes a file or begins a new one."""

from urllib.parse import quote

from generator.plan.views import Shell


def edit_href(shell: Shell, path: str) -> str:
    """The host's editor with the file open."""
    return f"{_base(shell)}/edit/{quote(shell.branch)}/{quote(path)}"


def new_href(shell: Shell, path: str) -> str:
    """The host's "new file" page with the file's name filled in."""
    name = "file_name" if _is_gitlab(shell) else "filename"
    return f"{_base(shell)}/new/{quote(shell.branch)}?{name}={quote(path, safe='')}"


def _base(shell: Shell) -> str:
    return shell.repository + "/-" if _is_gitlab(shell) else shell.repository


def _is_gitlab(shell: Shell) -> bool:
    return "gitlab" in shell.repository.split("/")[2]
