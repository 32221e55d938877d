-- What is known of the errors routes between two polls, so that a loss is noticed, and what follows
-- from it: from when to when each algorithm was watched. README.md says what is for readers.

-- The last window of each route. Written with the rows of the same poll.
CREATE TABLE windows (
  algorithm_id      INTEGER PRIMARY KEY REFERENCES algorithms,
  executions        INTEGER NOT NULL,            -- distinct ones it showed
  oldest_at         INTEGER,                     -- created_at of its records
  newest_at         INTEGER,
  clock_lead        INTEGER NOT NULL DEFAULT 0,  -- cluster's clock less ours, milliseconds
  lateness          INTEGER NOT NULL DEFAULT 0,  -- how late records have turned up, milliseconds
  unread_from       INTEGER,                     -- made then, refused, and not seen again yet
  unread_to         INTEGER,
  unsure_from       INTEGER,                     -- a gap if the cluster shows no more executions
  unsure_to         INTEGER,
  unsure_executions INTEGER
) STRICT;

-- How many executions a cluster shows, where that is not what its documents say.
CREATE TABLE window_limits (
  cluster    TEXT PRIMARY KEY,
  executions INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Errors that the route of another algorithm than their own row's showed as well: bubbled up.
CREATE TABLE error_sightings (
  algorithm_id INTEGER NOT NULL REFERENCES algorithms,
  seq          INTEGER NOT NULL REFERENCES errors ON DELETE CASCADE,
  PRIMARY KEY (algorithm_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX error_sightings_by_error ON error_sightings (seq);

-- Routes that were polled before this table was there: what is stored is what they showed.
INSERT INTO windows (algorithm_id, executions, newest_at)
SELECT a.algorithm_id, 0, (SELECT max(e.created_at) FROM errors AS e
                           WHERE e.algorithm_id = a.algorithm_id AND e.created_at <= e.observed_at)
FROM algorithms AS a
WHERE EXISTS (SELECT 1 FROM polls AS p WHERE p.algorithm_id = a.algorithm_id
              AND p.collection = 'errors' AND p.outcome = 'ok');

-- The newest run of an outcome is found without a look at the others.
DROP INDEX polls_by_algorithm;
CREATE INDEX polls_by_algorithm ON polls (algorithm_id, collection, outcome);

-- The spans in which nothing can have been missed: from the first successful poll to the last, less
-- the gaps. Ordered by poll_id, because a system clock that was wrong for a while is no coverage.
CREATE VIEW coverage AS
WITH ends (algorithm_id, collection, first_poll, last_poll) AS (
  SELECT algorithm_id, collection, min(poll_id), max(poll_id) FROM polls
  WHERE outcome = 'ok' AND collection IN ('errors', 'builds', 'versions')
  GROUP BY algorithm_id, collection
), watched (algorithm_id, collection, from_at, to_at) AS (
  SELECT e.algorithm_id, e.collection, f.first_at, l.last_at
  FROM ends AS e JOIN polls AS f ON f.poll_id = e.first_poll
       JOIN polls AS l ON l.poll_id = e.last_poll
), marks (algorithm_id, collection, hole_from, hole_to, reason) AS (
  SELECT algorithm_id, 'errors', from_at, to_at, reason FROM gaps
  UNION ALL  -- the end of what was watched ends the last span
  SELECT algorithm_id, collection, to_at, to_at, NULL FROM watched
), spans (algorithm_id, collection, from_at, to_at, reason) AS (
  SELECT w.algorithm_id, w.collection,
         max(w.from_at, coalesce(max(m.hole_to) OVER (
           PARTITION BY w.algorithm_id, w.collection ORDER BY m.hole_from, m.hole_to
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), w.from_at)),
         min(w.to_at, m.hole_from), m.reason
  FROM watched AS w JOIN marks AS m USING (algorithm_id, collection)
)
SELECT a.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, s.collection,
       strftime('%Y-%m-%dT%H:%M:%fZ', s.from_at / 1000.0, 'unixepoch') AS from_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', s.to_at / 1000.0, 'unixepoch') AS to_at,
       (s.to_at - s.from_at) / 1000.0 AS seconds, s.reason AS ended_by, a.algorithm_id
FROM spans AS s JOIN algorithms AS a USING (algorithm_id)
WHERE s.to_at >= s.from_at;
