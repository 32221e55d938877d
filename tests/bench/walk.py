"""How long the first walk of builds takes, with all their logs."""
import time

from daemon import Daemon, names
from process import wait_until
from web import Server, wrk

BUILDS, LOG = 40, 100_000


def first_walk(bench, report, folder):
    algorithms = bench.pick(1000 if bench.large else 200, 20)
    logs = algorithms * BUILDS
    paths = [f"/v1/algorithms/bench/{name}/builds/{index:08x}-0000-4000-8000-{build:012}/logs"
             for index, name in enumerate(names(algorithms)) for build in range(BUILDS)]
    with Server(bench, folder / "server", algorithms, builds=BUILDS, log_bytes=LOG) as server:
        with Daemon(bench, folder / "daemon", server.url, algorithms, interval="60s", collect=["builds"]) as daemon:
            began = time.monotonic()
            wait_until("the logs", lambda: daemon.alive() and daemon.ask("SELECT count(*) FROM build_logs") >= logs,
                       1200)
            took = time.monotonic() - began
            bench.agree("logs", logs, server.served()[1])
        download = logs / wrk(bench, folder, server.url, paths, min(bench.seconds, 5))
    peer = bench.json("inserts", daemon.database, folder / "peer.db", "build_logs", min(logs, 2000), 16)
    insert = logs / peer["rate"]
    report.add("first-walk/peer", f"first walk of {logs:,} builds, of download and insert",
               f"{took:.2f} s; download {download:.2f} s, insert {insert:.2f} s", took / (download + insert), " ×",
               "≤ 1.3")
