"""`themes/<name>/` → Theme: templates and assets, on top of those of the theme it extends."""

from pathlib import Path

from generator.digests import digest_of
from generator.model import Theme
from generator.problems import Place, Problem, Report, Spot, suggest
from generator.read.discovery import shown_path
from generator.read.files import read_bytes, read_text, walk_files
from generator.read.nodes import entries, expect, parse_yaml

KEYS = ("name", "extends", "licence")
MAX_ASSET_BYTES = 1024 * 1024


def read_theme(themes: Path, name: str, base: Path, problems: list[Problem], place: Place) -> Theme | None:
    """The theme with what it extends, or None with problems; `place` is where the settings name it."""
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    wanted: str | None = name
    asked_in = Report("content/site.yaml", problems)
    seen: list[str] = []
    while wanted is not None:
        if wanted in seen:
            asked_in.error(place, "the themes extend each other in a circle", "let one of them extend nothing")
            return None
        seen.append(wanted)
        folder = themes / wanted
        if not (folder / "theme.yaml").is_file():
            known = sorted(path.parent.name for path in themes.glob("*/theme.yaml") if path.parent.name not in seen)
            hint, more = suggest(wanted, known)
            asked_in.error(place, 'there is no theme "{name}"', hint, name=wanted, **more)
            return None
        report = Report(shown_path(folder / "theme.yaml", base), problems)
        text = read_text(folder / "theme.yaml", report)
        root = parse_yaml(text, report) if text is not None else None
        given = entries(root, KEYS, report) if root is not None else {}
        _read_files(folder, base, templates, assets, problems)
        parent = given.get("extends")
        wanted = parent.text if parent is not None and expect(parent, "text", report, '"extends"') else None
        asked_in, place = report, parent or Spot()
    return Theme(name, templates, assets, digest_of(templates, assets))


def _read_files(
    folder: Path, base: Path, templates: dict[str, str], assets: dict[str, bytes], problems: list[Problem]
) -> None:
    for path in walk_files(folder / "templates"):
        text = read_text(path, Report(shown_path(path, base), problems), MAX_ASSET_BYTES)
        if text is not None:
            templates.setdefault(path.relative_to(folder / "templates").as_posix(), text)
    for path in walk_files(folder / "assets"):
        content = read_bytes(path, Report(shown_path(path, base), problems), MAX_ASSET_BYTES)
        if content is not None:
            assets.setdefault(path.relative_to(folder / "assets").as_posix(), content)
