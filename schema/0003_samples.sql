-- How the daemon and the database fared, and what retention looks for.

CREATE TABLE samples (
  at             INTEGER PRIMARY KEY,  -- when taken; every ten minutes while the daemon runs; 8 days are kept
  database_bytes INTEGER NOT NULL,     -- page_count * page_size
  free_bytes     INTEGER NOT NULL,     -- of them on the free list
  wal_bytes      INTEGER NOT NULL,
  polls          INTEGER NOT NULL,     -- since the sample before, in this process
  failed_polls   INTEGER NOT NULL,
  new_errors     INTEGER NOT NULL,
  new_builds     INTEGER NOT NULL,
  queue_records  INTEGER NOT NULL,     -- most that waited to be stored
  commit_ms      REAL NOT NULL         -- slowest commit
) STRICT;

-- Age is what this side saw; build_logs has its index since the first schema.
CREATE INDEX errors_by_observation ON errors (observed_at);

-- The runs of a target by their age.
CREATE INDEX polls_by_target ON polls (algorithm_id, collection);

-- The least created_at that a route showed last, also where it cannot be right: oldest_at leaves such
-- times out, but what is shown still must not be deleted.
ALTER TABLE windows ADD COLUMN shown_from INTEGER;
