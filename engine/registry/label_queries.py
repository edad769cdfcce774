"""The registry's SQL for what doors took and have not stored yet, each query with a sentence."""

from __future__ import annotations

#: What a door took, unless it has been stored. The row is deleted with the commit of its run.
INSERT_LABEL = """
    INSERT OR IGNORE INTO arrivals (run_id, session_id, source, options, opens_folders, door)
    SELECT :run_id, :session_id, :source, :options, :opens_folders, :door
    WHERE NOT EXISTS (SELECT 1 FROM runs WHERE run_id = :run_id)
"""
REMOVE_LABEL = "DELETE FROM arrivals WHERE run_id = ?"
REMOVE_LABELS = "DELETE FROM arrivals WHERE run_id IN (SELECT value FROM json_each(?))"
#: The engines that took something.
DOORS = "SELECT DISTINCT door FROM arrivals"
#: What one of them took, and its takeover by another; without what is stored already. A row that a disk has damaged
#: cannot be written to: it is forgotten once it has been read.
LABELS = "SELECT run_id, session_id, source, options, opens_folders FROM arrivals WHERE door = ? ORDER BY position"
TAKE_LABELS = """
    UPDATE arrivals SET door = ?
    WHERE door = ? AND typeof(run_id) = 'text' AND typeof(session_id) = 'text' AND typeof(source) = 'text'
        AND typeof(options) = 'text' AND typeof(opens_folders) = 'integer'
"""
FORGET_DAMAGED_LABELS = "DELETE FROM arrivals WHERE door = ?"
FORGET_STORED_LABELS = """
    DELETE FROM arrivals
    WHERE door = ? AND (run_id IN (SELECT run_id FROM runs) OR run_id IN (SELECT clip_id FROM clips))
"""
#: Everything on its way in.
LABELLED = "SELECT run_id FROM arrivals UNION ALL SELECT clip_id FROM uploads"
#: In a restored registry there is none.
FORGET_LABELS = "DELETE FROM arrivals"
