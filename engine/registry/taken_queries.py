"""The SQL of watched folders, and of the documents to be made of what came in."""

from __future__ import annotations

#: A file is taken, unless another program has just taken it as it is.
INSERT = """
    INSERT INTO taken (run_id, place, source, size_bytes, mtime_ns, file_id, documents, done_folder)
    SELECT :run_id, :place, :source, :size_bytes, :mtime_ns, :file_id, :documents, :done_folder
    WHERE NOT EXISTS (SELECT 1 FROM taken
        WHERE place = :place AND size_bytes = :size_bytes AND mtime_ns = :mtime_ns)
"""
#: What was taken at these places, or is these files under other names; the newest first. Of what has no content it is
#: told whether it is still coming, or a failed run that a person did not stop.
KNOWN = """
    SELECT taken.run_id, place, source, taken.size_bytes, mtime_ns, file_id, sha256,
        CASE
            WHEN sha256 IS NOT NULL THEN 'in'
            WHEN EXISTS (SELECT 1 FROM arrivals WHERE arrivals.run_id = taken.run_id) THEN 'coming'
            WHEN runs.state = 'failed' AND runs.deleted_at IS NULL
                AND NOT (json_valid(runs.reason) AND json_extract(runs.reason, '$.code') IS 'taking_in_stopped')
                THEN 'failed'
            ELSE 'gone'
        END
    FROM taken LEFT JOIN runs ON runs.run_id = taken.run_id
    WHERE place IN (SELECT value FROM json_each(:places)) OR file_id IN (SELECT value FROM json_each(:files))
    ORDER BY taken.position DESC
"""
#: What came in: with the commit of its run, or of a retry.
SET_CONTENT = "UPDATE taken SET sha256 = ? WHERE run_id = ?"
#: The same content is there under another name, or with other times.
SET_PLACE = """
    UPDATE taken SET place = :place, source = :source, size_bytes = :size_bytes, mtime_ns = :mtime_ns,
        file_id = :file_id
    WHERE run_id = :run_id
"""
#: Documents to be made of runs that were neither written nor refused. A wish of a version that knew one document for
#: each run names no folder, and any later export settles it. Of several for the same document the last one counts.
TO_BE_WRITTEN = """
    SELECT run_id, sequence, detail FROM (
        SELECT run_id, max(sequence) AS sequence, detail FROM run_events
        WHERE kind = 'to_be_written' AND json_valid(detail) AND (:run_id IS NULL OR run_id = :run_id)
        GROUP BY run_id, detail) AS asked
    WHERE NOT EXISTS (
        SELECT 1 FROM run_events AS answer WHERE answer.run_id = asked.run_id AND answer.sequence > asked.sequence
            AND answer.kind IN ('exported', 'export_failed') AND (
                json_extract(asked.detail, '$.folder') IS NULL OR
                (json_valid(answer.detail) AND json_extract(answer.detail, '$.asked') = asked.sequence)))
        AND run_id NOT IN (SELECT run_id FROM speaker_jobs WHERE state IN ('queued', 'running'))
    ORDER BY run_id, sequence
"""
#: The documents to be made of a run, as they were asked for when its file was taken.
DOCUMENTS = "SELECT documents FROM taken WHERE run_id = ? AND documents IS NOT NULL"
#: Files to be moved away: their runs are completed, and every document that the last attempt was to have is written.
TO_BE_MOVED = """
    SELECT taken.run_id, source, taken.size_bytes, mtime_ns, sha256, done_folder
    FROM taken JOIN runs ON runs.run_id = taken.run_id
    WHERE done_folder IS NOT NULL AND sha256 IS NOT NULL AND runs.state = 'completed' AND NOT EXISTS (
        SELECT 1 FROM run_events AS asked
        WHERE asked.run_id = taken.run_id AND asked.kind = 'to_be_written' AND asked.attempt = runs.attempt
            AND NOT EXISTS (
                SELECT 1 FROM run_events AS answer
                WHERE answer.run_id = asked.run_id AND answer.kind = 'exported' AND json_valid(answer.detail)
                    AND json_extract(answer.detail, '$.asked') = asked.sequence))
    ORDER BY taken.position
"""
#: It is not to be moved any more.
FORGET_MOVE = "UPDATE taken SET done_folder = NULL WHERE run_id = ?"
#: It lies there now.
SET_SOURCE = "UPDATE clips SET source = ? WHERE clip_id = (SELECT clip_id FROM runs WHERE run_id = ?)"
#: A restored registry has nothing written or moved on this computer.
FORGET_WISHES = (
    "UPDATE taken SET documents = NULL, done_folder = NULL",
    "DELETE FROM run_events WHERE kind = 'to_be_written'",
)
