-- What analysts look up by is found without reading all of `errors`.

-- `WHERE algorithm = 'OWNER/NAME'` in every view that has such a column.
CREATE INDEX algorithms_by_label ON algorithms (coalesce(owner || '/' || name, uuid));

-- `WHERE request_id = …` without the cluster: the key of `errors` begins with the cluster, of which there
-- are few. SQLite passes over such a column if statistics say so. They are written by hand, because
-- those that ANALYZE would make change the plans of other queries for the worse. Two million rows are
-- twice what SQLite assumes without statistics. For fewer it would read the table once for a Bloom
-- filter in some joins, for many more it would begin joins at other tables.
ANALYZE sqlite_schema;  -- makes the table of statistics
DELETE FROM sqlite_stat1 WHERE tbl = 'errors';
INSERT INTO sqlite_stat1 (tbl, idx, stat)
VALUES ('errors', 'sqlite_autoindex_errors_1', '2000000 100000 2 1 1 1');
ANALYZE sqlite_schema;  -- reads them

-- With the columns that indexes have.
DROP VIEW v_errors;
CREATE VIEW v_errors AS
SELECT e.seq, e.cluster, coalesce(a.owner || '/' || a.name, a.uuid) AS algorithm, e.request_id,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch') AS created_at,
       e.username, e.algoname, e.algoversion, e.error_type, e.error, e.input, e.billable_to,
       e.worker, e.extra,
       strftime('%Y-%m-%dT%H:%M:%fZ', e.observed_at / 1000.0, 'unixepoch') AS observed_at,
       e.backfilled, e.occurrence, e.created_at AS created_ms, e.algorithm_id
FROM errors AS e JOIN algorithms AS a USING (algorithm_id);
