-- The first registry. Times are Unix seconds; everything is keyed by random ids, never by a name.

CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    ordering   TEXT NOT NULL CHECK (ordering IN ('concurrent', 'in_order')),
    created_at REAL NOT NULL
) STRICT;

-- One immutable piece of audio. stored_as is its file in the vault; NULL where it could not be taken in.
CREATE TABLE clips (
    clip_id    TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    source     TEXT NOT NULL,
    size_bytes INTEGER,
    sha256     TEXT,
    stored_as  TEXT,
    duration_s REAL
) STRICT;

-- An engine that may hold leases on runs: alive while it holds its lock file and renews in time.
CREATE TABLE owners (
    owner_id   TEXT PRIMARY KEY,
    expires_at REAL NOT NULL
) STRICT;

CREATE TABLE runs (
    position     INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       TEXT NOT NULL UNIQUE,
    session_id   TEXT NOT NULL REFERENCES sessions,
    clip_id      TEXT NOT NULL REFERENCES clips,
    options      TEXT NOT NULL,
    state        TEXT NOT NULL
                 CHECK (state IN ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    phase        TEXT,
    attempt      INTEGER NOT NULL DEFAULT 0,
    crashes      INTEGER NOT NULL DEFAULT 0,
    suspect      INTEGER NOT NULL DEFAULT 0,
    is_long      INTEGER NOT NULL DEFAULT 0,
    owner        TEXT REFERENCES owners,
    requested    TEXT CHECK (requested IN ('pause', 'cancel')),
    outcome      TEXT CHECK (outcome IN ('text', 'no_speech')),
    reason       TEXT,
    language     TEXT,
    device       TEXT,
    done_s       REAL NOT NULL DEFAULT 0,
    windows_done INTEGER NOT NULL DEFAULT 0,
    preview      TEXT NOT NULL DEFAULT '',
    created_at   REAL NOT NULL,
    started_at   REAL,
    ended_at     REAL,
    -- Exactly the running runs have an owner.
    CHECK ((state = 'running') = (owner IS NOT NULL))
) STRICT;
CREATE INDEX runs_by_turn ON runs (state, is_long, suspect DESC, position);
CREATE INDEX runs_by_session ON runs (session_id, state, position);
CREATE INDEX runs_by_owner ON runs (owner) WHERE owner IS NOT NULL;
CREATE INDEX runs_by_clip ON runs (clip_id);

-- The story of a run: every transition and phase change is one row.
CREATE TABLE run_events (
    run_id     TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    sequence   INTEGER NOT NULL,
    at         REAL NOT NULL,
    kind       TEXT NOT NULL,
    attempt    INTEGER NOT NULL,
    from_state TEXT,
    to_state   TEXT,
    detail     TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;

-- The finished windows of a run. A new attempt that goes on with them takes them over.
CREATE TABLE windows (
    run_id      TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    start_s     REAL NOT NULL,
    end_s       REAL NOT NULL,
    finished_at REAL NOT NULL,
    PRIMARY KEY (run_id, attempt, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    segment_id     INTEGER PRIMARY KEY,
    run_id         TEXT NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
    attempt        INTEGER NOT NULL,
    start_s        REAL NOT NULL,
    end_s          REAL NOT NULL,
    text           TEXT NOT NULL,
    avg_logprob    REAL NOT NULL,
    no_speech_prob REAL NOT NULL,
    words          TEXT
) STRICT;
CREATE INDEX segments_by_run ON segments (run_id, attempt, start_s);

CREATE VIRTUAL TABLE segments_search USING fts5 (
    text, content = 'segments', content_rowid = 'segment_id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER segments_search_insert AFTER INSERT ON segments BEGIN
    INSERT INTO segments_search (rowid, text) VALUES (new.segment_id, new.text);
END;
CREATE TRIGGER segments_search_delete AFTER DELETE ON segments BEGIN
    INSERT INTO segments_search (segments_search, rowid, text) VALUES ('delete', old.segment_id, old.text);
END;
CREATE TRIGGER segments_search_update AFTER UPDATE OF text ON segments BEGIN
    INSERT INTO segments_search (segments_search, rowid, text) VALUES ('delete', old.segment_id, old.text);
    INSERT INTO segments_search (rowid, text) VALUES (new.segment_id, new.text);
END;
