"""The registry's SQL, each query named and told in a sentence. Only `registry` runs these."""

from __future__ import annotations

_RUN_COLUMNS = """
    runs.position, runs.run_id, runs.session_id, runs.options, runs.state, runs.phase, runs.attempt, runs.crashes,
    runs.suspect, runs.owner, runs.requested, runs.outcome, runs.reason, runs.language, runs.device, runs.done_s,
    runs.windows_done, runs.preview, runs.created_at, runs.started_at, runs.ended_at,
    clips.clip_id, clips.name, clips.source, clips.size_bytes, clips.sha256, clips.stored_as, clips.duration_s
"""
_RUNS = f"SELECT {_RUN_COLUMNS} FROM runs JOIN clips USING (clip_id)"

# --- sessions ---

#: All sessions, newest first.
SESSIONS = "SELECT session_id, name, ordering, created_at FROM sessions ORDER BY created_at DESC, rowid DESC"
#: How many runs each session has in each state.
SESSION_COUNTS = "SELECT session_id, state, count(*) FROM runs GROUP BY session_id, state"
#: The session of a name.
SESSION_BY_NAME = "SELECT session_id, name, ordering, created_at FROM sessions WHERE name = ?"
#: A new session.
INSERT_SESSION = "INSERT INTO sessions (session_id, name, ordering, created_at) VALUES (?, ?, ?, ?)"
#: Another name or ordering for a session.
RENAME_SESSION = "UPDATE sessions SET name = ? WHERE session_id = ?"

# --- the way in ---

#: A clip, stored in the vault or not.
INSERT_CLIP = """
    INSERT INTO clips (clip_id, name, source, size_bytes, sha256, stored_as) VALUES (?, ?, ?, ?, ?, ?)
"""
#: A run, queued or failed at the door.
INSERT_RUN = """
    INSERT INTO runs (run_id, session_id, clip_id, options, state, reason, created_at, ended_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
#: A clip that was taken in at a later try.
UPDATE_CLIP_STORED = "UPDATE clips SET size_bytes = ?, sha256 = ?, stored_as = ? WHERE clip_id = ?"
#: The length of a run's clip, as a worker read it.
UPDATE_CLIP_DURATION = """
    UPDATE clips SET duration_s = ? WHERE clip_id = (SELECT clip_id FROM runs WHERE run_id = ?)
"""
#: Whether that is long.
UPDATE_IS_LONG = "UPDATE runs SET is_long = ? WHERE run_id = ?"

# --- reading runs ---

#: One run.
RUN = f"{_RUNS} WHERE runs.run_id = ?"
#: Runs whose id begins so; two are enough to know that it is not one.
RUNS_BY_PREFIX = f"{_RUNS} WHERE runs.run_id BETWEEN ?1 AND ?1 || 'g' LIMIT 2"
#: Runs in arrival order, of a session and of a state, where given.
RUNS = f"""
    {_RUNS}
    WHERE (:session_id IS NULL OR runs.session_id = :session_id) AND (:state IS NULL OR runs.state = :state)
    ORDER BY runs.position
"""
#: Queued runs that may begin, those of long clips or the others, suspects first, then in arrival order. In a session
#: that goes in order only the first unfinished run may; a paused one does not hold up those behind it, and neither does
#: a queued one that this engine may not work on: perhaps nobody ever comes for it.
WAITING = f"""
    {_RUNS} JOIN sessions USING (session_id)
    WHERE runs.state = 'queued'
      AND runs.is_long = :is_long
      AND (:only IS NULL OR runs.run_id IN (SELECT value FROM json_each(:only)))
      AND (sessions.ordering = 'concurrent' OR NOT EXISTS (
            SELECT 1 FROM runs AS earlier
            WHERE earlier.session_id = runs.session_id AND earlier.position < runs.position
              AND (earlier.state = 'running' OR earlier.state = 'queued'
                   AND (:only IS NULL OR earlier.run_id IN (SELECT value FROM json_each(:only))))))
    ORDER BY runs.suspect DESC, runs.position
    LIMIT :limit
"""
#: Sessions that go one run at a time.
IN_ORDER_SESSIONS = "SELECT session_id FROM sessions WHERE ordering = 'in_order'"
#: Runs that an owner has the lease of.
OWNED = f"{_RUNS} WHERE runs.owner = ?"
#: How many runs are queued or running.
UNFINISHED = """
    SELECT count(*) FROM runs WHERE state IN ('queued', 'running')
      AND (:only IS NULL OR run_id IN (SELECT value FROM json_each(:only)))
"""

# --- writing runs: every change of state is a compare-and-set ---

#: The fields that a transition may change, only if the run still is what it was when it was decided.
UPDATE_RUN = """
    UPDATE runs SET
        options = :options, state = :state, phase = :phase, attempt = :attempt, crashes = :crashes,
        suspect = :suspect, owner = :owner, requested = :requested, outcome = :outcome, reason = :reason,
        done_s = :done_s, windows_done = :windows_done, preview = :preview, started_at = :started_at,
        ended_at = :ended_at
    WHERE run_id = :run_id AND state = :was_state AND attempt = :was_attempt AND owner IS :was_owner
"""
#: What a person asked of a running run.
REQUEST = "UPDATE runs SET requested = ? WHERE run_id = ? AND state = 'running'"
#: What a running run is doing, told by the worker of its current attempt.
UPDATE_PHASE = """
    UPDATE runs SET phase = ?, device = coalesce(?, device)
    WHERE run_id = ? AND attempt = ? AND owner = ? AND state = 'running'
"""
#: Progress of the current attempt after a finished window.
UPDATE_PROGRESS = """
    UPDATE runs SET done_s = ?, windows_done = ?, preview = ?, language = coalesce(?, language),
        crashes = 0, suspect = 0
    WHERE run_id = ? AND attempt = ? AND owner = ? AND state = 'running'
"""
#: One row of a run's story, with the next number.
INSERT_EVENT = """
    INSERT INTO run_events (run_id, sequence, at, kind, attempt, from_state, to_state, detail)
    SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM run_events WHERE run_id = ?1
"""
#: A run's story, oldest first.
EVENTS = """
    SELECT run_id, sequence, at, kind, attempt, from_state, to_state, detail FROM run_events
    WHERE run_id = ? ORDER BY sequence
"""

# --- windows and segments ---

#: A finished window.
INSERT_WINDOW = """
    INSERT INTO windows (run_id, attempt, number, start_s, end_s, finished_at) VALUES (?, ?, ?, ?, ?, ?)
"""
#: A piece of text.
INSERT_SEGMENT = """
    INSERT INTO segments (run_id, attempt, start_s, end_s, text, avg_logprob, no_speech_prob, words)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
#: The finished windows of an attempt go over to the next one, which goes on behind them.
ADOPT_WINDOWS = "UPDATE windows SET attempt = ? WHERE run_id = ? AND attempt = ?"
#: And so does their text.
ADOPT_SEGMENTS = "UPDATE segments SET attempt = ? WHERE run_id = ? AND attempt = ?"
#: The text of one attempt, in time order.
SEGMENTS = """
    SELECT start_s, end_s, text, avg_logprob, no_speech_prob, words FROM segments
    WHERE run_id = ? AND attempt = ? ORDER BY start_s, segment_id
"""
#: Segments of the current attempts that hold the words, best first.
SEARCH = f"""
    SELECT {_RUN_COLUMNS}, segments.start_s AS found_start_s, segments.end_s AS found_end_s,
           segments.text AS found_text
    FROM segments_search
    JOIN segments ON segments.segment_id = segments_search.rowid
    JOIN runs ON runs.run_id = segments.run_id AND runs.attempt = segments.attempt
    JOIN clips USING (clip_id)
    WHERE segments_search MATCH ? ORDER BY rank LIMIT ?
"""

# --- owners ---

#: An engine begins.
INSERT_OWNER = "INSERT INTO owners (owner_id, expires_at) VALUES (?, ?)"
#: It lives on; no row means that another engine took it for dead.
RENEW_OWNER = "UPDATE owners SET expires_at = ? WHERE owner_id = ?"
#: Whether it is taken for alive.
OWNER = "SELECT 1 FROM owners WHERE owner_id = ?"
#: All engines that are registered.
OWNERS = "SELECT owner_id, expires_at FROM owners"
#: An engine has ended, or is taken for dead.
DELETE_OWNER = "DELETE FROM owners WHERE owner_id = ?"
