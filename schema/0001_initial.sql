-- The first schema of algologd. README.md beside this file says what every column means.
-- Times (*_at) are milliseconds since the epoch, UTC. This file is never changed once released:
-- what comes later is a migration of its own.

PRAGMA application_id = 0x616C676F;  -- "algo"

-- What triggers need to know of the configuration; written by the daemon when it starts.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings (name, value) VALUES ('newest_errors_keep', 100), ('input_was_dropped', 0);

-- Columns that can be long come last: a scan that does not want them never reads their pages.
-- AUTOINCREMENT here and below: a number is never used for a second thing.
CREATE TABLE algorithms (
  algorithm_id       INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster            TEXT NOT NULL,
  owner              TEXT,
  name               TEXT,
  uuid               TEXT,
  first_seen_at      INTEGER NOT NULL,
  builds_walked_at   INTEGER,
  versions_walked_at INTEGER,
  CHECK ((owner IS NULL) = (name IS NULL)),
  CHECK (owner IS NOT NULL OR uuid IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX algorithms_by_name ON algorithms (cluster, owner, name) WHERE owner IS NOT NULL;
CREATE UNIQUE INDEX algorithms_by_uuid ON algorithms (cluster, uuid) WHERE uuid IS NOT NULL;

CREATE TABLE errors (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster      TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  created_at   INTEGER,
  username     TEXT NOT NULL,
  algoname     TEXT NOT NULL,
  algoversion  TEXT,
  error_type   TEXT,
  billable_to  TEXT,
  worker       TEXT,
  observed_at  INTEGER NOT NULL,
  backfilled   INTEGER NOT NULL CHECK (backfilled IN (0, 1)),
  error        TEXT,
  input        TEXT,
  extra        TEXT,
  UNIQUE (cluster, request_id, username, algoname)
) STRICT;
CREATE INDEX errors_by_algorithm ON errors (algorithm_id, created_at);
CREATE INDEX errors_by_time ON errors (created_at);

CREATE TABLE newest_errors (
  seq          INTEGER PRIMARY KEY REFERENCES errors ON DELETE CASCADE,
  cluster      TEXT NOT NULL,
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  algorithm    TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  created_at   INTEGER,
  observed_at  INTEGER NOT NULL,
  error_type   TEXT,
  message      TEXT,
  backfilled   INTEGER NOT NULL
) STRICT;
CREATE INDEX newest_errors_by_algorithm ON newest_errors (algorithm_id, seq);

-- A row of newest_errors for every row of errors. The message is cut out of bytes, since text
-- functions stop at a NUL: the first line after "error:\n", or of the whole where that is missing.
CREATE VIEW newest_errors_source AS
SELECT seq, cluster, algorithm_id, algorithm, request_id, created_at, observed_at, error_type,
       rtrim(CAST(iif(instr(body, x'0A') = 0, body, substr(body, 1, instr(body, x'0A') - 1))
                  AS TEXT), char(13)) AS message,
       backfilled
FROM (SELECT e.seq, e.cluster, e.algorithm_id, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
             e.request_id, e.created_at, e.observed_at, e.error_type, e.backfilled,
             iif(substr(CAST(e.error AS BLOB), 1, 7) = x'6572726F723A0A',
                 substr(CAST(e.error AS BLOB), 8), CAST(e.error AS BLOB)) AS body
      FROM errors AS e JOIN algorithms AS a USING (algorithm_id));

CREATE TRIGGER newest_errors_add AFTER INSERT ON errors BEGIN
  INSERT INTO newest_errors (seq, cluster, algorithm_id, algorithm, request_id, created_at,
                             observed_at, error_type, message, backfilled)
  SELECT seq, cluster, algorithm_id, algorithm, request_id, created_at, observed_at, error_type,
         message, backfilled
  FROM newest_errors_source WHERE seq = NEW.seq;
  DELETE FROM newest_errors
  WHERE algorithm_id = NEW.algorithm_id
    AND seq <= (SELECT seq FROM newest_errors WHERE algorithm_id = NEW.algorithm_id
                ORDER BY seq DESC LIMIT 1
                OFFSET (SELECT value FROM settings WHERE name = 'newest_errors_keep'));
END;

CREATE TRIGGER newest_errors_rename AFTER UPDATE OF owner, name, uuid ON algorithms BEGIN
  UPDATE newest_errors SET algorithm = coalesce(NEW.owner || '/' || NEW.name, NEW.uuid)
  WHERE algorithm_id = NEW.algorithm_id
    AND algorithm <> coalesce(NEW.owner || '/' || NEW.name, NEW.uuid);
END;

CREATE TABLE builds (
  cluster          TEXT NOT NULL,
  build_id         TEXT NOT NULL,
  algorithm_id     INTEGER NOT NULL REFERENCES algorithms,
  status           TEXT NOT NULL,
  commit_sha       TEXT,
  started_at       INTEGER,
  finished_at      INTEGER,
  semantic_version TEXT,
  extra            TEXT,
  first_seen_at    INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  looked_at        INTEGER NOT NULL,
  log_state        TEXT NOT NULL CHECK (log_state IN ('waiting', 'pending', 'stored', 'unavailable')),
  log_attempts     INTEGER NOT NULL DEFAULT 0,
  log_next_at      INTEGER,
  PRIMARY KEY (cluster, build_id)
) STRICT;
CREATE INDEX builds_by_algorithm ON builds (algorithm_id, started_at);
CREATE INDEX builds_waiting ON builds (algorithm_id, looked_at) WHERE log_state = 'waiting';
CREATE INDEX builds_pending ON builds (algorithm_id, log_next_at) WHERE log_state = 'pending';

CREATE TABLE build_transitions (
  transition_id INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster       TEXT NOT NULL,
  build_id      TEXT NOT NULL,
  status        TEXT NOT NULL,
  observed_at   INTEGER NOT NULL,
  FOREIGN KEY (cluster, build_id) REFERENCES builds
) STRICT;
CREATE INDEX build_transitions_by_build ON build_transitions (cluster, build_id);

CREATE TABLE build_logs (
  cluster    TEXT NOT NULL,
  build_id   TEXT NOT NULL,
  source     TEXT NOT NULL CHECK (source IN ('builds', 'versions')),
  fetched_at INTEGER NOT NULL,
  log_bytes  INTEGER NOT NULL,
  log        TEXT NOT NULL,
  PRIMARY KEY (cluster, build_id),
  FOREIGN KEY (cluster, build_id) REFERENCES builds
) STRICT;
CREATE INDEX build_logs_by_time ON build_logs (fetched_at);

CREATE TABLE versions (
  algorithm_id           INTEGER NOT NULL REFERENCES algorithms,
  git_hash               TEXT NOT NULL,
  semantic_version       TEXT,
  version_uuid           TEXT,
  build_id               TEXT,
  settings               TEXT,
  release_notes          TEXT,
  compilation_successful INTEGER CHECK (compilation_successful IN (0, 1)),
  extra                  TEXT,
  first_seen_at          INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  PRIMARY KEY (algorithm_id, git_hash)
) STRICT;
CREATE INDEX versions_by_build ON versions (build_id) WHERE build_id IS NOT NULL;

CREATE TABLE polls (
  poll_id      INTEGER PRIMARY KEY AUTOINCREMENT,
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  collection   TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  first_at     INTEGER NOT NULL,
  last_at      INTEGER NOT NULL,
  polls        INTEGER NOT NULL,
  records      INTEGER NOT NULL,
  new_records  INTEGER NOT NULL,
  detail       TEXT
) STRICT;
CREATE INDEX polls_by_algorithm ON polls (algorithm_id, collection, outcome, last_at);

-- What the pages of a walk brought that has no outcome yet; added to its row of polls at its end.
CREATE TABLE open_walks (
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  collection   TEXT NOT NULL,
  records      INTEGER NOT NULL,
  new_records  INTEGER NOT NULL,
  PRIMARY KEY (algorithm_id, collection)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
  gap_id       INTEGER PRIMARY KEY AUTOINCREMENT,
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  from_at      INTEGER NOT NULL,
  to_at        INTEGER NOT NULL,
  detected_at  INTEGER NOT NULL,
  reason       TEXT NOT NULL CHECK (reason IN ('window_overflow', 'outage'))
) STRICT;
CREATE INDEX gaps_by_algorithm ON gaps (algorithm_id, from_at);

CREATE TABLE quarantine (
  quarantine_id INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at   INTEGER NOT NULL,
  cluster       TEXT NOT NULL,
  algorithm_id  INTEGER REFERENCES algorithms,
  route         TEXT NOT NULL,
  reason        TEXT NOT NULL,
  body_bytes    INTEGER NOT NULL,
  digest        TEXT NOT NULL,
  body          BLOB
) STRICT;
CREATE INDEX quarantine_by_digest ON quarantine (digest, received_at);
CREATE INDEX quarantine_by_algorithm ON quarantine (algorithm_id);

-- The views: the stable surface for people. Instants are ISO 8601, UTC, with milliseconds.

CREATE VIEW v_algorithms AS
SELECT algorithm_id, cluster, owner, name, uuid, coalesce(owner || '/' || name, uuid) AS algorithm,
       strftime('%Y-%m-%dT%H:%M:%fZ', first_seen_at / 1000.0, 'unixepoch') AS first_seen_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', builds_walked_at / 1000.0, 'unixepoch') AS builds_walked_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', versions_walked_at / 1000.0, 'unixepoch') AS versions_walked_at
FROM algorithms;

CREATE VIEW v_errors AS
SELECT e.seq, e.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, e.request_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch') AS created_at,
       e.username, e.algoname, e.algoversion, e.error_type, e.error, e.input, e.billable_to,
       e.worker, e.extra,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.observed_at / 1000.0, 'unixepoch') AS observed_at,
       e.backfilled
FROM errors AS e JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_newest_errors AS
SELECT seq, cluster, algorithm, request_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', observed_at / 1000.0, 'unixepoch') AS observed_at,
       error_type, message, backfilled
FROM newest_errors;

CREATE VIEW v_builds AS
SELECT b.cluster, a.owner, a.name, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
       b.build_id, b.status, b.semantic_version, b.commit_sha,
       strftime('%Y-%m-%dT%H:%M:%fZ', b.started_at / 1000.0, 'unixepoch') AS started_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', b.finished_at / 1000.0, 'unixepoch') AS finished_at,
       (b.finished_at - b.started_at) / 1000.0 AS duration_seconds,
       b.log_state, l.log_bytes, b.extra,
       strftime('%Y-%m-%dT%H:%M:%fZ', b.first_seen_at / 1000.0, 'unixepoch') AS first_seen_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', b.updated_at / 1000.0, 'unixepoch') AS updated_at
FROM builds AS b JOIN algorithms AS a USING (algorithm_id)
     LEFT JOIN build_logs AS l ON l.cluster = b.cluster AND l.build_id = b.build_id;

CREATE VIEW v_build_transitions AS
SELECT t.transition_id, t.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
       t.build_id, t.status,
       strftime('%Y-%m-%dT%H:%M:%fZ', t.observed_at / 1000.0, 'unixepoch') AS observed_at
FROM build_transitions AS t JOIN builds AS b USING (cluster, build_id)
     JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_build_logs AS
SELECT l.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, l.build_id, b.status,
       b.semantic_version, l.log, l.log_bytes, l.source,
       strftime('%Y-%m-%dT%H:%M:%fZ', l.fetched_at / 1000.0, 'unixepoch') AS fetched_at
FROM build_logs AS l JOIN builds AS b USING (cluster, build_id)
     JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_versions AS
SELECT a.cluster, a.owner, a.name, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
       v.git_hash, v.semantic_version, v.version_uuid, v.build_id, v.compilation_successful,
       v.release_notes, v.settings, v.extra,
       strftime('%Y-%m-%dT%H:%M:%fZ', v.first_seen_at / 1000.0, 'unixepoch') AS first_seen_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', v.updated_at / 1000.0, 'unixepoch') AS updated_at
FROM versions AS v JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_polls AS
SELECT p.poll_id, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, p.collection,
       p.outcome,
       strftime('%Y-%m-%dT%H:%M:%fZ', p.first_at / 1000.0, 'unixepoch') AS first_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', p.last_at / 1000.0, 'unixepoch') AS last_at,
       p.polls, p.records, p.new_records, p.detail
FROM polls AS p JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_gaps AS
SELECT g.gap_id, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.from_at / 1000.0, 'unixepoch') AS from_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.to_at / 1000.0, 'unixepoch') AS to_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.detected_at / 1000.0, 'unixepoch') AS detected_at,
       g.reason
FROM gaps AS g JOIN algorithms AS a USING (algorithm_id);

CREATE VIEW v_quarantine AS
SELECT q.quarantine_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', q.received_at / 1000.0, 'unixepoch') AS received_at,
       q.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, q.route, q.reason,
       CAST(q.body AS TEXT) AS body, q.body_bytes, q.digest
FROM quarantine AS q LEFT JOIN algorithms AS a USING (algorithm_id);
