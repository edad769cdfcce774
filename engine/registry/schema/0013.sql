-- Speakers to be found, at most one request for each run. It is worked on by its owner while that is among the owners.
CREATE TABLE speaker_jobs (
    run_id  TEXT NOT NULL PRIMARY KEY REFERENCES runs (run_id) ON DELETE CASCADE,
    -- Counts the requests for the run: what is found for an earlier one changes nothing.
    request INTEGER NOT NULL,
    -- How many there are; NULL to find that out.
    count   INTEGER,
    state   TEXT NOT NULL CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    owner   TEXT,
    -- Until where the clip has been listened to.
    done_s  REAL NOT NULL DEFAULT 0,
    found   INTEGER,
    reason  TEXT
) STRICT;
CREATE INDEX speaker_jobs_unfinished ON speaker_jobs (state) WHERE state IN ('queued', 'running');
