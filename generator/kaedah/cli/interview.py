"""Questions in a terminal, with the answers of an interview that was interrupted as defaults."""

import json
import os
from pathlib import Path

import click

from kaedah.digests import digest_of_bytes
from kaedah.user_cache import read_cached, write_cached


class Interview:
    """Asks, and keeps each answer in the user's cache until the interview has come to its end.

    about: what the questions are about, such as the path of the file that is written.
    """

    def __init__(self, about: Path) -> None:
        self._name = f"new-{digest_of_bytes(os.fsencode(os.path.abspath(about)))[:16]}.json"
        self._kept = self._read()
        self._given: dict[str, str] = {}

    @property
    def is_continued(self) -> bool:
        """Whether there are answers from before."""
        return bool(self._kept)

    def ask(self, question: str, default: str = "") -> str:
        """The answer; an answer from before is offered as the default."""
        kept = self._kept.get(question, "")
        answer: str = click.prompt(question, default=kept or default, show_default=bool(kept or default), err=True)
        self._given[question] = answer
        self._write(self._kept | self._given)
        return answer

    def reject(self, question: str) -> None:
        """Forgets an answer that is not valid, so that it is not offered again."""
        self._kept.pop(question, None)
        self._given.pop(question, None)

    def finish(self) -> None:
        """Forgets all answers."""
        self._write({})

    def _read(self) -> dict[str, str]:
        raw = read_cached(self._name)
        try:
            found = json.loads(raw) if raw else {}
        except ValueError:
            return {}
        return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

    def _write(self, answers: dict[str, str]) -> None:
        write_cached(self._name, json.dumps(answers, ensure_ascii=False).encode())
