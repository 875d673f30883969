"""Two publishers at one target at once, and a publisher beside builds: never a mixture that says it is whole.

`python -m tests.reliability.two_publishers` plays 30 rounds at each kind of target, or at those that `KAEDAH_TARGETS`
names, and prints a line for each of these:

- two publishers of different sites, of which one or both may be refused;
- a publisher while builds change its output: it sends one site as a whole, or is refused.

After each round a target that says it is whole is one of the sites to the byte, and the next upload makes it one.
"""

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from kaedah.publish.manifest import parse_manifest

import tests.reliability.file_systems  # noqa: F401 (registers some)
from tests.conftest import publish, write_site
from tests.reliability.publish_kills import fork, publish_or_fail, start_publisher
from tests.reliability.publishing import KINDS, NEW, OLD, Place, Sites, broken_links, build_sites, read_tree
from tests.reliability.trial import CannotRun, Trial, main

BUILDS = 3  # beside each publisher


def says_it_is_whole(place: Place) -> bool:
    """Whether the manifest of a target tells of no upload that goes on."""
    return not parse_manifest(place.held()["manifest.json"]).publisher


def ended(child: int) -> int:
    """The exit status of a process, once it has ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def two_publishers(place: Place, sites: Sites, chance: random.Random, count: Counter[str]) -> str:
    """One round; gives what is wrong."""
    logs = [place.base / f"{number}.log" for number in range(2)]
    pair = chance.sample((sites.new, sites.other), 2)
    first = start_publisher(place, pair[0], logs[0])
    time.sleep(chance.choice((0, chance.uniform(0, 0.08))))
    second = start_publisher(place, pair[1], logs[1])
    results = [ended(first), ended(second)]
    count[f"{results.count(0)} published"] += 1
    texts = [log.read_text() for log in logs]
    if any(code not in (0, 1) or "Traceback" in text for code, text in zip(results, texts, strict=True)):
        return f"ended with {results}: {texts}"
    held = place.held()
    if not says_it_is_whole(place):
        return "" if 0 not in results else "a publisher said that all is well, the manifest does not"
    published = [sites.held[site] for site, code in zip(pair, results, strict=True) if code == 0]
    if held not in (published or [sites.held[sites.old]]):
        return f"a mixture ({results}); {texts}"
    return ""


def build(source: Path, files: Mapping[str, str], output: Path) -> None:
    """Builds a site from just these files."""
    shutil.rmtree(source, ignore_errors=True)
    publish(write_site(source, files), output)


def publisher_beside_builds(place: Place, sites: Sites, chance: random.Random, count: Counter[str]) -> str:
    """One round; gives what is wrong. The output is the one that `prepare_builds` made."""
    source, output, log = place.base / "live", place.base / "live-public", place.base / "0.log"
    builder = fork()
    if not builder:
        code = 70
        try:
            for number in range(BUILDS):
                build(source, NEW if number % 2 == 0 else OLD, output)
            build(source, OLD, output)
            code = 0
        finally:
            os._exit(code)
    time.sleep(chance.uniform(0, 1.0))
    result = ended(start_publisher(place, output, log))
    if ended(builder) != 0:
        return "the build failed"
    text = log.read_text()
    count["published" if result == 0 else "refused"] += 1
    if result not in (0, 1) or "Traceback" in text:
        return f"ended with {result}: {text}"
    held = place.held()
    versions = [sites.held[sites.old], sites.held[sites.new]]
    if result == 0 and held not in versions:
        return "published a mixture"
    if result == 1 and place.is_atomic and held != sites.held[sites.other]:
        return f"refused, but changed something: {text}"
    if result == 1 and says_it_is_whole(place) and held != sites.held[sites.other]:
        return f"refused, and says that all is well: {text}"
    return ", ".join(broken_links(held)[:3])


def run_rounds(kind: str, rounds: int, seed: int, base: Path, sites: Sites, what: str) -> tuple[str, list[str]]:
    """The line of totals, and what went wrong."""
    chance, count, faults = random.Random(f"{kind} {what} {seed}"), Counter[str](), list[str]()
    place = Place(kind, base / f"{kind} {what}".replace(" ", "-"))
    log = place.base / "log"
    beside = what == "beside builds"
    if beside:
        for source in (NEW, OLD):  # two, so that the next build changes what the first one made
            build(place.base / "live", source, place.base / "live-public")
        assert read_tree(place.base / "live-public") == sites.held[sites.old]
    for _ in range(rounds):
        start = sites.other if beside else sites.old
        wrong = publish_or_fail(place, start, log)
        if wrong or place.held() != sites.held[start]:
            faults.append(f"not repaired: {wrong}")
        round_of: Callable[[], str] = (
            (lambda: publisher_beside_builds(place, sites, chance, count))
            if beside
            else (lambda: two_publishers(place, sites, chance, count))
        )
        wrong = round_of()
        if wrong:
            faults.append(wrong)
    counts = ", ".join(f"{number} times {text}" for text, number in sorted(count.items()))
    place.clear()
    return f"{kind}, {what}: {rounds} rounds, {counts}; {len(faults)} faults", faults


def run(trial: Trial) -> None:
    """Plays as many rounds as the trial wants at targets of each kind; prints a line for each."""
    if not hasattr(os, "fork"):
        raise CannotRun("this system does not fork processes")
    rounds = trial.cases(30, 2)
    with tempfile.TemporaryDirectory(prefix="kaedah-publishers-") as folder:
        base = Path(folder)
        sites = build_sites(base / "sites")
        for kind in os.environ.get("KAEDAH_TARGETS", " ".join(KINDS)).split():
            for what in ("two publishers", "beside builds"):
                line, faults = run_rounds(kind, rounds, 1, base, sites, what)
                print(line, flush=True)
                for number in range(rounds):
                    trial.case(f"{kind}, {what}, round {number + 1}", faults.pop() if faults else "")


if __name__ == "__main__":
    main(__doc__, run)
