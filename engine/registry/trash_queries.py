"""The registry's SQL for what was deleted, or may go, each query told in a sentence. Only `trash` runs these."""

from __future__ import annotations

#: Runs are hidden; a running one is to be cancelled.
DELETE_RUNS = """
    UPDATE runs SET deleted_at = :now, kept_since = :kept_since,
        requested = CASE WHEN state = 'running' THEN 'cancel' ELSE requested END
    WHERE run_id IN (SELECT value FROM json_each(:ids)) AND deleted_at IS NULL
"""
#: Runs come back.
RESTORE_RUNS = """
    UPDATE runs SET deleted_at = NULL, restored_at = ?, kept_since = ?
    WHERE run_id IN (SELECT value FROM json_each(?))
"""
#: The runs of a session that are not deleted.
RUN_IDS_OF_SESSION = "SELECT run_id FROM runs WHERE session_id = ? AND deleted_at IS NULL"
#: The runs that were deleted together with their session.
RUN_IDS_DELETED_WITH_SESSION = """
    SELECT runs.run_id FROM runs JOIN sessions USING (session_id)
    WHERE sessions.session_id = ? AND runs.deleted_at = sessions.deleted_at
"""
#: Deleted sessions under the names they had, the last one first.
DELETED_SESSIONS = """
    SELECT session_id, coalesce(freed_name, name), ordering, created_at, vocabulary FROM sessions
    WHERE deleted_at IS NOT NULL
    ORDER BY deleted_at DESC, rowid DESC
"""
#: A session is hidden and gives its name free.
DELETE_SESSION = """
    UPDATE sessions SET deleted_at = ?, kept_since = ?, freed_name = name, name = session_id
    WHERE session_id = ? AND deleted_at IS NULL
"""
#: The deleted ones of these runs' sessions.
DELETED_SESSIONS_OF = """
    SELECT DISTINCT sessions.session_id FROM runs JOIN sessions USING (session_id)
    WHERE runs.run_id IN (SELECT value FROM json_each(?)) AND sessions.deleted_at IS NOT NULL
"""
#: The name that a deleted session had.
FREED_NAME = (
    "SELECT coalesce(freed_name, name) AS freed_name FROM sessions WHERE session_id = ? AND deleted_at IS NOT NULL"
)
#: A session comes back under this name.
RESTORE_SESSION = "UPDATE sessions SET deleted_at = NULL, freed_name = NULL, name = ? WHERE session_id = ?"
#: Deleted runs are gone for good; what belongs to them goes with them.
PURGE_RUNS = "DELETE FROM runs WHERE deleted_at IS NOT NULL AND kept_since <= ? AND state <> 'running'"
#: The same of these runs, whenever they were deleted.
PURGE_SOME_RUNS = """
    DELETE FROM runs WHERE run_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL AND state <> 'running'
"""
#: Every clip with what became of its runs, for a person's rule: see `engine.registry.retention.Kept`.
KEPT = """
    SELECT clips.clip_id, json_group_array(CAST(runs.run_id AS TEXT)) AS run_ids,
           CASE WHEN clips.stored_as IS NULL THEN 0 ELSE coalesce(clips.size_bytes, 0) END AS size_bytes,
           max(runs.kept_since) AS since,
           min(runs.state IN ('completed', 'cancelled'))
               OR min(runs.deleted_at IS NOT NULL AND runs.state <> 'running') AS has_ended,
           min(runs.deleted_at IS NOT NULL) AS is_deleted
    FROM clips JOIN runs USING (clip_id) GROUP BY clips.clip_id
"""
#: The audio of these clips is to be removed, while their texts stay.
LET_AUDIO_GO = (
    """
    INSERT INTO discarded (clip_id, stored_as) SELECT clip_id, stored_as FROM clips
    WHERE stored_as IS NOT NULL AND clip_id IN (SELECT value FROM json_each(:ids))
    """,
    "UPDATE clips SET stored_as = NULL WHERE clip_id IN (SELECT value FROM json_each(:ids))",
)
#: The audio of clips that no run has any more is to be removed.
DISCARD_AUDIO = """
    INSERT INTO discarded (clip_id, stored_as)
    SELECT clip_id, stored_as FROM clips WHERE stored_as IS NOT NULL AND clip_id NOT IN (SELECT clip_id FROM runs)
"""
#: And the clips are gone.
PURGE_CLIPS = "DELETE FROM clips WHERE clip_id NOT IN (SELECT clip_id FROM runs)"
#: So are deleted sessions without runs.
PURGE_SESSIONS = """
    DELETE FROM sessions
    WHERE deleted_at IS NOT NULL AND kept_since <= ? AND session_id NOT IN (SELECT session_id FROM runs)
        AND session_id NOT IN (SELECT session_id FROM arrivals)
"""
#: Clips whose audio is to be removed.
DISCARDED = "SELECT clip_id, stored_as FROM discarded"
#: Those whose audio was.
FORGET_DISCARDED = "DELETE FROM discarded WHERE clip_id IN (SELECT value FROM json_each(?))"

#: The index of texts, without what is only marked as deleted.
REWRITE_SEARCH = "INSERT INTO segments_search (segments_search) VALUES ('optimize')"
#: The write-ahead log, as far as nobody reads in it now.
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
