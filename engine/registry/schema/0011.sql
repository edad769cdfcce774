-- Files that were taken from watched folders. A row is written in the transaction that writes the label of its clip (see
-- arrivals), from which on the clip comes in whatever is killed; a file that has a row is not taken again. It stays when
-- the run is deleted for good: the file may still lie there.
CREATE TABLE taken (
    position    INTEGER PRIMARY KEY,
    run_id      TEXT NOT NULL UNIQUE,
    -- The file's path as systems compare it, and as it is written.
    place       TEXT NOT NULL,
    source      TEXT NOT NULL,
    -- What it was like when it was last looked at, and the system's number of it.
    size_bytes  INTEGER NOT NULL,
    mtime_ns    INTEGER NOT NULL,
    file_id     TEXT NOT NULL,
    -- What came of it, from the commit of the run on; NULL before, and where nothing did.
    sha256      TEXT,
    -- The documents to be made of it, as JSON, and the folder that it is to be moved to then; NULL for none.
    documents   TEXT,
    done_folder TEXT
) STRICT;
CREATE INDEX taken_by_place ON taken (place);
CREATE INDEX taken_by_file ON taken (file_id);
CREATE INDEX taken_to_move ON taken (run_id) WHERE done_folder IS NOT NULL;
