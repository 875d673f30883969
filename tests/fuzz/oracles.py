"""What must hold of any input, and the site that the targets read it with."""

import atexit
import json
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import get_args

from kaedah.problems import Level, Problem, Report, format_problems
from kaedah.read.config import SiteConfig, read_config
from kaedah.read.folders import Folders
from kaedah.shipped import LOCALES, THEMES

from tests.active_markup import dangers

# Processor time that one input may take, in seconds.
LIMIT = 2.0
BASE = Path(__file__).parent.parent / "sites" / "base"
GLOSSARY = """\
- term: fine-tuning
  definition: Training that goes on.
  forms: [fine-tune*]
  forbidden: {finetuning: it has a hyphen}
  renderings:
    uk: {term: донавчання, forms: [донавчанн*], forbidden: {файнтюнінг*: слово не наше}}
    zh-Hans: 微调
- {term: GAN, definition: Two models against each other.}
"""
_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Slow(BaseException):
    """An input took more than its time. Not an Exception: nothing on the way may take it for its own."""


@contextmanager
def bounded(seconds: float = LIMIT) -> Iterator[None]:
    """Raises Slow where the body takes more processor time, without waiting for its end."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Slow(f"more than {seconds} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def check_problems(problems: Sequence[Problem]) -> None:
    """Every problem can be shown: on one line of a terminal, in JSON, and without the inside of the program."""
    for problem in problems:
        assert problem.line >= 1, problem
        assert problem.column >= 1, problem
        assert problem.level in get_args(Level), problem
        assert problem.message, problem
    text = format_problems(problems)
    assert not _LINES.search(text), text
    assert "Node(" not in text, text
    assert "object at 0x" not in text, text
    json.loads(format_problems(problems, "json"))
    assert format_problems(problems, "github").count("\n") <= len(set(problems)) + 1


def check_reason(error: Exception) -> None:
    """An error says what is wrong."""
    assert str(error).strip()


def check_html(html: str) -> None:
    """The HTML of a body is sanitised. Links to methods are resolved by pages."""
    found = dangers(re.sub(r'href="(method|glossary):', 'href="x/', html, flags=re.IGNORECASE))
    assert not found, found
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\ue002\ufffe\uffff]", html), html


def decoded(data: bytes) -> str:
    """Text of any bytes, as a file of UTF-8 may hold it."""
    return data.decode("utf-8", "replace")


@cache
def scratch() -> Path:
    """A folder for files of one input, in memory where the system has a place for that; it goes with the process."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kaedah-fuzz-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def config() -> SiteConfig:
    """The configuration of a site of six languages, with a glossary."""
    content = scratch() / "site" / "content"
    content.mkdir(parents=True)
    settings = (BASE / "content/site.yaml").read_text(encoding="utf-8")
    for name, text in {
        "site.yaml": settings.replace("[en, uk]", "[en, uk, ko, zh-Hans, bg, ms]"),
        "fields.yaml": (BASE / "content/fields.yaml").read_text(encoding="utf-8"),
        "glossary.yaml": GLOSSARY,
    }.items():
        (content / name).write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    found = read_config(Folders(content, LOCALES, THEMES), problems)
    assert found is not None, problems
    assert not [problem for problem in problems if problem.level == "error"], problems
    return found


def report() -> Report:
    return Report("content/x")
