-- An execution may leave several records of one algorithm: each is a row, numbered by `occurrence`.
ALTER TABLE errors ADD COLUMN occurrence INTEGER NOT NULL DEFAULT 1;

-- The key of `errors` gets a fifth column in place. The other way, a table written anew, takes twice
-- the room of the file. The index is made again from the rows, so it is never seen with the old key.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'UNIQUE (cluster, request_id, username, algoname)',
                  'UNIQUE (cluster, request_id, username, algoname, occurrence)')
WHERE type = 'table' AND name = 'errors';
PRAGMA writable_schema = RESET;
REINDEX errors;

DROP VIEW v_errors;
CREATE VIEW v_errors AS
SELECT e.seq, e.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, e.request_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch') AS created_at,
       e.username, e.algoname, e.algoversion, e.error_type, e.error, e.input, e.billable_to,
       e.worker, e.extra,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.observed_at / 1000.0, 'unixepoch') AS observed_at,
       e.backfilled, e.occurrence
FROM errors AS e JOIN algorithms AS a USING (algorithm_id);

-- A gap that grows is told of again.
ALTER TABLE gaps ADD COLUMN widened_at INTEGER;
ALTER TABLE gaps ADD COLUMN findings INTEGER NOT NULL DEFAULT 1;

DROP VIEW v_gaps;
CREATE VIEW v_gaps AS
SELECT g.gap_id, a.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.from_at / 1000.0, 'unixepoch') AS from_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.to_at / 1000.0, 'unixepoch') AS to_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.detected_at / 1000.0, 'unixepoch') AS detected_at,
       g.reason,
       strftime('%Y-%m-%dT%H:%M:%fZ', g.widened_at / 1000.0, 'unixepoch') AS widened_at,
       g.findings
FROM gaps AS g JOIN algorithms AS a USING (algorithm_id);

-- Times of a route by its cluster's clock, so that nothing depends on how this machine's was set.
ALTER TABLE windows ADD COLUMN first_at INTEGER;    -- the first successful poll
ALTER TABLE windows ADD COLUMN asked_at INTEGER;    -- when the last successful answer was asked for
ALTER TABLE windows ADD COLUMN made_from INTEGER;    -- the last window with a record in it was made no earlier
ALTER TABLE windows ADD COLUMN limit_seen INTEGER;  -- executions it showed when young ones had to go

UPDATE windows SET
  first_at = (SELECT p.first_at FROM polls AS p WHERE p.algorithm_id = windows.algorithm_id
              AND p.collection = 'errors' AND p.outcome = 'ok' ORDER BY p.poll_id LIMIT 1),
  asked_at = clock_lead + (SELECT p.last_at FROM polls AS p
                           WHERE p.algorithm_id = windows.algorithm_id AND p.collection = 'errors'
                           AND p.outcome = 'ok' ORDER BY p.poll_id DESC LIMIT 1);
UPDATE windows SET made_from = asked_at;
ALTER TABLE windows ADD COLUMN oldest_end INTEGER;  -- least created_at that ends an execution
ALTER TABLE windows ADD COLUMN longest INTEGER NOT NULL DEFAULT 0;  -- executions took, milliseconds
ALTER TABLE windows ADD COLUMN refused TEXT;        -- digest of the records not understood, if any

-- What a cluster shows is learned for one URL. What was learned before may have been wrong.
DROP TABLE window_limits;
CREATE TABLE clusters (
  cluster           TEXT PRIMARY KEY,
  url               TEXT NOT NULL,
  window_executions INTEGER             -- where it is not what the documents say
) STRICT, WITHOUT ROWID;

-- In which columns a later answer told a row otherwise: that is told once.
ALTER TABLE errors ADD COLUMN differed TEXT;
ALTER TABLE builds ADD COLUMN differed TEXT;

-- A field that a known error lacked may be told later.
CREATE TRIGGER newest_errors_complete AFTER UPDATE OF created_at, error_type, error ON errors BEGIN
  UPDATE newest_errors SET (created_at, error_type, message) =
    (SELECT created_at, error_type, message FROM newest_errors_source WHERE seq = NEW.seq)
  WHERE seq = NEW.seq;
END;

-- Names that algorithms had before: errors up to `last_seq` may be stored under them.
CREATE TABLE former_names (
  algorithm_id INTEGER NOT NULL REFERENCES algorithms ON DELETE CASCADE,
  owner        TEXT NOT NULL,
  name         TEXT NOT NULL,
  last_seq     INTEGER NOT NULL,
  PRIMARY KEY (algorithm_id, owner, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER algorithms_renamed AFTER UPDATE OF owner, name ON algorithms
WHEN OLD.owner IS NOT NULL AND (OLD.owner IS NOT NEW.owner OR OLD.name IS NOT NEW.name) BEGIN
  INSERT OR REPLACE INTO former_names (algorithm_id, owner, name, last_seq)
  VALUES (OLD.algorithm_id, OLD.owner, OLD.name, (SELECT coalesce(max(seq), 0) FROM errors));
END;

-- What makes room first.
CREATE INDEX quarantine_conflicts ON quarantine (quarantine_id) WHERE reason GLOB 'conflict: *';

-- What [retention] counts from: the newest poll of each cluster for which the cluster itself told the
-- time, within a minute.
CREATE TABLE cluster_clocks (
  cluster TEXT PRIMARY KEY,
  told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
