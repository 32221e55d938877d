#!/usr/bin/python3
"""Measures the daemon beside peers and limits of the machine: started by tests/bench/run."""
import argparse
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import chart
from latency import latency
from polling import one_new, tls, unchanged
from report import Report
from scale import cpu, memory, start
from storing import all_new, disk, first_sight, large_file
from walk import first_walk

HERE = pathlib.Path(__file__).resolve().parent
QUESTIONS = {"unchanged": unchanged, "one-new": one_new, "all-new": all_new, "first-sight": first_sight, "cpu": cpu,
             "memory": memory, "start": start, "large-file": large_file, "tls": tls, "first-walk": first_walk,
             "disk": disk, "latency": latency}


class Bench:
    """One run: where things are, and how long each question may take."""

    def __init__(self, options):
        self.build, self.nginx = pathlib.Path(options.build).resolve(), options.nginx
        self.quick, self.large = options.quick, options.large
        self.seconds = 3 if options.quick else 10
        self.wrk_threads = max(1, (os.cpu_count() or 2) // 2)  # as many as nginx has workers
        self.work = pathlib.Path(options.work).resolve() if options.work else None
        if self.work:
            self.work.mkdir(parents=True, exist_ok=True)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.work))
        self.flood = None         # of `storing`, as several questions are about it
        self.changed_rate = None  # polls a second with one new record
        self.notes = []

    def pick(self, usually, quickly):
        return quickly if self.quick else usually

    def folder(self, name):
        return self.scratch / name

    def kept(self, name):
        """A folder that later runs with the same --work find again."""
        return (self.work or self.scratch) / name

    def program(self, name):
        return self.build / "tests/bench" / f"bench_{name}"

    def peer(self, name):
        return HERE / "peers" / name

    def json(self, program, *arguments):
        words = [self.program(program), *map(str, arguments)]
        return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)

    def note(self, text):
        self.notes.append(text)
        print(f"  note: {text}", file=sys.stderr)

    def agree(self, what, here, there):
        """Two counts of the same; what is under way while they are taken is no difference."""
        if abs(here - there) > max(64, 0.03 * max(here, there)):
            self.note(f"{what}: {here:,.0f} by the daemon, {there:,.0f} by the server")

    def below(self, what, rate, most):
        if rate > 0.9 * most:
            self.note(f"{what}: the configured intervals allow no more than {most:,}/s, so it may be faster")


def about(quick):
    revision = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True,
                              check=False).stdout.strip()
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        models = [line.split(":")[1].strip() for line in info if line.startswith("model name")]
    return {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "revision": revision, "quick": quick,
            "cores": os.cpu_count(), "processor": models[0] if models else platform.machine(),
            "kernel": platform.release(), "load": os.getloadavg()[0]}


class Arguments(argparse.ArgumentParser):
    """What tests/bench/run passes on; its --help says what it means."""

    def error(self, message):
        self.exit(64, f"tests/bench/run: {message}; see --help\n")


def arguments():
    parser = Arguments(prog="tests/bench/run", add_help=False, allow_abbrev=False)
    parser.add_argument("--build", required=True)
    parser.add_argument("--nginx", required=True)
    parser.add_argument("--work")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--svg", metavar="FOLDER")
    parser.add_argument("--compare", metavar="FILE")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", metavar="NAME", action="append", choices=QUESTIONS)
    return parser.parse_args()


def main():
    options = arguments()
    before = None
    if options.compare:
        with open(options.compare, encoding="utf-8") as file:
            before = json.load(file)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench, report = Bench(options), Report(about(options.quick))
    if report.about["load"] > 0.3 * report.about["cores"]:
        bench.note(f"others use this machine (load {report.about['load']:.1f}): figures may be far off")
    unanswered = []
    try:
        for name in options.only or QUESTIONS:
            print(f"== {name}", file=sys.stderr)
            began = time.monotonic()
            try:
                QUESTIONS[name](bench, report, bench.folder(name))
            except Exception as problem:  # the others can be answered all the same
                unanswered.append(name)
                bench.note(f"{name} has no answer: {problem}")
                traceback.print_exc()
            print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr)
            shutil.rmtree(bench.folder(name), ignore_errors=True)
    finally:
        shutil.rmtree(bench.scratch, ignore_errors=True)
    report.about["notes"] = bench.notes
    print(report.table(before))
    if options.json:
        report.write(options.json)
    if options.svg:
        folder = pathlib.Path(options.svg)
        folder.mkdir(parents=True, exist_ok=True)
        for key, growth in report.growths.items():
            (folder / f"{key}.svg").write_text(chart.draw(growth), encoding="utf-8")
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
