"""The daemon that is measured."""
import os
import socket
import sqlite3
import time

from process import Process, wait_until

KEY = "secret-key-of-the-bench"


def names(count):
    return [f"a{i:06}" for i in range(count)]


class Daemon(Process):
    """algologd, which polls `algorithms` of a cluster at `url` into a database in `folder`."""

    def __init__(self, bench, folder, url, algorithms, *, interval="100ms", collect=("errors",), ca="", listen=True):
        self.folder = folder
        self.algorithms = algorithms
        folder.mkdir(parents=True, exist_ok=True)
        self.database = folder / "algolog.db"
        key = folder / "key"
        key.touch(mode=0o600)
        key.write_text(KEY, encoding="utf-8")
        config = folder / "algologd.toml"
        config.write_text(f"""
[store]
path = "algolog.db"
[poll]
errors_interval = "{interval}"
builds_interval = "{interval if "errors" not in collect else "1h"}"
versions_interval = "1h"
[status]
listen = "{"127.0.0.1:0" if listen else ""}"
[[cluster]]
name = "bench"
url = "{url}"
api_key_file = "key"
ca_file = "{ca}"
max_in_flight = 16
requests_per_second = 100000
collect = [{", ".join(f'"{c}"' for c in collect)}]
algorithms = [{", ".join(f'"bench/{name}"' for name in names(algorithms))}]
""", encoding="utf-8")
        self.notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        told = folder / "notify"
        told.unlink(missing_ok=True)
        self.notified.bind(str(told))
        super().__init__([bench.build / "daemon/algologd", "run", "--config", config], folder / "daemon.log",
                         {"NOTIFY_SOCKET": str(told)})
        self.reader = None

    def __enter__(self):
        self.ready_after = self.ready()
        return self

    def stop(self):
        super().stop()
        self.notified.close()
        if self.reader:
            self.reader.close()
            self.reader = None

    def ready(self, seconds=120.0):
        """Seconds from its start to its READY."""
        self.notified.settimeout(seconds)
        while b"READY=1" not in self.notified.recv(65536).splitlines():
            self.alive()
        self.notified.close()  # who does not read what it is told makes the daemon wait
        return time.monotonic() - self.began

    def ask(self, sql):
        """One number from its database."""
        if self.reader is None:
            self.reader = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        return self.reader.execute(sql).fetchone()[0]

    def polls(self, collection="errors"):
        """Successful ones, by the ledger: they are stored."""
        return self.ask(f"SELECT coalesce(sum(polls), 0) FROM polls WHERE outcome = 'ok'"
                        f" AND collection = '{collection}'")

    def errors(self):
        """The number of the newest."""
        return self.ask("SELECT coalesce(max(seq), 0) FROM errors")

    def await_polls(self, least, seconds=600.0):
        wait_until(f"{least} polls", lambda: self.alive() and self.polls() >= least, seconds)

    def await_first_polls(self, collections=("errors",), seconds=1200.0):
        """Until each algorithm was polled once. Look-ups follow over minutes: they are left out."""
        for one in collections:
            wait_until(f"first polls: {one}", lambda of=one: self.alive() and self.ask(
                f"SELECT count(DISTINCT algorithm_id) FROM polls WHERE outcome = 'ok' AND collection = '{of}'")
                >= self.algorithms, seconds)

    def size(self):
        """Bytes of its database, once it has ended."""
        return sum(os.path.getsize(self.database.with_name(self.database.name + end))
                   for end in ("", "-wal") if self.database.with_name(self.database.name + end).exists())
