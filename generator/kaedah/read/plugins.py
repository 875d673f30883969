"""Plugins: installed packages with field kinds, rules and themes, which a site names in `site.yaml`.

A package that is installed changes nothing until a site names it. Its entry points are in the groups `kaedah.kinds`,
`kaedah.rules` and `kaedah.themes`. A plugin is code, as trusted as the program itself.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kaedah.disk.reading import read_regular
from kaedah.model import Plugin
from kaedah.problems import Report
from kaedah.read.kinds import KINDS, Kind
from kaedah.read.yaml_nodes import Node

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

KIND_GROUP, RULE_GROUP, THEME_GROUP = "kaedah.kinds", "kaedah.rules", "kaedah.themes"
MAX_BYTES = 64 * 1024 * 1024  # of a file of a plugin
_SHIPPED = frozenset(KINDS)


class PluginError(Exception):
    """A plugin cannot be used. The message gives the reason."""


class _Loaded(NamedTuple):
    """What a package brings.

    kinds, rules: by name; a rule is checked where rules are.
    themes: folders that hold a folder for each theme.
    digest: of the version and the code of the package.
    """

    kinds: dict[str, Kind]
    rules: dict[str, Any]
    themes: tuple[Path, ...]
    digest: str


def read_plugins(nodes: Sequence[Node], report: Report) -> Iterator[Plugin]:
    """The plugins that a site names; errors for those that cannot be used go to `report`."""
    from importlib.metadata import PackageNotFoundError  # most sites use no plugin, and this takes time to load

    for item in nodes:
        try:
            yield Plugin(item.text, _load(item.text).digest)
        except PackageNotFoundError:
            hint = "install it, as in `pip install {name}`, or remove it here"
            report.error(item, 'the plugin "{name}" is not installed', hint, name=item.text)
        except PluginError as error:
            hint = "ask its author, or remove it here"
            report.error(item, 'the plugin "{name}" cannot be used: {reason}', hint, name=item.text, reason=error)


def enable(plugins: tuple[Plugin, ...]) -> None:
    """Makes the kinds of these plugins known to this process. Raises PackageNotFoundError, PluginError."""
    for plugin in plugins:
        _load(plugin.name)


def rules_of(plugins: tuple[Plugin, ...]) -> tuple[Any, ...]:
    """The rules that plugins bring."""
    return tuple(rule for plugin in plugins for rule in _load(plugin.name).rules.values())


def theme_folders_of(plugins: tuple[Plugin, ...]) -> tuple[Path, ...]:
    """The folders in which themes of plugins are searched."""
    return tuple(folder for plugin in plugins for folder in _load(plugin.name).themes)


@cache
def _load(name: str) -> _Loaded:
    from importlib.metadata import distribution

    package = distribution(name)
    found = [point for point in package.entry_points if point.group in (KIND_GROUP, RULE_GROUP, THEME_GROUP)]
    if not found:
        raise PluginError("it has no entry point of a plugin")
    loaded = [(point, _import(point)) for point in found]
    kinds: dict[str, Kind] = {}
    for point, thing in loaded:
        if point.group == KIND_GROUP:
            if point.name in _SHIPPED or not (isinstance(thing, type) and issubclass(thing, Kind)):
                raise PluginError(f"{point.name} is not a new kind of field")
            kinds[point.name] = thing()
    KINDS.update(kinds)
    rules = {point.name: thing for point, thing in loaded if point.group == RULE_GROUP}
    themes = tuple(Path(str(thing.__file__)).parent for point, thing in loaded if point.group == THEME_GROUP)
    modules = {point.module.partition(".")[0] for point in found}
    return _Loaded(kinds, rules, themes, _digest(package, modules))


def _import(point: "EntryPoint") -> Any:
    try:
        return point.load()
    except Exception as error:  # somebody else's code may fail in any way
        raise PluginError(f"{point.value}: {type(error).__name__}: {error}") from error


def _digest(package: "Distribution", modules: set[str]) -> str:
    """The digest of the version, and of every file of the package's modules."""
    state = hashlib.blake2b(package.version.encode(), digest_size=16)
    for name in sorted(modules):
        place = Path(str(sys.modules[name].__file__))
        files = sorted(place.parent.rglob("*")) if place.stem == "__init__" else [place]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                state.update(file.relative_to(place.parent).as_posix().encode() + read_regular(file, MAX_BYTES))
    return state.hexdigest()
