#!/usr/bin/python3
"""poll.py BASE ALGORITHMS DATABASE SECONDS: what one would write in an afternoon, and write well.

Polls the errors routes of bench/a000000, … in turn, over one session, and stores what it finds in
SQLite; an answer with the digest of the one before is not parsed. Prints unchanged polls a second.
"""
import hashlib
import json
import resource
import sqlite3
import sys
import time

import requests

base, algorithms, database, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
con = sqlite3.connect(database)
con.execute("PRAGMA journal_mode = WAL")
con.execute("CREATE TABLE errors (request_id TEXT, algorithm TEXT, created_at INTEGER, record TEXT,"
            " PRIMARY KEY (request_id, algorithm)) WITHOUT ROWID")
session = requests.Session()
session.headers["Authorization"] = "Simple secret"
digests = {}


def poll(algorithm):
    answer = session.get(f"{base}/v1/algorithms/bench/{algorithm}/errors", timeout=30)
    answer.raise_for_status()
    body = answer.content
    digest = hashlib.sha256(body).digest()
    if digests.get(algorithm) == digest:
        return
    with con:
        con.executemany("INSERT OR IGNORE INTO errors VALUES (?, ?, ?, ?)", (
            (record["request_id"], record["algoname"], record["created_at"], json.dumps(record))
            for record in json.loads(body)))
    digests[algorithm] = digest


names = [f"a{i:06}" for i in range(algorithms)]
for name in names:
    poll(name)
used = time.process_time()
began = time.monotonic()
polls = 0
while time.monotonic() - began < seconds:
    poll(names[polls % algorithms])
    polls += 1
took = time.monotonic() - began
print(json.dumps({"rate": polls / took, "cpu_us": 1e6 * (time.process_time() - used) / polls,
                  "rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
