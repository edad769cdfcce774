"""The registry's SQL for what was deleted, or may be, each query with a sentence. Only `trash` runs these."""

from __future__ import annotations

#: Hide runs; a running one is marked to be cancelled.
DELETE_RUNS = """
    UPDATE runs SET deleted_at = :now, kept_since = :kept_since,
        requested = CASE WHEN state = 'running' THEN 'cancel' ELSE requested END
    WHERE run_id IN (SELECT value FROM json_each(:ids)) AND deleted_at IS NULL
"""
#: Restore runs.
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
#: Deleted sessions under their old names, most recently deleted first.
DELETED_SESSIONS = """
    SELECT session_id, coalesce(freed_name, name), ordering, created_at, vocabulary FROM sessions
    WHERE deleted_at IS NOT NULL
    ORDER BY deleted_at DESC, rowid DESC
"""
#: Hide a session and free its name.
DELETE_SESSION = """
    UPDATE sessions SET deleted_at = ?, kept_since = ?, freed_name = name, name = session_id
    WHERE session_id = ? AND deleted_at IS NULL
"""
#: The sessions of these runs that are deleted.
DELETED_SESSIONS_OF = """
    SELECT DISTINCT sessions.session_id FROM runs JOIN sessions USING (session_id)
    WHERE runs.run_id IN (SELECT value FROM json_each(?)) AND sessions.deleted_at IS NOT NULL
"""
#: The old name of a deleted session.
FREED_NAME = (
    "SELECT coalesce(freed_name, name) AS freed_name FROM sessions WHERE session_id = ? AND deleted_at IS NOT NULL"
)
#: Restore a session under this name.
RESTORE_SESSION = "UPDATE sessions SET deleted_at = NULL, freed_name = NULL, name = ? WHERE session_id = ?"
#: Delete runs for good, along with what belongs to them.
PURGE_RUNS = "DELETE FROM runs WHERE deleted_at IS NOT NULL AND kept_since <= ? AND state <> 'running'"
#: The same for these runs, whenever they were deleted.
PURGE_SOME_RUNS = """
    DELETE FROM runs WHERE run_id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL AND state <> 'running'
"""
#: Every clip with the state of its runs, for a person's rule: see `engine.registry.retention.Kept`.
KEPT = """
    SELECT clips.clip_id, json_group_array(CAST(runs.run_id AS TEXT)) AS run_ids,
           CASE WHEN clips.stored_as IS NULL THEN 0 ELSE coalesce(clips.size_bytes, 0) END AS size_bytes,
           max(runs.kept_since) AS since,
           min(runs.state IN ('completed', 'cancelled'))
               OR min(runs.deleted_at IS NOT NULL AND runs.state <> 'running') AS has_ended,
           min(runs.deleted_at IS NOT NULL) AS is_deleted
    FROM clips JOIN runs USING (clip_id) GROUP BY clips.clip_id
"""
#: Mark the audio of these clips for removal, while their texts stay.
REMOVE_AUDIO = (
    """
    INSERT OR REPLACE INTO discarded (clip_id, stored_as) SELECT clip_id, stored_as FROM clips
    WHERE stored_as IS NOT NULL AND clip_id IN (SELECT value FROM json_each(:ids))
    """,
    "UPDATE clips SET stored_as = NULL WHERE clip_id IN (SELECT value FROM json_each(:ids))",
)
#: Mark the audio of clips that no run has any more for removal.
DISCARD_AUDIO = """
    INSERT OR REPLACE INTO discarded (clip_id, stored_as)
    SELECT clip_id, stored_as FROM clips WHERE stored_as IS NOT NULL AND clip_id NOT IN (SELECT clip_id FROM runs)
"""
#: Delete these clips.
PURGE_CLIPS = "DELETE FROM clips WHERE clip_id NOT IN (SELECT clip_id FROM runs)"
#: Delete deleted sessions without runs.
PURGE_SESSIONS = """
    DELETE FROM sessions
    WHERE deleted_at IS NOT NULL AND kept_since <= ? AND session_id NOT IN (SELECT session_id FROM runs)
        AND session_id NOT IN (SELECT session_id FROM arrivals)
"""
#: Clips whose audio is to be removed.
DISCARDED = "SELECT clip_id, stored_as FROM discarded"
#: Clips whose audio was removed.
FORGET_DISCARDED = "DELETE FROM discarded WHERE clip_id IN (SELECT value FROM json_each(?))"

#: Rewrite the text index without what is only marked as deleted.
REWRITE_SEARCH = "INSERT INTO segments_search (segments_search) VALUES ('optimize')"
#: Empty the write-ahead log, as far as nobody is reading it.
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
