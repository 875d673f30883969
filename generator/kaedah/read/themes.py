"""`themes/<name>/`, the site's or a shipped one → Theme: templates and assets, on top of those it extends."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

from kaedah.digests import digest_of
from kaedah.model import Theme
from kaedah.problems import HintBudget, Located, Position, Problem, Report, suggest
from kaedah.read.discovery import MAX_SLUG, is_slug
from kaedah.read.files import bytes_have_conflict, decode, read_bytes, read_text
from kaedah.read.theme_styles import (
    SCHEMES,
    Token,
    check_contrast,
    check_loaded,
    in_scheme,
    tokens_of,
    with_digests,
)
from kaedah.read.walk import is_missing, shown_path, walk_files
from kaedah.read.yaml_nodes import choice, entries, expect, parse_yaml

KEYS = ("name", "extends", "licence", "colour_scheme")
BOTH_SCHEMES = "light dark"
MAX_ASSET_BYTES = 1024 * 1024
MAX_FILES, MAX_BYTES = 2_000, 32 * 1024 * 1024  # of one theme


@dataclass(slots=True)
class _Layer:
    """What one theme has of its own."""

    name: str
    folder: Path
    templates: dict[str, tuple[str, str]] = field(default_factory=dict)  # the text, and the path as it is shown
    assets: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)  # of the assets, as they are shown
    additions: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # to be added to assets of those it extends


def read_theme(folders: Sequence[Path], name: str, base: Path, problems: list[Problem], place: Located) -> Theme | None:
    """The theme with what it extends, or None with problems; `place` is where the settings name it.

    Each is taken from the first of the folders of themes that has it.
    """
    layers: list[_Layer] = []
    scheme: str | None = None
    wanted: str | None = name
    settings_report = Report("content/site.yaml", problems)
    while wanted is not None:
        if not check_theme_name(wanted, place, settings_report):
            return None
        seen = [layer.name for layer in layers]
        if wanted in seen:
            settings_report.error(place, "the themes extend each other in a circle", "make one of them extend no theme")
            return None
        root = next((own for own in folders if not is_missing(own / wanted / "theme.yaml")), None)
        if root is None:
            hint, more = suggest(wanted, sorted(_theme_names(folders).difference(seen)))
            settings_report.error(place, 'there is no theme "{name}"', hint, name=wanted, **more)
            return None
        folder = root / wanted
        report = Report(shown_path(folder / "theme.yaml", base), problems)
        text = read_text(folder / "theme.yaml", report, root=root)
        if text is None:
            return None
        node = parse_yaml(text, report)
        given = entries(node, KEYS, report) if node is not None else {}
        layers.append(_read_layer(wanted, folder, base, problems))
        if scheme is None and "colour_scheme" in given:
            scheme = choice(given["colour_scheme"], (BOTH_SCHEMES, *SCHEMES), report, '"colour_scheme"')
        parent = given.get("extends")
        wanted = parent.text if parent is not None and expect(parent, "text", report, '"extends"') else None
        settings_report, place = report, parent or Position()
    found = dict(_named(layers, problems))
    templates = {key: text for key, (text, _) in found.items()}
    assets = _assets(layers, scheme or BOTH_SCHEMES, problems)
    files = {key: path for key, (_, path) in found.items()}
    shown = shown_path(layers[0].folder, base)
    return Theme(name, templates, assets, digest_of(templates, assets, scheme), files, shown, scheme or BOTH_SCHEMES)


def check_theme_name(name: str, place: Located, report: Report) -> bool:
    """Whether this can be the name of a theme, which lies in a folder of this name; with an error if not."""
    if not is_slug(name):
        hint = "write the name of a folder in themes/: at most {limit} characters of a-z, 0-9 and hyphens"
        report.error(place, '"{theme}" is not the name of a theme', hint, theme=name, limit=MAX_SLUG)
    return is_slug(name)


def _theme_names(folders: Sequence[Path]) -> set[str]:
    """The themes there are, for a hint."""
    found: set[str] = set()
    for folder in folders:
        with suppress(OSError):
            found.update(path.name for path in folder.iterdir() if (path / "theme.yaml").is_file())
    return found


def _read_layer(name: str, folder: Path, base: Path, problems: list[Problem]) -> _Layer:
    layer, files, size = _Layer(name, folder), 0, 0
    for part in ("templates", "assets", "additions"):
        for path in walk_files(folder / part, base, problems):
            report = Report(shown_path(path, base), problems)
            content = read_bytes(path, report, MAX_ASSET_BYTES)
            files, size = files + 1, size + len(content or b"")
            if files > MAX_FILES or size > MAX_BYTES:
                message = "the theme has more than {files} files or {size} MB"
                hint = "remove what is not needed"
                report.error(Position(), message, hint, files=MAX_FILES, size=MAX_BYTES >> 20)
                return layer
            if content is None or (part != "templates" and bytes_have_conflict(content, report)):
                continue
            key = path.relative_to(folder / part).as_posix()
            if part == "assets":
                layer.assets[key], layer.paths[key] = content, report.path
            elif part == "additions":
                layer.additions[key] = content, report.path
            elif (text := decode(content, report)) is not None:
                layer.templates[key] = text, report.path
    return layer


def _assets(layers: list[_Layer], scheme: str, problems: list[Problem]) -> dict[str, bytes]:
    """The assets of all layers, as published; what one adds follows what those before it have."""
    assets: dict[str, bytes] = {}
    parts: dict[str, list[tuple[str, bytes]]] = {}  # of each style sheet and script: paths, and what they hold
    budget = HintBudget()
    for layer in reversed(layers):
        assets |= layer.assets
        parts |= {name: [(layer.paths[name], content)] for name, content in layer.assets.items()}
        known = sorted(name for name in assets if name.endswith((".css", ".js")))
        for name, (content, shown) in layer.additions.items():
            if not name.endswith((".css", ".js")) or name not in assets:
                hint, more = suggest(name, known, budget)
                report = Report(shown, problems)
                report.error(
                    Position(),
                    'there is no style sheet or script "{name}" to add this to',
                    hint,
                    name=name,
                    **more,
                )
            else:
                assets[name] += b"\n" + content
                parts[name].append((shown, content))
    tokens: dict[tuple[str, str], Token] = {}
    for name in sorted(name for name in parts if name.endswith(".css")):
        for shown, content in parts[name]:
            check_loaded(name, content, assets, budget, Report(shown, problems))
            for of, token, found in tokens_of(shown, content):
                tokens.pop((of, token), None)  # the last one counts, and its place
                tokens[of, token] = found
    check_contrast(tokens, scheme, problems)
    return with_digests({name: minified(name, content, scheme) for name, content in assets.items()})


def minified(name: str, content: bytes, scheme: str) -> bytes:
    """An asset without what only its authors read: comments, but for `/*! … */`, and space. Others than style sheets
    and scripts stay as they are.
    """
    if name.endswith(".css"):
        return bytes(cssmin(in_scheme(content, scheme), keep_bang_comments=True))
    if name.endswith(".js"):
        return bytes(jsmin(content, keep_bang_comments=True))
    return content


def _named(layers: list[_Layer], problems: list[Problem]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every template by its names; what `theme/name` means begins at that theme, `name` at the first of all."""
    names = {layer.name for layer in layers}
    known: dict[str, tuple[str, str]] = {}
    for layer in reversed(layers):
        for key, (_, shown) in layer.templates.items():
            if key.split("/")[0] in names and "/" in key:
                Report(shown, problems).error(
                    Position(),
                    'a folder of templates cannot be called "{name}": it is the name of a theme',
                    "choose another name for the folder",
                    name=key.split("/")[0],
                )
        known |= layer.templates
        yield from ((f"{layer.name}/{key}", template) for key, template in known.items())
    yield from known.items()
