"""How long a record takes from the network to the disk."""
import subprocess

from daemon import Daemon
from polling import poll_changed
from web import Server


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def latency(bench, report, folder):
    folder.mkdir()
    if bench.changed_rate is None:
        bench.changed_rate = poll_changed(bench, folder / "most", bench.pick(400, 150), bench.pick(5, 2))[0].rate
    algorithms = 200
    interval = max(100, round(2000 * algorithms / bench.changed_rate))  # half of what it can do
    sync = bench.json("fsync", folder / "fsync", bench.pick(5, 1))
    with Server(bench, folder / "server", algorithms) as server:
        with Daemon(bench, folder / "daemon", server.url, algorithms, interval=f"{interval}ms") as daemon:
            daemon.await_first_polls()
            server.fail(1)
            daemon.await_polls(daemon.polls() + 3 * algorithms)
            server.sent()
            seen = subprocess.run([bench.program("arrivals"), daemon.database, str(round(bench.seconds))], check=True,
                                  capture_output=True, text=True).stdout
            sent = server.sent()
    took = [(int(at) - int(sent[record])) / 1e6 for record, at in (line.split() for line in seen.splitlines()[1:])
            if record in sent]
    what = f"{len(took):,} records at {len(took) / bench.seconds:,.0f}/s"
    for part, name, goal in ((0.5, "p50", "≤ 5"), (0.99, "p99", "≤ 50")):
        report.add(f"latency/{name}", f"last byte to durable row at half load, {name}",
                   f"{what}; the disk's own sync {sync[name]:.2f} ms", percentile(took, part), " ms", goal)
