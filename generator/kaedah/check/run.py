"""Runs all rules on a site, and applies the suppressions in the content."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kaedah.check.rule import Rule
from kaedah.check.rules import BY_ID
from kaedah.digests import digest_of
from kaedah.model import CuratedComparison, Method, Site
from kaedah.problems import Level, Located, Position, Problem, Report, Violation, has_errors, suggest
from kaedah.read.config import read_config
from kaedah.read.documents import DocumentLoader
from kaedah.read.folders import Folders
from kaedah.read.parsed_document import DocumentSchema, ParsedDocument
from kaedah.read.plugins import rules_of
from kaedah.read.site import ReadConfig, read_site
from kaedah.workers import ALONE, Workers

# What a suppression covers: a file, or one message of a catalogue. Its position is computed only if it is wrong.
_Scope = tuple[str, tuple[str, str] | None]
_Suppressions = Mapping[str, Callable[[], Located]]
# What rules find, by the digest of what they look at.
Memo = Callable[[str, Callable[[], list[Problem]]], list[Problem]]


def read_checked_site(
    folders: Folders,
    workers: Workers = ALONE,
    loader: DocumentLoader | None = None,
    config_of: ReadConfig = read_config,
    memo: Memo | None = None,
) -> tuple[Site | None, list[Problem]]:
    """The site and all its problems, including those found by rules. The site is None if one of them is an error.

    `memo` gives what rules found before for the same key, or what its function finds now.
    """
    site, problems = read_site(folders, workers, inspect_document, loader, config_of)
    if site is not None:
        find = partial(check_site, site)
        problems = [*problems, *(memo(_rules_digest(site), find) if memo else find())]
    return (None if has_errors(problems) else site), problems


def _rules_digest(site: Site) -> str:
    """The digest of everything that `check_site` depends on. Bodies are checked while documents are read."""
    front_matter = "\n".join(site.summaries), b"".join([summary.front_matter for summary in site.summaries.values()])
    catalogues = [
        (
            item.path,
            item.digest,
            item.lines,
            item.paths,
            {key: sorted(violation) for key, violation in item.suppressions.items()},
        )
        for item in site.catalogues.values()
    ]
    return digest_of(front_matter, site.findings, site.settings, site.fields, site.glossary.terms, repr(catalogues))


def rules_for(site: Site) -> Mapping[str, Rule]:
    """The rules of the program and of the plugins that a site uses, by id."""
    return {**BY_ID, **{rule.id: rule for rule in rules_of(site.settings.plugins)}} if site.settings.plugins else BY_ID


def inspect_document(
    schema: DocumentSchema, document: ParsedDocument, blank: Site
) -> tuple[tuple[str, Violation], ...]:
    """The violations found by rules that need no other document, each with the id of its rule."""
    site = _ALONE[schema.kind](document, blank)
    return tuple(
        (rule.id, violation) for rule in rules_for(blank).values() if rule.alone for violation in rule.find(site)
    )


def _method_alone(document: ParsedDocument, blank: Site) -> Site:
    return blank._replace(methods={document.id: Method(document.id, document.values, {}, document.document)})


def _comparison_alone(document: ParsedDocument, blank: Site) -> Site:
    return blank._replace(sets={document.id: CuratedComparison(document.id, document.members, document.document)})


def _prose_alone(document: ParsedDocument, blank: Site) -> Site:
    return blank._replace(prose={document.id: document.document})


# By the folder of a document, the site that has nothing else.
_ALONE = {"methods": _method_alone, "comparisons": _comparison_alone, "pages": _prose_alone}


def check_site(site: Site) -> list[Problem]:
    """The problems found by rules and not suppressed, and the suppressions that are wrong or not needed."""
    suppressions = dict(_suppressions_in(site))
    suppressed: dict[_Scope, set[str]] = defaultdict(set)
    rules = rules_for(site)
    off = {item.rule for item in site.settings.rules if item.level == "off"}
    levels: dict[str, Level] = {item.rule: item.level for item in site.settings.rules if item.level != "off"}
    problems = [
        _problem(rule, violation, levels.get(rule.id, rule.level))
        for rule, violation in _unsuppressed(site, suppressions, suppressed)
        if rule.id not in off
    ]
    for item in site.settings.rules:
        if item.rule not in rules:
            hint, more = suggest(item.rule, rules)
            report = Report(item.path, problems)
            report.error(Position(item.line, item.column), 'there is no rule "{rule}"', hint, rule=item.rule, **more)
    for scope, positions in suppressions.items():
        report = Report(scope[0], problems)
        for name in sorted(positions):
            used = name in off or name in suppressed[scope]
            _check_suppression(name, rules, positions[name], used=used, report=report)
    return problems


def find_violations(site: Site) -> Iterator[tuple[Rule, Violation]]:
    """All violations that are not suppressed."""
    return _unsuppressed(site, dict(_suppressions_in(site)), defaultdict(set))


def _unsuppressed(
    site: Site, suppressions: Mapping[_Scope, _Suppressions], suppressed: dict[_Scope, set[str]]
) -> Iterator[tuple[Rule, Violation]]:
    """The violations that are not suppressed. Suppressions that were used are added to `suppressed`."""
    rules = rules_for(site)
    site_violations = (
        (rule.id, violation) for rule in rules.values() if not rule.alone for violation in rule.find(site)
    )
    for name, violation in (*site.findings, *site_violations):
        scope = (violation.scope or violation.path, violation.message)
        if name in suppressions.get(scope, {}):
            suppressed[scope].add(name)
        else:
            yield rules[name], violation


def _suppressions_in(site: Site) -> Iterator[tuple[_Scope, _Suppressions]]:
    for document, summary in site.summaries.items():
        for path, names in summary.suppressed_rules:
            yield (path, None), {name: partial(_suppression_position, site, document, path, name) for name in names}
    for catalogue in site.catalogues.values():
        for key, reasons in catalogue.suppressions.items():
            position = partial(Position, catalogue.lines.get(key, 1))
            yield (catalogue.path_of(key), key), dict.fromkeys(reasons, position)


def _suppression_position(site: Site, key: str, path: str, name: str) -> Located:
    """The position where a file of a document suppresses a rule."""
    document = site.document(key)
    text = next(text for text in (document.source, *document.translations.values()) if text.path == path)
    return text.span(f"allow.{name}")


def _problem(rule: Rule, violation: Violation, level: Level) -> Problem:
    message = f"{rule.message} [{rule.id}]"
    return Problem(
        violation.path, violation.line, violation.column, level, message, rule.hint, violation.values, rule.id
    )


def _check_suppression(
    name: str, rules: Mapping[str, Rule], position: Callable[[], Located], used: bool, report: Report
) -> None:
    if name not in rules:
        hint, more = suggest(name, rules)
        report.error(position(), 'there is no rule "{rule}" to suppress', hint, rule=name, **more)
    elif not used:
        report.warning(
            position(), 'the rule "{rule}" finds nothing to suppress here', "remove the suppression", rule=name
        )
