-- What is being sent to a door over HTTP: its audio is in the vault, in part or whole, and nobody's until its run is
-- committed, which deletes the row. What a program that was killed leaves is removed.
CREATE TABLE uploads (
    clip_id TEXT PRIMARY KEY,
    -- The engine that takes it: see engine/storage/presence.py.
    door    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The keys by which clients say that they ask for the same thing again, each with what it was asked for with.
CREATE TABLE idempotency_keys (
    key     TEXT PRIMARY KEY,
    run_id  TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    request TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_run ON idempotency_keys (run_id);
