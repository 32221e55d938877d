"""How fast windows are polled: unchanged, over TLS, with one new record."""
import json
import subprocess

from daemon import Daemon
from process import watch
from web import Nginx, Server, bodies, errors_paths, fetch, wrk


PEERS = {"requests": "poll.py", "aiohttp": "poll_async.py", "sqlite-utils": "poll_shell.sh"}


def rate_of_peer(bench, folder, web, algorithms, file):
    """Polls a second of a program in peers/."""
    command = [bench.peer(file), web.url, str(algorithms), folder / f"{file}.db", str(bench.seconds)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["rate"]


def poll_unchanged(bench, folder, web, algorithms, ca=""):
    """The daemon, always behind with its polls."""
    with Daemon(bench, folder, web.url, algorithms, ca=ca) as daemon:
        daemon.await_first_polls()
        daemon.await_polls(daemon.polls() + algorithms)
        served = web.served()
        span = watch(daemon, daemon.polls, bench.seconds)
        bench.agree("unchanged polls", span.done, web.served() - served)
        bench.below("unchanged polls", span.rate, 10 * algorithms)
        return span


def polls(span):
    return f"{span.rate:,.0f} polls/s"


def unchanged(bench, report, folder):
    algorithms = bench.pick(2500, 400)
    files = bodies(bench, folder / "bodies", algorithms)
    with Nginx(bench, folder / "nginx", files) as web:
        span = poll_unchanged(bench, folder / "daemon", web, algorithms)
        limit = wrk(bench, folder, web.url, errors_paths(algorithms), bench.seconds)
        peers = {name: rate_of_peer(bench, folder, web, min(algorithms, 200), file) for name, file in PEERS.items()}
    report.add("unchanged/wrk", "unchanged windows, of wrk's answers", f"{polls(span)}, wrk {limit:,.0f}/s",
               100 * span.rate / limit, " %", "≥ 100")
    for name, rate in peers.items():
        report.add(f"unchanged/{name}", f"unchanged windows, of {name}'s polls", f"{polls(span)}, {name} {rate:,.0f}/s",
                   span.rate / rate, " ×", "≥ 25" if name == "requests" else None)
    report.add("unchanged/cpu", "CPU of an unchanged poll", f"{span.cpu / span.seconds:.2f} cores used",
               1e6 * span.cpu / span.done, " µs")


def tls(bench, report, folder):
    algorithms = bench.pick(1000, 300)
    files = bodies(bench, folder / "bodies", algorithms)
    identity = folder / "tls"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout",
                    f"{identity}.key", "-out", f"{identity}.pem"], check=True, capture_output=True)
    with Nginx(bench, folder / "nginx", files, identity) as web:
        span = poll_unchanged(bench, folder / "daemon", web, algorithms, f"{identity}.pem")
        limit = wrk(bench, folder, web.url, errors_paths(algorithms), bench.seconds)
    report.add("tls/wrk", "unchanged windows over TLS, of wrk's", f"{polls(span)}, wrk {limit:,.0f}/s",
               100 * span.rate / limit, " %", "≥ 95")
    with Nginx(bench, folder / "short", files, identity, short=True) as web:
        with Daemon(bench, folder / "short-daemon", web.url, 100, ca=f"{identity}.pem") as daemon:
            daemon.await_polls(400)
        with open(web.access, encoding="utf-8") as log:
            connections = [line.split()[0] for line in log]
    resumed = sum(reused == "r" for reused in connections)
    report.add("tls/resumed", "TLS connections that are resumed", f"{resumed:,} of {len(connections):,}",
               100 * resumed / len(connections), " %", "≥ 90")


def poll_changed(bench, folder, algorithms, seconds):
    """The daemon, always behind, with one new record in each window."""
    with Server(bench, folder / "server", algorithms) as server:
        with Daemon(bench, folder / "daemon", server.url, algorithms) as daemon:
            daemon.await_first_polls()
            server.fail(1)
            daemon.await_polls(daemon.polls() + algorithms)
            served, errors = server.served()[0], daemon.errors()
            span = watch(daemon, daemon.polls, seconds)
            bench.agree("polls with one new record", span.done, server.served()[0] - served)
            bench.agree("new records", span.done, daemon.errors() - errors)
            bench.below("polls with one new record", span.rate, 10 * algorithms)
        ceiling = wrk(bench, folder, server.url, errors_paths(algorithms), seconds)
        some = folder / "some"
        some.mkdir()
        for number, path in enumerate(errors_paths(64)):
            (some / str(number)).write_bytes(fetch(server.url + path))
    return span, ceiling, sorted(some.iterdir())


def one_new(bench, report, folder):
    span, ceiling, some = poll_changed(bench, folder, bench.pick(400, 150), bench.seconds)
    bench.changed_rate = span.rate
    parsed = bench.json("parse", bench.seconds / 2, *some)
    report.add("one-new/parse", "windows with one new record, of boost::json::parse",
               f"{polls(span)}, parse {parsed['rate']:,.0f}/s, server ≤ {ceiling:,.0f}/s",
               100 * span.rate / parsed["rate"], " %", "≥ 100")
    report.add("one-new/cpu", "CPU of a poll with one new record", f"{span.cpu / span.seconds:.2f} cores used",
               1e6 * span.cpu / span.done, " µs")
