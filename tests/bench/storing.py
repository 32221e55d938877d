"""How fast records are stored, and how large they are."""
import sqlite3

from daemon import Daemon
from process import Span, watch
from web import Server

WINDOW = 200


class Flood:
    """Every record of every window is new, in a database in `folder`, which may be there already."""

    def __init__(self, bench, folder, seconds, algorithms=100):
        with Server(bench, folder / "server", algorithms) as server:
            server.fail(WINDOW)
            with Daemon(bench, folder, server.url, algorithms) as daemon:
                self.before = daemon.errors()
                daemon.await_polls(daemon.polls() + 2 * algorithms)
                served = server.served()[0]
                self.span = watch(daemon, daemon.errors, seconds)
                bench.agree("windows of new records", self.span.done / WINDOW, server.served()[0] - served)
                bench.below("windows of new records", self.span.rate / WINDOW, 10 * algorithms)
            self.database, self.size = daemon.database, daemon.size()


def flood(bench):
    """Of this run, once."""
    if bench.flood is None:
        bench.flood = Flood(bench, bench.folder("flood"), bench.seconds)
    return bench.flood


def all_new(bench, report, folder):
    came = flood(bench)
    folder.mkdir()
    rows = bench.pick(100_000, 20_000)
    peer = bench.json("inserts", came.database, folder / "peer.db", "errors", rows, WINDOW)
    report.add("all-new/inserts", "new records, of prepared inserts", f"{came.span.rate:,.0f} records/s,"
               f" inserts {peer['rate']:,.0f}/s", 100 * came.span.rate / peer["rate"], " %", "≥ 120")
    report.add("all-new/cpu", "CPU of a new record", f"{came.span.cpu / came.span.seconds:.2f} cores used",
               1e6 * came.span.cpu / came.span.done, " µs")


def disk(bench, report, _):
    came = flood(bench)
    with sqlite3.connect(f"file:{came.database}?mode=ro", uri=True) as con:
        rows, text = con.execute("""
            SELECT count(*), avg(octets) FROM (SELECT length(CAST(json_object(
              'created_at', created_at, 'request_id', request_id, 'username', username, 'algoname', algoname,
              'algoversion', algoversion, 'input', input, 'error', error, 'error_type', error_type,
              'billable_to', billable_to, 'worker', worker) AS BLOB)) AS octets FROM errors)""").fetchone()
    con.close()
    each = came.size / rows
    report.add("disk/json", "bytes on disk of an error, of its JSON", f"{each:,.0f} bytes, JSON {text:,.0f};"
               f" {rows:,} errors", each / text, " ×", "≤ 1.0")


def first_sight(bench, report, folder):
    algorithms = bench.pick(1000, 200)
    with Server(bench, folder / "server", algorithms) as server:
        with Daemon(bench, folder / "daemon", server.url, algorithms, interval="1h") as daemon:
            daemon.await_first_polls()
        polls, stored = daemon.polls(), daemon.errors()
        daemon.stop()
        # All rows are there, and no digest is.
        with Daemon(bench, folder / "daemon", server.url, algorithms, interval="1h") as daemon:
            span = Span(daemon, daemon.polls)
            daemon.await_polls(polls + algorithms)
            span.end()
            bench.agree("records that were known", daemon.errors(), stored)
    report.add("first-sight/cpu", "first sight of a window whose records are stored",
               f"{span.done:,} windows at {span.rate:,.0f}/s", 1e6 * span.cpu / span.done, " µs", "≤ 600")


def fill(database, rows):
    """Adds errors until there are so many: copies of those that are there, under other request ids."""
    con = sqlite3.connect(database, isolation_level=None)
    con.execute("PRAGMA synchronous = OFF")
    con.execute("PRAGMA cache_size = -1000000")
    columns = [name for (name,) in con.execute("SELECT name FROM pragma_table_info('errors') WHERE name <> 'seq'")]
    values = {"request_id": "'req-' || lower(hex(randomblob(16)))",
              "created_at": "created_at - abs(random()) % 2592000000"}
    triggers = list(con.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'errors'"))
    for name, _ in triggers:  # newest_errors has its rows already
        con.execute(f"DROP TRIGGER {name}")
    there, template = con.execute("SELECT count(*), min(seq) + 20000 FROM errors").fetchone()
    while there < rows:
        con.execute(f"INSERT INTO errors ({', '.join(columns)}) SELECT {', '.join(values.get(c, c) for c in columns)}"
                    " FROM errors WHERE seq < ? LIMIT ?", (template, rows - there))
        there = con.execute("SELECT count(*) FROM errors").fetchone()[0]
    for _, sql in triggers:
        con.execute(sql)
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    con.close()


def large_file(bench, report, _):
    empty = flood(bench)
    points = [(WINDOW, empty.span.rate)]
    sizes = bench.pick((1_000_000, 10_000_000), (200_000,))
    for rows in sizes:
        folder = bench.kept(f"large-{rows}")
        if not (folder / "filled").exists():
            Flood(bench, folder, 2)
            fill(folder / "algolog.db", rows)
            (folder / "filled").touch()
        large = Flood(bench, folder, bench.seconds)
        points.append((large.before, large.span.rate))
        report.add(f"large-file/{rows}", f"records/s at {large.before:,} errors, of an empty file's",
                   f"{large.span.rate:,.0f}/s, empty {empty.span.rate:,.0f}/s; {large.size / 1e9:.1f} GB",
                   100 * large.span.rate / empty.span.rate, " %", "≥ 70" if rows == sizes[-1] else None)
    report.grow("large-file", "Records stored", "errors in the file", "records/s", points)
