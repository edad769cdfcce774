"""The registry's SQL, each query with a name and a sentence. Only `registry` runs these."""

from __future__ import annotations

from models.catalogue import DEFAULT

#: In the order in which `rows.run_of` reads them.
_RUN_COLUMNS = """
    runs.position, runs.run_id, runs.session_id, runs.options, runs.state, runs.phase, runs.attempt, runs.tries,
    runs.goes_on, runs.crashes, runs.suspect, runs.owner, runs.requested, runs.outcome, runs.reason, runs.language,
    runs.device, runs.done_s, runs.windows_done, runs.preview, runs.created_at, runs.started_at, runs.ended_at,
    runs.turn, runs.queued_at, runs.resumed_s, runs.shown_attempt, runs.deleted_at, runs.unheard_places, runs.sound,
    clips.clip_id, clips.name, clips.source, clips.size_bytes, clips.sha256, clips.stored_as, clips.duration_s,
    clips.is_renamed
"""
#: Includes runs whose clip's row was lost.
_RUNS = f"SELECT {_RUN_COLUMNS} FROM runs LEFT JOIN clips USING (clip_id)"
#: The model that a run is to be transcribed with, and its language. Unreadable options become the defaults, as in
#: `rows.options_of`.
_MODEL = f"iif(json_valid(runs.options), coalesce(json_extract(runs.options, '$.model'), '{DEFAULT}'), '{DEFAULT}')"
_LANGUAGE = "iif(json_valid(options), json_extract(options, '$.language'), NULL)"
#: Restricts to `only` these runs and to one session, if given.
_SCOPE = """
    (:only IS NULL OR runs.run_id IN (SELECT value FROM json_each(:only)))
    AND (:session_id IS NULL OR runs.session_id = :session_id)
"""
#: Segments visible with the edits in force, for queries that join `attempts`.
_SEEN = "segments.made_by <= attempts.edits AND (segments.ended_by IS NULL OR segments.ended_by > attempts.edits)"

# --- sessions ---

#: All sessions, newest first.
SESSIONS = """
    SELECT session_id, name, ordering, created_at, vocabulary FROM sessions WHERE deleted_at IS NULL
    ORDER BY created_at DESC, rowid DESC
"""
#: How many runs each session has in each state.
SESSION_COUNTS = "SELECT session_id, state, count(*) FROM runs WHERE deleted_at IS NULL GROUP BY session_id, state"
#: The session with a name.
SESSION_BY_NAME = "SELECT session_id, name, ordering, created_at, vocabulary FROM sessions WHERE name = ?"
#: A new session.
INSERT_SESSION = "INSERT INTO sessions (session_id, name, ordering, created_at) VALUES (?, ?, ?, ?)"
#: Rename a session.
RENAME_SESSION = "UPDATE sessions SET name = ? WHERE session_id = ?"
#: A session that is not deleted.
LIVING_SESSION = "SELECT name FROM sessions WHERE session_id = ? AND deleted_at IS NULL"
#: Move runs to another session.
MOVE_TO_SESSION = "UPDATE runs SET session_id = ? WHERE run_id IN (SELECT value FROM json_each(?))"
#: Name a clip, as a person wants or as it came.
RENAME_CLIP = "UPDATE clips SET name = ?, is_renamed = ? WHERE clip_id = ?"
#: The names and terms of a session, and how to set them.
VOCABULARY = "SELECT vocabulary FROM sessions WHERE session_id = ?"
SET_VOCABULARY = "UPDATE sessions SET vocabulary = ? WHERE session_id = ?"

# --- the way in ---

#: A clip, stored in the vault or not.
INSERT_CLIP = """
    INSERT INTO clips (clip_id, name, source, size_bytes, sha256, stored_as) VALUES (?, ?, ?, ?, ?, ?)
"""
#: A run, queued or failed at the door.
INSERT_RUN = """
    INSERT INTO runs (run_id, session_id, clip_id, options, state, reason, created_at, ended_at, queued_at, kept_since)
    VALUES (:run_id, :session_id, :clip_id, :options, :state, :reason, :now, :ended_at, :now, :kept_since)
"""
#: A clip that was taken in on a later try.
UPDATE_CLIP_STORED = "UPDATE clips SET size_bytes = ?, sha256 = ?, stored_as = ? WHERE clip_id = ?"
#: The length of a run's clip, as a worker read it.
UPDATE_CLIP_DURATION = """
    UPDATE clips SET duration_s = ? WHERE clip_id = (SELECT clip_id FROM runs WHERE run_id = ?)
"""
#: What a worker found out about its sound.
UPDATE_SOUND = "UPDATE runs SET sound = ? WHERE run_id = ?"
#: Whether that is long.
UPDATE_IS_LONG = "UPDATE runs SET is_long = ? WHERE run_id = ?"

# --- reading runs ---

#: One run, deleted or not.
RUN = f"{_RUNS} WHERE runs.run_id = ?"
#: Runs whose id has this prefix, a deleted one by its full id only; two are enough to show that it is ambiguous.
RUNS_BY_PREFIX = f"""
    {_RUNS}
    WHERE runs.run_id BETWEEN :prefix AND :prefix || 'g' AND (runs.deleted_at IS NULL OR runs.run_id = :prefix) LIMIT 2
"""
#: Some runs, deleted or not, in arrival order.
SOME_RUNS = f"{_RUNS} WHERE runs.run_id IN (SELECT value FROM json_each(?)) ORDER BY runs.position"
#: The other runs of a run's clip, in arrival order.
RUNS_OF_CLIP = f"""
    {_RUNS}
    WHERE runs.clip_id = (SELECT clip_id FROM runs WHERE run_id = :run_id) AND runs.run_id <> :run_id
        AND runs.deleted_at IS NULL
    ORDER BY runs.position
"""
#: Runs in arrival order, of a session and in a state, if given.
RUNS = f"""
    {_RUNS}
    WHERE (:session_id IS NULL OR runs.session_id = :session_id) AND (:state IS NULL OR runs.state = :state)
      AND runs.deleted_at IS NULL
    ORDER BY runs.position
"""
#: Runs in scope that have not ended, in arrival order.
UNFINISHED_RUNS = f"""
    {_RUNS}
    WHERE runs.state IN ('queued', 'running', 'paused') AND runs.deleted_at IS NULL AND {_SCOPE}
    ORDER BY runs.position
"""
#: Deleted runs, the last one first.
DELETED_RUNS = f"{_RUNS} WHERE runs.deleted_at IS NOT NULL ORDER BY runs.deleted_at DESC, runs.position"
#: Sessions that process one run at a time.
IN_ORDER_SESSIONS = "SELECT session_id FROM sessions WHERE ordering = 'in_order'"
#: For each in-order session without a run in progress, the first queued run: the only one that may start. Paused runs
#: do not hold up those after them, and neither do queued ones that this engine may not work on: perhaps no engine ever
#: will.
_FIRST_IN_ORDER = """
    SELECT (
        SELECT first.run_id FROM runs AS first
        WHERE first.session_id = ordered.session_id AND first.state = 'queued' AND first.deleted_at IS NULL
          AND (:is_any OR is_wanted(CAST(first.run_id AS BLOB)))
        ORDER BY first.turn LIMIT 1)
    FROM sessions AS ordered
    WHERE ordered.ordering = 'in_order' AND NOT EXISTS (
        SELECT 1 FROM runs AS other WHERE other.session_id = ordered.session_id AND other.state = 'running')
"""
#: Whether a session goes in order and one of its runs is in progress.
IS_BUSY_IN_ORDER = """
    SELECT EXISTS (
        SELECT 1 FROM sessions JOIN runs USING (session_id)
        WHERE sessions.session_id = ? AND sessions.ordering = 'in_order' AND runs.state = 'running')
"""
#: Queued runs that may start, either those of long clips or the others: suspects first, then by turn.
WAITING = f"""
    {_RUNS}
    WHERE runs.state = 'queued'
      AND runs.is_long = :is_long
      AND runs.deleted_at IS NULL
      AND (:is_any OR is_wanted(CAST(runs.run_id AS BLOB)))
      AND (:coming IS NULL OR {_MODEL} NOT IN (SELECT value FROM json_each(:coming)))
      AND (runs.session_id NOT IN ({IN_ORDER_SESSIONS}) OR runs.run_id IN ({_FIRST_IN_ORDER}))
    ORDER BY runs.suspect DESC, runs.turn
"""
#: Waiting runs, queued or paused, by turn.
TURNS = "SELECT run_id, turn FROM runs WHERE state IN ('queued', 'paused') AND deleted_at IS NULL ORDER BY turn"
#: Change a run's turn.
SET_TURN = "UPDATE runs SET turn = ? WHERE run_id = ?"
#: The languages that were detected, not set, in the last few clips of a session that have a text, newest first.
SESSION_LANGUAGES = f"""
    SELECT language FROM (
        SELECT language, options, outcome FROM runs
        WHERE session_id = ? AND state = 'completed' AND deleted_at IS NULL ORDER BY turn DESC LIMIT 20)
    WHERE outcome = 'text' AND language IS NOT NULL AND {_LANGUAGE} IS NULL LIMIT 5
"""
#: Runs leased to an owner.
OWNED = f"{_RUNS} WHERE runs.owner = ?"
#: How many unfinished runs want a model.
WANTING_MODEL = f"""
    SELECT count(*) FROM runs
    WHERE state IN ('queued', 'running', 'paused') AND deleted_at IS NULL AND {_MODEL} = ?
"""
#: Whether any run is queued or running.
UNFINISHED = """
    SELECT EXISTS (
        SELECT 1 FROM runs WHERE state IN ('queued', 'running') AND deleted_at IS NULL
          AND (:is_any OR is_wanted(CAST(run_id AS BLOB))))
"""

# --- writing runs: every change of state is a compare-and-set ---

#: The fields that a transition may change, only if the run is still in the state that the decision was based on.
UPDATE_RUN = """
    UPDATE runs SET
        options = :options, state = :state, phase = :phase, attempt = :attempt, tries = :tries, goes_on = :goes_on,
        crashes = :crashes, suspect = :suspect, owner = :owner, requested = :requested, outcome = :outcome,
        reason = :reason, done_s = :done_s, windows_done = :windows_done, preview = :preview,
        started_at = :started_at, ended_at = :ended_at, kept_since = coalesce(:kept_since, kept_since),
        queued_at = :queued_at, resumed_s = :resumed_s, shown_attempt = :shown_attempt,
        unheard_places = :unheard_places, sound = :sound
    WHERE run_id = :run_id AND state = :was_state AND attempt = :was_attempt AND owner IS :was_owner
"""
#: A person's request for a running run.
REQUEST = "UPDATE runs SET requested = ? WHERE run_id = ? AND state = 'running'"
#: The phase of a running run, reported by the worker of its current attempt.
UPDATE_PHASE = """
    UPDATE runs SET phase = ?, device = coalesce(?, device)
    WHERE run_id = ? AND attempt = ? AND owner = ? AND state = 'running'
"""
#: Progress of the current attempt after a finished window.
UPDATE_PROGRESS = """
    UPDATE runs SET done_s = ?, windows_done = ?, preview = ?, unheard_places = ?, language = coalesce(?, language),
        crashes = 0, suspect = 0, shown_attempt = attempt
    WHERE run_id = ? AND attempt = ? AND owner = ? AND state = 'running'
"""
#: Add an entry to a run's history, with the next number.
INSERT_EVENT = """
    INSERT INTO run_events (run_id, sequence, at, kind, attempt, from_state, to_state, detail)
    SELECT :run_id, coalesce(max(sequence), 0) + 1, :now, :kind, :attempt, :before, :after, :detail
    FROM run_events WHERE run_id = :run_id
"""
#: A run's history, oldest first.
EVENTS = """
    SELECT run_id, sequence, at, kind, attempt, from_state, to_state, detail FROM run_events
    WHERE run_id = ? ORDER BY sequence
"""

# --- windows and segments ---

#: When the windows of a run were finished, in any attempt.
WINDOWS_FINISHED = "SELECT finished_at FROM windows WHERE run_id = ? ORDER BY finished_at"

#: A finished window.
INSERT_WINDOW = """
    INSERT INTO windows (run_id, attempt, number, start_s, end_s, finished_at, unheard, channel)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
#: Until where each channel of an attempt is finished, if they are transcribed apart.
CHANNELS_DONE = """
    SELECT channel, max(end_s) FROM windows
    WHERE run_id = ? AND attempt = ? AND channel IS NOT NULL GROUP BY channel
"""
#: The speech in an attempt's windows that no word covered when they were finished.
UNHEARD = "SELECT unheard FROM windows WHERE run_id = ? AND attempt = ? AND unheard IS NOT NULL ORDER BY number"
#: A piece of text, by the machine or an edit.
INSERT_SEGMENT = """
    INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob, no_speech_prob, words, speaker, is_edited,
                          overlaps, version_of, made_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
#: Start an attempt with these options.
INSERT_ATTEMPT = "INSERT INTO attempts (run_id, attempt, options, began_at) VALUES (?, ?, ?, ?)"
#: For the first text that a person writes for a run that never started.
ENSURE_ATTEMPT = "INSERT OR IGNORE INTO attempts (run_id, attempt) VALUES (?, ?)"
#: What an attempt that resumes after the last one's finished windows takes over: these, their text and its edits.
ADOPTIONS = (
    "UPDATE windows SET attempt = :attempt WHERE run_id = :run_id AND attempt = :last",
    "UPDATE segments SET attempt = :attempt WHERE run_id = :run_id AND attempt = :last",
    "UPDATE edits SET attempt = :attempt WHERE run_id = :run_id AND attempt = :last",
    """
    UPDATE attempts SET edits = (SELECT edits FROM attempts WHERE run_id = :run_id AND attempt = :last)
    WHERE run_id = :run_id AND attempt = :attempt
    """,
)
_SEGMENT_COLUMNS = """
           coalesce(segments.version_of, segments.segment_id) AS segment_id, segments.start_s, segments.end_s,
           segments.text, segments.avg_logprob, segments.no_speech_prob, segments.words, segments.speaker,
           segments.is_edited, segments.overlaps
"""
_SEGMENTS = f"SELECT {_SEGMENT_COLUMNS} FROM segments"
_IN_TIME_ORDER = "segments.start_s, segments.end_s, coalesce(segments.version_of, segments.segment_id)"
#: The text of one attempt as it is now, in time order.
SEGMENTS = f"""
    {_SEGMENTS} JOIN attempts USING (run_id, attempt)
    WHERE segments.run_id = ? AND segments.attempt = ? AND {_SEEN} ORDER BY {_IN_TIME_ORDER} LIMIT ?
"""
#: The text of one attempt as the machine wrote it.
MACHINE_SEGMENTS = f"""
    {_SEGMENTS} WHERE segments.run_id = ? AND segments.attempt = ? AND segments.made_by = 0 ORDER BY {_IN_TIME_ORDER}
"""
#: Every segment that an attempt's text ever had, with the edits that made and ended it.
VERSIONS = f"SELECT {_SEGMENT_COLUMNS}, made_by, ended_by FROM segments WHERE run_id = ? AND attempt = ?"
#: Segments of displayed texts that contain the words, or whose speaker's name does, best first.
SEARCH = f"""
    SELECT {_RUN_COLUMNS}, segments.start_s AS found_start_s, segments.end_s AS found_end_s,
           segments.text AS found_text, coalesce(segments.version_of, segments.segment_id) AS found_id,
           segments.speaker AS found_speaker
    FROM segments_search
    JOIN segments ON segments.segment_id = segments_search.rowid
    JOIN runs ON runs.run_id = segments.run_id AND runs.shown_attempt = segments.attempt
    JOIN attempts ON attempts.run_id = segments.run_id AND attempts.attempt = segments.attempt
    LEFT JOIN clips USING (clip_id)
    WHERE segments_search MATCH ? AND runs.deleted_at IS NULL AND {_SEEN} ORDER BY rank LIMIT ?
"""
#: The attempts of a run that left a text.
TEXTS = f"""
    SELECT attempts.attempt, attempts.options, attempts.began_at, attempts.edits, count(*) AS segments
    FROM attempts JOIN segments USING (run_id, attempt)
    WHERE attempts.run_id = ? AND {_SEEN} GROUP BY attempts.attempt ORDER BY attempts.attempt
"""
#: Display another text of a run, or update the beginning of the displayed one.
SHOW_TEXT = "UPDATE runs SET shown_attempt = ?, preview = ?, unheard_places = ? WHERE run_id = ?"

# --- edits ---

#: How many edits of an attempt's text are in force.
EDITS_IN_FORCE = "SELECT edits FROM attempts WHERE run_id = ? AND attempt = ?"
#: Undo, redo, or a new edit.
SET_EDITS_IN_FORCE = "UPDATE attempts SET edits = ? WHERE run_id = ? AND attempt = ?"
#: The edits of an attempt's text, oldest first.
EDITS = "SELECT number, at, kind FROM edits WHERE run_id = ? AND attempt = ? ORDER BY number"
#: A new edit.
INSERT_EDIT = "INSERT INTO edits (run_id, attempt, number, at, kind) VALUES (?, ?, ?, ?, ?)"
#: Undone edits can be redone until another edit is made: they are then deleted, with the segments they made and ended.
FORGETTINGS = (
    "DELETE FROM segments WHERE run_id = :run_id AND attempt = :attempt AND made_by > :edits",
    "UPDATE segments SET ended_by = NULL WHERE run_id = :run_id AND attempt = :attempt AND ended_by > :edits",
    "DELETE FROM edits WHERE run_id = :run_id AND attempt = :attempt AND number > :edits",
)
#: An edit ends segments, by the ids under which they are visible.
END_SEGMENTS = """
    UPDATE segments SET ended_by = :number
    WHERE run_id = :run_id AND attempt = :attempt AND ended_by IS NULL
      AND coalesce(version_of, segment_id) IN (SELECT value FROM json_each(:ids))
"""

# --- owners ---

#: An engine starts.
INSERT_OWNER = "INSERT INTO owners (owner_id, beat) VALUES (?, 0)"
#: It is still alive; no row means that another engine declared it dead.
RENEW_OWNER = "UPDATE owners SET beat = beat + 1 WHERE owner_id = ?"
#: Whether it counts as alive.
OWNER = "SELECT 1 FROM owners WHERE owner_id = ?"
#: All engines that are registered, and how often each has renewed its lease.
OWNERS = "SELECT owner_id, beat FROM owners"
#: An engine has ended, or is declared dead.
DELETE_OWNER = "DELETE FROM owners WHERE owner_id = ?"

# --- elapsed time: see engine.days ---

#: The count, and how to replace it.
DAYS = "SELECT counted_s, seen_at, unsure_s, unsure_since FROM days"
FORGET_DAYS = "DELETE FROM days"
COUNT_DAYS = "INSERT INTO days (counted_s, seen_at, unsure_s, unsure_since) VALUES (?, ?, ?, ?)"
#: The latest time stamp, by the count.
LATEST = "SELECT max((SELECT max(kept_since) FROM runs), coalesce((SELECT max(kept_since) FROM sessions), 0))"
#: When deleted runs went to the bin, by the count.
DELETED_SINCE = "SELECT run_id, kept_since FROM runs WHERE deleted_at IS NOT NULL"
_ON_THEIR_WAY = "state IN ('queued', 'running', 'paused')"
#: The clock was set: shift the times of unfinished runs to match it.
SET_TIMES = (
    f"""
    UPDATE runs SET created_at = created_at + :by_s, queued_at = queued_at + :by_s, started_at = started_at + :by_s
    WHERE {_ON_THEIR_WAY}
    """,
    f"UPDATE run_events SET at = at + :by_s WHERE run_id IN (SELECT run_id FROM runs WHERE {_ON_THEIR_WAY})",
    f"""
    UPDATE windows SET finished_at = finished_at + :by_s
    WHERE run_id IN (SELECT run_id FROM runs WHERE {_ON_THEIR_WAY})
    """,
)

# --- a damaged registry; names of tables and columns come from the schema ---

#: Whether the file is intact.
HEALTH = "PRAGMA integrity_check(2)"
#: How SQLite, from 3.44 on, names the text index in its list of problems. That does not count as damage: the index is
#: rebuilt from the texts.
IN_SEARCH = "FTS5 table main.segments_search"
#: Everything in a registry besides its rows.
OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
#: For inspecting a registry that may come from anybody: its schema may call nothing but harmless functions.
DISTRUST = "PRAGMA trusted_schema = OFF"
#: The existing tables.
TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"
#: The version of the schema.
VERSION = "PRAGMA user_version"
#: The columns of a table, in storage order.
COLUMNS = "PRAGMA table_info({table})"
#: Whether the rows of a table have a row id.
HAS_ROWID = "SELECT NOT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?"
#: Copy a row, unless it exists.
TAKE_OVER = "INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
#: Stand-ins for what a run needs and could not be read.
MISSING_SESSION = (
    "INSERT OR IGNORE INTO sessions (session_id, name, ordering, created_at) VALUES (?, ?, 'concurrent', ?)"
)
MISSING_CLIP = "INSERT OR IGNORE INTO clips (clip_id, name, source, stored_as) VALUES (?, ?, '', ?)"
#: The segments that once existed: those named in an index.
NAMED_SEGMENTS = "CREATE TEMP TABLE named_segments (run_id TEXT, attempt INTEGER, start_s REAL, segment_id INTEGER)"
NAME_SEGMENT = "INSERT INTO named_segments VALUES (?, ?, ?, ?)"
_LOST_SEGMENTS = """
    SELECT run_id FROM named_segments WHERE segment_id NOT IN (SELECT segment_id FROM segments)
"""
SET_RIGHT = (
    # Texts are visible through their attempts. If one could not be read, all edits are in force.
    """
    INSERT OR IGNORE INTO attempts (run_id, attempt, edits)
    SELECT run_id, attempt, max(max(made_by), coalesce(max(ended_by), 0)) FROM segments GROUP BY run_id, attempt
    """,
    # A run does not resume after windows of which something is missing.
    f"""
    UPDATE runs SET done_s = 0, windows_done = 0, preview = '', unheard_places = 0
    WHERE state IN ('queued', 'paused') AND windows_done > 0 AND (
        run_id IN ({_LOST_SEGMENTS}) OR windows_done <> (
            SELECT count(*) FROM windows WHERE windows.run_id = runs.run_id AND windows.attempt = runs.attempt
        )
    )
    """,
)
#: Runs that have lost text and still have their audio: they are transcribed again; the rest is their earlier text.
LOST_TEXT = f"""
    SELECT run_id FROM runs JOIN clips USING (clip_id)
    WHERE state = 'completed' AND outcome = 'text' AND stored_as IS NOT NULL
        AND (run_id NOT IN (SELECT run_id FROM segments) OR run_id IN ({_LOST_SEGMENTS}))
"""
HEAR_AGAIN = """
    UPDATE runs SET state = 'queued', outcome = NULL, done_s = 0, windows_done = 0, preview = '', unheard_places = 0,
        ended_at = NULL
    WHERE run_id = ?
"""
#: Clips with audio whose runs could not be read.
CLIPS_WITHOUT_RUN = """
    SELECT clip_id FROM clips WHERE stored_as IS NOT NULL AND clip_id NOT IN (SELECT clip_id FROM runs)
"""
#: Check the text index against the texts, and rebuild it.
CHECK_SEARCH = "INSERT INTO segments_search (segments_search, rank) VALUES ('integrity-check', 1)"
REBUILD_SEARCH = "INSERT INTO segments_search (segments_search) VALUES ('rebuild')"
#: Names that become file names: of clips, and of audio to be removed.
FILE_NAMES = """
    SELECT clip_id, stored_as FROM clips UNION ALL SELECT clip_id, stored_as FROM discarded
    UNION ALL SELECT run_id, NULL FROM runs UNION ALL SELECT session_id, NULL FROM sessions
"""
#: Release the runs of a restored registry: the engines that worked on it do not work on this one.
FREE_RUNS = """
    UPDATE runs SET state = 'queued', owner = NULL, phase = NULL, requested = NULL WHERE state = 'running'
"""
FORGET_OWNERS = "DELETE FROM owners"
#: Forget where a clip that never came in was: a retry would read it there.
FORGET_SOURCES = "UPDATE clips SET source = '' WHERE stored_as IS NULL"
#: How runs and their attempts were to be transcribed, without duplicates; and how to replace one.
ALL_OPTIONS = "SELECT options FROM runs UNION SELECT options FROM attempts WHERE options IS NOT NULL"
CHANGE_OPTIONS = (
    "UPDATE runs SET options = :new WHERE options = :old", "UPDATE attempts SET options = :new WHERE options = :old",
)  # fmt: skip
#: The audio that belongs to a clip or is to be removed, with the clip's name.
STORED = """
    SELECT stored_as, name FROM clips WHERE stored_as IS NOT NULL
    UNION ALL SELECT stored_as, NULL FROM discarded
"""
