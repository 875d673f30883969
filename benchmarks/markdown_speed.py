#!/usr/bin/env python3
"""Time of one body read sign by sign and the quick way: `python benchmarks/markdown_speed.py`.

Milliseconds of processor time per body of the corpus, medians of five rounds in turn; and whether the results are equal.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus
from kaedah.read.markdown import body as markdown
from kaedah.read.markdown.extension import build_parser


def main() -> None:
    bodies = [words for method in corpus.build(60)["methods"] for words in method["body"].values()]
    parsers = {"slow": build_parser(fast=False), "ours": build_parser()}
    times = {name: [] for name in parsers}
    results = {}
    for _ in range(5):
        for name, parser in parsers.items():
            markdown._parser = lambda parser=parser: parser
            start = time.process_time()
            results[name] = [markdown.convert(body) for body in bodies]
            times[name].append((time.process_time() - start) / len(bodies) * 1000)
    slow, ours = (statistics.median(times[name]) for name in ("slow", "ours"))
    print(f"slow {slow:.2f} ms, ours {ours:.2f} ms: {slow / ours:.2f} times as fast; equal: {results['slow'] == results['ours']}")


if __name__ == "__main__":
    main()
