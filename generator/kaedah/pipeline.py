"""The build: read → check → plan → render → publish, and the order in which its results are kept.

A build holds the lock of its workspace and makes two commits to the build state.

1. What was read (documents, configuration, findings of rules, stats of the inputs) is committed as soon as all content
   was read, also where it has errors. It is true of the content, whatever is published. The result of the last build is
   cleared by the same commit, so that no later build takes this one for finished.
2. The new release is written into the staging folder, verified, put on the disk, and swapped with the published folder
   in one step. Then the swap is put on the disk.
3. What describes the release (pages, ingredients, stats of the published files, and the digest of its manifest as the
   `generation`) is committed after the swap.

A kill is harmless at any moment. Before the first commit nothing changed but packs that no state refers to, which the
next build deletes. Between it and the swap the state describes the site that is still published; the next build
compares what it now reads with the ingredients of that site, not with what was read last. Between the swap and the
second commit the manifest's digest is not the generation: the next build believes nothing about the published
files but what their digests show. The commits themselves are SQLite transactions. A state that is damaged is deleted,
and all is read again.

A power cut is a kill that also takes what is not on the disk yet. The release is there before the swap is, and the swap
before the second commit: so the published site is a whole one, and the state describes it or an earlier one, which the
generation tells. A commit need not be on the disk at once; where one is lost, the state is that of an earlier build.
"""

import errno
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kaedah.build_request import BuildRequest, LastBuild, program_digest
from kaedah.check.run import read_checked_site
from kaedah.disk.paths import resolved
from kaedah.model import Plugin, Site, Theme
from kaedah.plan.out_of_date import Stale
from kaedah.plan.site_plan import Plan, plan_site
from kaedah.problem_messages import ENGLISH, ProblemTranslator
from kaedah.problems import Problem, has_errors
from kaedah.progress import SILENT, Progress, StageTimes
from kaedah.publish.lost_addresses import lost_addresses
from kaedah.publish.output_scan import scan_output
from kaedah.publish.ownership import OutputError
from kaedah.publish.publishing_errors import publishing_errors, rendering_errors
from kaedah.publish.release import Outcome, PreparedRelease, finish_release, prepare_release
from kaedah.publish.release_plan import plan_release
from kaedah.publish.release_state import forget_state
from kaedah.publish.shards import Shard
from kaedah.publish.swap import locked, workspace_of
from kaedah.publish.workspace import LOCK
from kaedah.read.documents import DocumentLoader
from kaedah.read.load_config import load_config
from kaedah.state.packs import CorruptPack
from kaedah.state.stat import FileStat, time_before
from kaedah.state.store import BuildState, error_number
from kaedah.workers import Workers

if TYPE_CHECKING:
    from concurrent.futures import Executor

# With more files than this, most pages are planned in another process: its memory is free again for rendering.
MOST_PLANNED_HERE = 2_000

# Prints problems, and gives the text that was printed.
ReportProblems = Callable[[list[Problem]], str]


class ContentErrors(Exception):
    """The content has errors, which were reported."""


def build_site(
    request: BuildRequest,
    report: ReportProblems,
    executor: "Executor | None" = None,
    translator: ProblemTranslator = ENGLISH,
    progress: Progress = SILENT,
) -> tuple[int, Outcome]:
    """Reads, checks and publishes; gives the number of languages and what was done.

    Where the build state is damaged, everything is read again. Raises BuildError, ContentErrors.
    """
    with publishing_errors(request.output, translator):
        try:
            return _build_once(request, report, executor, translator, progress, clean=request.clean)
        except (CorruptPack, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.Error) and error_number(error) == errno.ENOSPC:  # what it holds is right
                raise
        return _build_once(request, report, executor, translator, progress, clean=True)


def _build_once(
    request: BuildRequest,
    report: ReportProblems,
    executor: "Executor | None",
    translator: ProblemTranslator,
    progress: Progress,
    clean: bool,
) -> tuple[int, Outcome]:
    elsewhere = request.writes_most and executor is None and len(request.inputs) >= MOST_PLANNED_HERE
    if elsewhere:
        request.output_scan  # noqa: B018 (it must be asked for in the process that started it)
    with locked(request.workspace) as lock, Workers(request.jobs, executor, lock.handle) as workers:
        request.ask_clocks()
        if not lock.trusted:
            request.distrust()
        if clean:
            forget_state(request.workspace, request.salt)
        started = workers.run_in_subprocess(_begin_in_subprocess, request) if elsewhere else None
        with closing(BuildState.open(request.workspace, request.salt)) as state:
            if started:
                state.must_be_sound(True)  # the other process has found out
            started = started or _begin(request, state, workers)
            progress.took(started.seconds)
            text = report(started.problems)
            if started.error is not None:
                raise started.error
            if started.prepared is None or started.theme is None:
                raise ContentErrors
            with rendering_errors(started.theme, translator):
                where = (request.target, request.began_at_output)
                outcome = finish_release(started.prepared, state, *where, workers, progress)
            if not started.plugins:  # whether those have changed is known once they are loaded
                with suppress(sqlite3.DatabaseError), state.transaction():  # it saves time only
                    last = LastBuild(request.key, request.began, text, outcome.pages, started.languages)
                    state.put("last_build", json.dumps(last).encode())
            lock.confirm()
        progress.stage("")
        return started.languages, outcome


class _StartedBuild(NamedTuple):
    """A build before anything was rendered.

    problems: of its content.
    error: what ended it, if something did.
    prepared: what is left to do; None where the content has errors.
    seconds: the time of each stage.
    """

    problems: list[Problem]
    error: Exception | None = None
    prepared: PreparedRelease | None = None
    theme: Theme | None = None
    languages: int = 0
    plugins: tuple[Plugin, ...] = ()
    seconds: dict[str, float] = {}


def _begin_in_subprocess(request: BuildRequest) -> _StartedBuild:
    """As `_begin`, in a process of its own."""
    with Workers(request.jobs) as workers, closing(BuildState.open(request.workspace, request.salt)) as state:
        return _begin(request, state, workers)


def _begin(request: BuildRequest, state: BuildState, workers: Workers) -> _StartedBuild:
    """Reads, checks and plans. Raises sqlite3.DatabaseError where the build state is damaged."""
    times = StageTimes("read")
    if not state.has_log:
        state.must_be_sound(request.output_scan.is_sound)  # before it is changed
    site, problems = _read(request, state, workers)
    state.must_be_sound(request.output_scan.is_sound)
    if site is None or has_errors(problems, request.strict):
        return _StartedBuild(problems)
    times.stage("plan")
    plan = plan_site(site, request.salt)
    shard = Shard(*request.shard) if request.shard else None
    try:
        prepared = prepare_release(
            site, plan, state, request.target, workers, found=request.output_scan, clean=request.clean, shard=shard
        )
    except CorruptPack:
        raise
    except (OutputError, OSError) as error:
        return _StartedBuild(problems, error)
    problems += [] if shard else lost_addresses(site, prepared.gone, request.folders.content)
    count, plugins = len(site.settings.locales), site.settings.plugins
    return _StartedBuild(problems, None, prepared, site.theme, count, plugins, times.ended())


def _read(request: BuildRequest, state: BuildState, workers: Workers) -> tuple[Site | None, list[Problem]]:
    """The checked site, and its problems; what was read is committed."""
    stats: dict[str, FileStat] = {
        path.removeprefix("content/"): item for path, item in request.inputs.items() if path.startswith("content/")
    }
    with state.transaction():
        loader = DocumentLoader(state, stats, request.began, request.salt)
        config_of = partial(load_config, state, inputs=request.inputs, began=request.began, salt=request.salt)
        site, problems = read_checked_site(
            request.folders,
            workers,
            loader,
            lambda folders, found: config_of(folders, problems=found),
            partial(_remembered_findings, state),
        )
        recorded = state.inputs.load()
        changes: dict[str, FileStat | None] = dict(request.inputs.items() - recorded.items())
        changes |= dict.fromkeys(recorded.keys() - request.inputs.keys())
        if loader.has_loaded:  # else documents may have changed at which nobody looked
            state.inputs.update(changes)
        state.put("last_build", b"")
    with suppress(OSError):
        state.delete_unused_packs()
    return site, problems


def _remembered_findings(state: BuildState, key: str, find: Callable[[], list[Problem]]) -> list[Problem]:
    """What rules found for this key, or what they find now."""
    stored = state.memo("rules", key)
    if stored is not None:
        with suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(stored, type=list[Problem])
    found = find()
    state.put_memo("rules", key, msgspec.msgpack.encode(found))
    return found


class Explained(NamedTuple):
    """What a build would do.

    site, plan: None where the content has errors.
    stale: the pages that it would write, with the reasons that it would use.
    published_spec: gives the packed spec of a published page by its inner path, and whether it is above all languages.
    """

    problems: list[Problem]
    site: Site | None = None
    plan: Plan | None = None
    stale: list[Stale] = []
    published_spec: Callable[[str, bool], bytes | None] = lambda inner, root: None


def _sound_state(request: BuildRequest) -> BuildState:
    """The build state, or an empty one where it is damaged."""
    try:
        with ExitStack() as stack:
            state = stack.enter_context(closing(BuildState.open(request.workspace, request.salt)))
            state.must_be_sound(request.output_scan.is_sound)
            stack.pop_all()
            return state
    except sqlite3.DatabaseError:
        forget_state(request.workspace, request.salt)
    return BuildState.open(request.workspace, request.salt)


@contextmanager
def explained(request: BuildRequest, workers: Workers) -> Iterator[Explained]:
    """What a build would do now. Raises OutputError, OutputLocked, OSError."""
    with locked(request.workspace), closing(_sound_state(request)) as state:
        request.ask_clocks()
        site, problems = _read(request, state, workers)
        if site is None or has_errors(problems):
            yield Explained(problems)
            return
        plan = plan_site(site, request.salt)
        release = plan_release(site, plan, state, request.target, request.output_scan)
        yield Explained(problems, site, plan, release.stale, state.page)


def publish_site(site: Site, output: Path, translator: ProblemTranslator = ENGLISH) -> Outcome:
    """Publishes a site that was read elsewhere. Raises BuildError; then the published site is as it was."""
    with publishing_errors(output, translator), rendering_errors(site.theme, translator):
        return publish_plan(site, plan_site(site, program_digest()), output)


def publish_plan(
    site: Site, plan: Plan, output: Path, *, jobs: int = 1, executor: "Executor | None" = None, clean: bool = False
) -> Outcome:
    """Publishes a plan, with `jobs` processes or an executor.

    Raises OutputError, OutputLocked, RenderError, OSError; then the output is as it was.
    """
    output = resolved(output)
    try:
        return _publish_once(site, plan, output, jobs, executor, clean)
    except (CorruptPack, sqlite3.DatabaseError):
        with locked(workspace_of(output)):
            forget_state(workspace_of(output), plan.salt)
    return _publish_once(site, plan, output, jobs, executor, clean)


def _publish_once(site: Site, plan: Plan, output: Path, jobs: int, executor: "Executor | None", clean: bool) -> Outcome:
    began = time.time_ns()
    with (
        locked(workspace_of(output)) as lock,
        Workers(jobs, executor, lock.handle) as workers,
        closing(BuildState.open(workspace_of(output), plan.salt)) as state,
    ):
        began = time_before(began, workspace_of(output) / LOCK)
        found = scan_output(output, state.folder)
        state.must_be_sound(found.is_sound)
        prepared = prepare_release(site, plan, state, output, workers, found=found, clean=clean or not lock.trusted)
        outcome = finish_release(prepared, state, output, began, workers)
        lock.confirm()
        return outcome
