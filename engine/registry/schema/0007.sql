-- What doors took and what is not stored yet, so that a program that is killed meanwhile has not swallowed it: the next
-- takes it in. Each row goes with the commit of its run. A folder is one until it was looked into.
CREATE TABLE arrivals (
    position      INTEGER PRIMARY KEY,
    run_id        TEXT NOT NULL UNIQUE,
    session_id    TEXT NOT NULL REFERENCES sessions,
    source        TEXT NOT NULL,
    options       TEXT NOT NULL,
    opens_folders INTEGER NOT NULL,
    -- The engine that took it: see engine/presence.py.
    door          TEXT NOT NULL
) STRICT;
CREATE INDEX arrivals_by_session ON arrivals (session_id);
