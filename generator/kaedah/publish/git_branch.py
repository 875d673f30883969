"""A Git branch as a target."""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path

from kaedah.publish.target import Target, TargetError, occupied

_FATAL = ("fatal: ", "error: ")


class GitBranchTarget(Target):
    """A branch of the Git repository in the working folder. Each upload is one commit."""

    def __init__(self, name: str) -> None:
        if shutil.which("git") is None:
            raise TargetError("git was not found")
        self._ref = f"refs/heads/{name}"
        self._git("rev-parse", "--git-dir")
        if self._try_git("check-ref-format", self._ref) is None:
            raise TargetError("this is not a valid branch name")
        if f"branch {self._ref}\n".encode() in self._git("worktree", "list", "--porcelain"):
            raise TargetError(
                "the branch is checked out, here or in another worktree\n  hint: use a branch for the site alone"
            )
        self._tip = self._try_git("rev-parse", "--verify", "--quiet", self._ref)
        remotes = self._git("for-each-ref", "--format=%(refname:lstrip=2)", f"refs/remotes/*/{name}").decode().split()
        if self._tip is None and remotes:
            remote = remotes[0].partition("/")[0]
            raise TargetError(f"the branch exists at {remote} but not here\n  hint: `git fetch {remote} {name}:{name}`")

    def read(self, path: str) -> bytes | None:
        return self._try_git("cat-file", "blob", f"{self._ref}:{path}") if self._tip else None

    def existing(self, paths: Collection[str]) -> list[str]:
        if not paths:
            return []
        return occupied(paths, self._present())

    def _present(self) -> set[str]:
        """The path of every file, link and submodule in the branch."""
        if not self._tip:
            return set()
        listing = self._git("ls-tree", "-r", "-z", "--name-only", self._ref)
        return {os.fsdecode(name) for name in listing.split(b"\0") if name}

    def change(
        self, files: Mapping[str, Path], removed: Collection[str], before: bytes, after: tuple[str, bytes]
    ) -> None:
        path, content = after
        message = f"Publish: {len(files)} sent, {len(removed)} removed\n".encode()
        pieces = [f"commit {self._ref}\ncommitter ".encode(), self._git("var", "GIT_COMMITTER_IDENT"), _data(message)]
        if self._tip:
            pieces.append(b"from " + self._tip)
        present = self._present()
        if ".nojekyll" not in present:  # or else GitHub Pages would run Jekyll on the site
            pieces.append(_blob(".nojekyll", b""))
        pieces += [b"D " + _quoted(name) + b"\n" for name in removed if name in present]
        blobs = (_blob(name, source.read_bytes()) for name, source in files.items())
        self._fast_import(chain(pieces, blobs, [_blob(path, content)]))

    def _fast_import(self, pieces: Iterable[bytes]) -> None:
        """Creates the commit atomically with `git fast-import`."""
        command = ["git", "fast-import", "--quiet", "--date-format=raw"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdin is not None
            with suppress(BrokenPipeError):  # then git reports the reason
                process.stdin.writelines(pieces)
            _, output = process.communicate()
        if process.returncode:
            raise TargetError(_error_line(output) or "git fast-import failed")

    def _try_git(self, *arguments: str) -> bytes | None:
        """The output of a git command; None if it fails."""
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        return None if done.returncode else done.stdout

    def _git(self, *arguments: str) -> bytes:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        if done.returncode:
            raise TargetError(_error_line(done.stderr) or f"git {arguments[0]} failed")
        return done.stdout


def _blob(path: str, content: bytes) -> bytes:
    return b"M 100644 inline " + _quoted(path) + b"\n" + _data(content)


def _quoted(path: str) -> bytes:
    """A path quoted for fast-import."""
    return b'"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").encode() + b'"'


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"


def _error_line(output: bytes) -> str:
    """The line with the error message of git."""
    lines = output.decode(errors="replace").strip().splitlines()
    return next((line for line in lines if line.startswith(_FATAL)), lines[-1] if lines else "")
