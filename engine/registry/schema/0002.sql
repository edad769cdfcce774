-- Turns, deletion that can be undone, and the texts of a run: all attempts are kept, with the edits made to them.

-- Its place among those that wait: its position, until a person moves it.
ALTER TABLE runs ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
-- When it was last queued, and where in the clip its current or last attempt began.
ALTER TABLE runs ADD COLUMN queued_at REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN resumed_s REAL NOT NULL DEFAULT 0;
-- The attempt whose text is shown and searched.
ALTER TABLE runs ADD COLUMN shown_attempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN deleted_at REAL;
UPDATE runs SET turn = position, queued_at = created_at, shown_attempt = attempt;
CREATE TRIGGER runs_take_their_turn AFTER INSERT ON runs BEGIN
    UPDATE runs SET turn = new.position WHERE position = new.position;
END;
DROP INDEX runs_by_turn;
CREATE INDEX runs_by_turn ON runs (state, is_long, suspect DESC, turn);
DROP INDEX runs_by_session;
CREATE INDEX runs_by_session ON runs (session_id, state, turn, deleted_at);
CREATE INDEX runs_by_deletion ON runs (deleted_at) WHERE deleted_at IS NOT NULL;

-- A deleted session gives its name free and keeps it here, to take it back if it is restored.
ALTER TABLE sessions ADD COLUMN deleted_at REAL;
ALTER TABLE sessions ADD COLUMN freed_name TEXT;

-- Clips that are gone for good and whose audio may still lie in the vault.
CREATE TABLE discarded (clip_id TEXT PRIMARY KEY, stored_as TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What an attempt was made with, and how many of its edits are in force: undo and redo move this number.
CREATE TABLE attempts (
    run_id   TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    attempt  INTEGER NOT NULL,
    options  TEXT,
    began_at REAL,
    edits    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;
-- A queued run may already have the options of its next attempt; of earlier attempts nobody knows them.
INSERT INTO attempts (run_id, attempt, options, began_at)
    SELECT run_id, attempt, CASE WHEN state <> 'queued' THEN options END, started_at FROM runs WHERE attempt > 0;
INSERT OR IGNORE INTO attempts (run_id, attempt) SELECT DISTINCT run_id, attempt FROM segments;

CREATE TABLE edits (
    run_id  TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    at      REAL NOT NULL,
    kind    TEXT NOT NULL,
    PRIMARY KEY (run_id, attempt, number)
) STRICT, WITHOUT ROWID;

-- Segments are never changed by an edit: it ends some and makes others. What the machine wrote was made by edit 0, and
-- a segment is seen while the number of edits in force is at least made_by and less than ended_by.
ALTER TABLE segments ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE segments ADD COLUMN ended_by INTEGER;
-- The segment_id of which this row is a later version.
ALTER TABLE segments ADD COLUMN version_of INTEGER;
ALTER TABLE segments ADD COLUMN speaker TEXT;
ALTER TABLE segments ADD COLUMN is_edited INTEGER NOT NULL DEFAULT 0;
