-- Time that passed as far as it is sure, which days are counted by: see engine/days.py. One row, once it was looked at.
CREATE TABLE days (
    counted_s    REAL NOT NULL,
    seen_at      REAL NOT NULL,
    unsure_s     REAL NOT NULL,
    unsure_since REAL NOT NULL
) STRICT;
-- By that count: when a run last ended, was brought back or was deleted; when a session was deleted.
ALTER TABLE runs ADD COLUMN kept_since REAL NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN kept_since REAL NOT NULL DEFAULT 0;
UPDATE runs SET kept_since = max(coalesce(ended_at, 0), coalesce(restored_at, 0), coalesce(deleted_at, 0));
UPDATE sessions SET kept_since = coalesce(deleted_at, 0);

-- An engine lives as long as its heart is heard to beat, and is no more where the clock says so.
ALTER TABLE owners RENAME COLUMN expires_at TO beat;
UPDATE owners SET beat = 0;
