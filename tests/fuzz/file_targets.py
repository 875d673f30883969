"""Targets that read files besides content: catalogues, imports, manifests; and requests to the development server."""

import io
import os
import re
import socket
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from kaedah.contribute.dev_server import _Handler
from kaedah.contribute.import_csv import parse_table
from kaedah.contribute.import_references import parse_bibliography
from kaedah.contribute.method_draft import MethodDraft
from kaedah.contribute.po_files import CatalogueFile
from kaedah.model import Catalogue
from kaedah.plan.paths import NOT_FOUND
from kaedah.plan.scaffolds import method_template
from kaedah.problem_messages import ProblemTranslator
from kaedah.problems import Problem, Report, has_errors
from kaedah.publish.manifest import Manifest, ManifestError, ManifestText, Published, parse_manifest
from kaedah.read.files import decode, split_front_matter
from kaedah.read.message_catalogues import read_catalogue
from kaedah.read.plural_forms import SAMPLES, plural_function
from kaedah.read.problem_catalogues import CatalogueError, read_problem_messages
from kaedah.read.yaml_nodes import parse_yaml

from tests.fuzz.oracles import check_problems, check_reason, config, report, scratch

_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


def _ukrainian() -> Any:
    return next(locale for locale in config().settings.locales if locale.code == "uk")


def _catalogue_file(name: str, data: bytes) -> Path:
    path = scratch() / "locales" / "uk" / "LC_MESSAGES" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@cache
def _template() -> bytes:
    lines = [
        'msgid "Yes"\nmsgstr ""',
        'msgid "{count} method"\nmsgid_plural "{count} methods"\nmsgstr[0] ""\nmsgstr[1] ""',
    ]
    return (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + "\n\n".join(lines) + "\n"
    ).encode()


def check_catalogue(data: bytes) -> None:
    """A catalogue of the interface: what is used keeps its placeholders; merging messages into it keeps it readable."""
    path = _catalogue_file("messages.po", data)
    found = report()
    catalogue = read_catalogue(path, _ukrainian(), found)
    check_problems(found.problems)
    form = plural_function(catalogue.plural)
    for (_, message), forms in catalogue.messages.items():
        assert all(0 <= form(number) < len(forms) for number in SAMPLES if len(forms) > 1), forms
        for words in forms:
            # A plural form may leave out the count; nothing else may be lost, and nothing invented.
            assert set(_PLACEHOLDER.findall(words)) >= set(_PLACEHOLDER.findall(message)) - {"count"} or len(forms) > 1
    if has_errors(found.problems) or len(data) > 4_000 or crc32(data) % 8:  # it takes 20 times as long
        return
    _check_merge(path, catalogue)


def _check_merge(path: Path, before: Catalogue) -> None:
    """Merging the same messages twice gives the same file, whose translations are what they were."""
    template: Catalog = read_po(io.BytesIO(_template()))
    folder = scratch() / "locales"
    place = path.relative_to(folder)
    CatalogueFile(folder, place, _ukrainian()).update(template)
    once = path.read_bytes()
    after = read_catalogue(path, _ukrainian(), report())
    for message in template:
        key = (message.context or "", message.id if isinstance(message.id, str) else message.id[0])
        if key in before.messages and key in after.messages:
            assert after.messages[key] == before.messages[key], key
    CatalogueFile(folder, place, _ukrainian()).update(template)
    assert path.read_bytes() == once


def check_problem_messages(data: bytes) -> None:
    """A catalogue of the messages of `check`: a translated problem can be shown like any other."""
    _catalogue_file("problems.po", data)
    try:
        translator = read_problem_messages([scratch() / "locales"], _ukrainian())
    except CatalogueError as error:
        check_reason(error)
        return
    assert isinstance(translator, ProblemTranslator)
    for template in ('unknown {what} "{name}"', "there is no such file"):
        problem = Problem("x", 1, 1, "error", template, "known: {known}", (("name", "a"), ("known", "b")))
        assert translator.translate(problem).text is not None


def _check_drafts(drafts: list[MethodDraft], found: Report) -> None:
    """Every draft is a content file with the values that were imported."""
    check_problems(found.problems)
    for draft in drafts[:5]:
        text = method_template(draft.slug or "x", config().fields, draft.name, draft.lines)
        own = report()
        assert decode(text.encode(), own) is not None, own.problems
        front = split_front_matter(text, own)
        assert front is not None, text
        root = parse_yaml(front.yaml, own)
        assert root is not None, (own.problems, text)
        keys = [key.text for key, _ in root.pairs]
        assert len(keys) == len(set(keys)), keys
        assert set(keys) <= {"name", *(field.id for field in config().fields)}, keys
        assert draft.lines.keys() <= {*keys}, keys


def check_table(data: bytes) -> None:
    """A table of methods to import."""
    found = report()
    text = decode(data, found)
    if text is not None:
        _check_drafts(parse_table(text, config().fields, found), found)


def check_bibliography(data: bytes) -> None:
    """A bibliography to import."""
    found = report()
    text = decode(data, found)
    if text is not None:
        _check_drafts(parse_bibliography(text, config().fields, found), found)


def check_manifest(data: bytes) -> None:
    """A manifest: paths stay within the folder, and what is written is read again."""
    try:
        manifest = parse_manifest(data)
    except ManifestError as error:
        check_reason(error)
        return
    folder = Path("/srv/site")
    for path, item in manifest.files.items():
        inside = Path(os.path.normpath(folder / path))
        assert inside.is_relative_to(folder), path
        assert inside != folder, path
        assert item.size >= 0, item
    again = parse_manifest(manifest.to_json().encode())
    assert again == manifest
    _check_amended(Manifest(manifest.files))


def _check_amended(manifest: Manifest) -> None:
    """Replacing a few lines of a manifest is the same as writing all of it."""
    text = ManifestText(manifest.to_json().encode())
    assert text.is_whole_site
    assert all(text.get(path) == item.fingerprint for path, item in manifest.files.items())
    new = {"uk/new.html": Published("f", "d", 1), **{path: Published("g", "e", 2) for path in [*manifest.files][:1]}}
    gone = [path for path in [*manifest.files][1:2] if path not in new]
    wanted = Manifest({path: item for path, item in {**manifest.files, **new}.items() if path not in gone})
    assert text.amended(new, gone) == wanted.to_json().encode()


class _Live:
    """A site of two pages, of which one cannot be rendered."""

    translator, problems, version = None, (), "1.1"

    def page(self, path: str) -> tuple[bytes | None, str]:
        return {"en/index.html": b"<head></head>", NOT_FOUND: b"<p>404</p>"}.get(path), self.version

    def wait_for_change(self, state: str, seconds: float) -> str:
        raise BrokenPipeError  # the browser has gone


_HEADER = re.compile(rb"[A-Za-z-]+: [^\r\n\x00]*")
_STATUS = re.compile(rb"HTTP/1\.[01] ([2345]\d\d) ")
_CONTINUE = re.compile(rb"HTTP/1\.1 100 Continue\r\n(?:[^\r\n]+\r\n)*\r\n")


def answer_to(data: bytes) -> bytes:
    """What the development server answers to what arrives on a connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = threading.Thread(target=_exchange, args=(ours, data, reply := bytearray()))
        reader.start()
        with suppress(OSError):  # as the server does
            _Handler(_Live(), theirs, ("127.0.0.1", 1), None)  # type: ignore[arg-type]
        theirs.close()
        reader.join()
    return bytes(reply)


def _exchange(connection: socket.socket, data: bytes, reply: bytearray) -> None:
    """Sends all, then reads until the other side has closed."""
    with suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
    with suppress(OSError):
        while piece := connection.recv(1 << 16):
            reply += piece


def check_request(data: bytes) -> None:
    """What arrives at the development server: it answers, or closes the connection, and shows no file but its own."""
    answer = answer_to(data)
    answer = _CONTINUE.sub(b"", answer)
    if answer.startswith(b"HTTP/"):
        status = _STATUS.match(answer)
        assert status, answer[:80]
        assert status[1] not in (b"500", b"503"), answer[:80]
        head = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        assert all(_HEADER.fullmatch(line) for line in head), head
    assert b"root:" not in answer
