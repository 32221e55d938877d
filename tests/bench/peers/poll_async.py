#!/usr/bin/python3
"""poll_async.py BASE ALGORITHMS DATABASE SECONDS: poll.py for somebody in a hurry.

aiohttp with 16 connections, one commit for all answers that wait for it. Prints unchanged polls a second.
"""
import asyncio
import hashlib
import json
import sqlite3
import sys
import time

import aiohttp

CONNECTIONS = 16


def open_database(path):
    con = sqlite3.connect(path, isolation_level=None)
    con.executescript("PRAGMA journal_mode = WAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 8000;"
                      "CREATE TABLE errors (request_id TEXT, algorithm TEXT, created_at INTEGER, record TEXT,"
                      " PRIMARY KEY (request_id, algorithm)) WITHOUT ROWID")
    return con


class Poller:
    """Stores what is new of the errors routes of bench/a000000, …"""

    def __init__(self, session, con, base):
        self.session, self.con, self.base = session, con, base
        self.digests, self.changed = {}, []
        self.polls = 0

    async def poll(self, algorithm):
        async with self.session.get(f"{self.base}/v1/algorithms/bench/{algorithm}/errors") as answer:
            answer.raise_for_status()
            body = await answer.read()
        self.polls += 1
        digest = hashlib.sha256(body).digest()
        if self.digests.get(algorithm) != digest:
            self.changed.append((algorithm, digest, json.loads(body)))

    def commit(self):
        """Called whenever the loop is idle."""
        if not self.changed:
            return
        self.con.execute("BEGIN IMMEDIATE")
        for _, _, records in self.changed:
            self.con.executemany("INSERT OR IGNORE INTO errors VALUES (?, ?, ?, ?)", (
                (record["request_id"], record["algoname"], record["created_at"], json.dumps(record))
                for record in records))
        self.con.execute("COMMIT")
        self.digests.update((algorithm, digest) for algorithm, digest, _ in self.changed)
        self.changed.clear()


async def work(poller, names, until):
    """One connection's share of `names`, once or until the time has come."""
    while True:
        for name in names:
            await poller.poll(name)
            if until and time.monotonic() >= until:
                return
        if not until:
            return


async def all_at_once(poller, names, until=None):
    shares = [names[i::CONNECTIONS] for i in range(CONNECTIONS)]
    tasks = [asyncio.create_task(work(poller, share, until)) for share in shares if share]
    while any(not task.done() for task in tasks):
        await asyncio.wait(tasks, timeout=0.1)
        poller.commit()
    await asyncio.gather(*tasks)


async def main():
    base, algorithms, database, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    names = [f"a{i:06}" for i in range(algorithms)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                                     timeout=aiohttp.ClientTimeout(total=30),
                                     headers={"Authorization": "Simple secret"}) as session:
        poller = Poller(session, open_database(database), base)
        await all_at_once(poller, names)
        poller.polls = 0
        began = time.monotonic()
        await all_at_once(poller, names, began + seconds)
        print(json.dumps({"rate": poller.polls / (time.monotonic() - began)}))


asyncio.run(main())
