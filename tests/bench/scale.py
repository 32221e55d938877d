"""What many algorithms take: processor, memory, time to start."""
import statistics
import subprocess

from daemon import Daemon
from process import wait_until, watch
from web import Server

INTERVAL = 60


def cpu(bench, report, folder):
    points = []
    for algorithms, goal in bench.pick(((1000, "≤ 0.4"), (10_000, "≤ 3")), ((1000, "≤ 0.4"),)):
        here = folder / str(algorithms)
        with Server(bench, here / "server", algorithms) as server:
            with Daemon(bench, here / "daemon", server.url, algorithms, interval=f"{INTERVAL}s") as daemon:
                daemon.await_first_polls()
                usual = 1.3 * algorithms / INTERVAL
                wait_until("the usual pace", lambda: watch(daemon, daemon.polls, 2).rate < usual, 2 * INTERVAL)
                server.fail(1, 100)
                span = watch(daemon, daemon.polls, bench.pick(INTERVAL, 15))
        bench.agree("polls at one a minute", span.done, span.seconds * algorithms / INTERVAL)
        used = 100 * span.cpu / span.seconds
        points.append((algorithms, used))
        report.add(f"cpu/{algorithms}", f"CPU at {algorithms:,} algorithms, 60 s, 1 % with news",
                   f"{span.rate:.1f} polls/s, {1e6 * span.cpu / span.done:,.0f} µs each,"
                   f" {span.waits / span.seconds:,.0f} waits/s", used, " %", goal)
    report.grow("cpu", "Processor at one poll a minute", "algorithms", "% of a core", points)


def memory(bench, report, folder):
    points = []
    goals = {1: "≤ 4", 1000: "≤ 16", 10_000: "≤ 48", 100_000: "≤ 400"}
    for algorithms in bench.pick((1, 1000, 10_000, 100_000), (1, 1000)):
        here = folder / str(algorithms)
        everything = ("errors", "builds", "versions")
        with Server(bench, here / "server", algorithms, shown=2) as server:
            with Daemon(bench, here / "daemon", server.url, algorithms, interval="1h", collect=everything) as daemon:
                state = "each polled once"
                try:
                    daemon.await_first_polls(everything, 300)
                except TimeoutError:
                    polled = sum(daemon.polls(one) for one in everything) / len(everything) / algorithms
                    state = f"{100 * polled:.0f} % polled once within 300 s"
                used = daemon.anonymous() / 1024 / 1024
        points.append((algorithms, used))
        report.add(f"memory/{algorithms}", f"anonymous memory at {algorithms:,} algorithms", state, used, " MiB",
                   goals[algorithms])
    report.grow("memory", "Anonymous memory", "algorithms", "MiB", points)


def start(bench, report, folder):
    algorithms = 1000
    took = []
    with Server(bench, folder / "server", algorithms, shown=1) as server:
        for attempt in range(bench.pick(7, 3)):
            here = folder / f"first-{attempt}"
            here.mkdir()
            arrivals = subprocess.Popen([bench.program("arrivals"), here / "algolog.db", "0"], stdout=subprocess.PIPE,
                                        text=True)
            with Daemon(bench, here, server.url, algorithms, interval="1h") as daemon:
                seen = arrivals.communicate(timeout=60)[0].split()[-1]
                took.append(int(seen) / 1e6 - 1e3 * daemon.began)
    report.add("start/first", "exec to the first record stored, 1,000 algorithms",
               f"{min(took):.0f} to {max(took):.0f} ms", statistics.median(took), " ms", "≤ 50")
    points = []
    for algorithms in bench.pick((1000, 10_000, 100_000), (1000, 10_000)):
        here = folder / f"ready-{algorithms}"
        with Server(bench, here / "server", algorithms, shown=1) as server:
            with Daemon(bench, here / "daemon", server.url, algorithms, interval="1h") as daemon:
                points.append((algorithms, daemon.ready_after))
    report.add("start/ready", f"exec to READY, {points[-1][0]:,} algorithms",
               ", ".join(f"{x:,}: {1e3 * y:.0f} ms" for x, y in points), points[-1][1], " s", "≤ 5")
    report.grow("start", "From exec to READY", "algorithms", "seconds", points)
