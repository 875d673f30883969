"""A Git branch as a target."""

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import chain

from kaedah.digests import digest_of_bytes
from kaedah.publish.manifest import MANIFEST
from kaedah.publish.target import Present, Target, TargetError, Upload, occupied

_FATAL = ("fatal: ", "error: ")
# The reasons of `git update-ref` where the branch has moved, or is just being moved.
_MOVED = re.compile("but expected|reference already exists|Unable to create .*lock")


class GitBranchTarget(Target):
    """A branch of the Git repository in the working folder. Each upload is one commit, on top of the one that was read.

    The branch moves in one step, and only if nobody has moved it since: so it needs no other lock.
    """

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
        tip = self._try_git("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        self._tip = tip.decode().strip() if tip else ""
        remotes = self._git("for-each-ref", "--format=%(refname:lstrip=2)", f"refs/remotes/*/{name}").decode().split()
        if not self._tip and remotes:
            remote = remotes[0].partition("/")[0]
            raise TargetError(f"the branch exists at {remote} but not here\n  hint: `git fetch {remote} {name}:{name}`")

    def locked(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self, path: str) -> bytes | None:
        return self._try_git("cat-file", "blob", f"{self._tip}:{path}") if self._tip else None

    def look(self, listed: Collection[str]) -> Mapping[str, Present]:
        return {path: Present(size) for path, (_, size) in self._entries().items()}

    def digests(self, paths: Collection[str]) -> Mapping[str, str]:
        entries = self._entries()
        names = [(path, entries[path][0]) for path in paths if path in entries and entries[path][1] >= 0]
        contents = self._contents([name for _, name in names])
        return {path: digest_of_bytes(content) for (path, _), content in zip(names, contents, strict=True)}

    def _contents(self, objects: list[bytes]) -> Iterator[bytes]:
        """The content of each of these objects."""
        done = self._git("cat-file", "--batch", given=b"\n".join(objects)) if objects else b""
        for _ in objects:
            head, _, done = done.partition(b"\n")
            size = int(head.rsplit(b" ", 1)[-1])
            yield done[:size]
            done = done[size + 1 :]

    def _entries(self) -> dict[str, tuple[bytes, int]]:
        """The object and the size of every file in the branch; -1 for a link or a submodule."""
        found = {}
        for entry in self._git("ls-tree", "-r", "-z", "--long", self._tip).split(b"\0") if self._tip else ():
            if entry:
                head, _, name = entry.partition(b"\t")
                mode, _, key, size = head.split()
                found[os.fsdecode(name)] = (key, int(size) if mode.startswith(b"100") else -1)
        return found

    def change(self, upload: Upload) -> None:
        present = self._entries()
        if occupied(upload.sent, {path for path, (_, size) in present.items() if size < 0}):
            raise TargetError("a link or a submodule is in the way of a file of the site")
        message = f"Publish: {len(upload.sent)} sent, {len(upload.removed)} removed\n".encode()
        # A branch that is never made: it is reset before the end, and only its commit stays.
        branch = f"refs/heads/kaedah-{upload.publisher}".encode()
        pieces = [
            b"commit " + branch + b"\nmark :1\ncommitter ",
            self._git("var", "GIT_COMMITTER_IDENT"),
            _data(message),
        ]
        if self._tip:
            pieces.append(b"from " + self._tip.encode() + b"\n")
        if ".nojekyll" not in present:  # or else GitHub Pages would run Jekyll on the site
            pieces.append(_blob(".nojekyll", b""))
        pieces += [b"D " + _quoted(name) + b"\n" for name in upload.removed if name in present]
        blobs = (_blob(path, upload.read(path)) for path in upload.sent)
        no_commit = b"0" * len(self._git("hash-object", "--stdin").strip())
        end = b"\nget-mark :1\nreset " + branch + b"\nfrom " + no_commit + b"\n\ndone\n"
        commit = self._fast_import(chain(pieces, blobs, [_blob(MANIFEST, upload.after), end]))
        command = ["git", "update-ref", "-m", message.decode().strip(), self._ref, commit]
        done = subprocess.run([*command, self._tip or no_commit.decode()], capture_output=True, check=False)
        if done.returncode:
            reason = _error_line(done.stderr) or "git update-ref failed"
            if _MOVED.search(done.stderr.decode(errors="replace")):
                reason = f"something else has changed the branch meanwhile ({reason})\n  hint: publish again"
            raise TargetError(reason)
        self._tip = commit

    def _fast_import(self, pieces: Iterable[bytes]) -> str:
        """Stores a commit with `git fast-import`, and gives its name. No branch leads to it yet.

        With `--done`, a stream that ends early because this process was killed is an error, not half a site.
        """
        command = ["git", "fast-import", "--quiet", "--done", "--date-format=raw"]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            assert process.stdin is not None
            try:
                with suppress(BrokenPipeError):  # then git reports the reason
                    process.stdin.writelines(pieces)
                commit, output = process.communicate()
            except BaseException:  # a file that has changed since the build
                process.kill()
                with suppress(BrokenPipeError):
                    process.stdin.close()
                raise
        if process.returncode:
            raise TargetError(_error_line(output) or "git fast-import failed")
        return commit.decode().strip()

    def _try_git(self, *arguments: str) -> bytes | None:
        """The output of a git command; None if it fails."""
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        return None if done.returncode else done.stdout

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        done = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)
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
