"""The registry's SQL for speakers to be found, each query with a sentence. Only `speakers` runs these."""

from __future__ import annotations

#: In the order in which `speakers` reads them.
_COLUMNS = (
    "run_id, request, count, speaker_jobs.state, speaker_jobs.owner, speaker_jobs.done_s, found, speaker_jobs.reason"
)
#: A request, in place of an earlier one, at the end of the queue.
ASK = """
    INSERT OR REPLACE INTO speaker_jobs (run_id, request, count, state)
    VALUES (:run_id, 1 + coalesce((SELECT request FROM speaker_jobs WHERE run_id = :run_id), 0), :count, 'queued')
"""
#: What is known of a run's request.
JOB = f"SELECT {_COLUMNS} FROM speaker_jobs WHERE run_id = ?"
#: A new text has no speakers: forget those that were found in the last one. A request that waits is for this one.
FORGET = "DELETE FROM speaker_jobs WHERE run_id = ? AND state NOT IN ('queued', 'running')"
#: The requests that have not ended, of runs that can be worked on or will be.
UNFINISHED = """
    SELECT run_id FROM speaker_jobs JOIN runs USING (run_id)
    WHERE speaker_jobs.state IN ('queued', 'running') AND runs.deleted_at IS NULL
"""
#: The next request that nobody works on, of a run whose text is there.
NEXT = f"""
    SELECT {_COLUMNS} FROM speaker_jobs JOIN runs USING (run_id)
    WHERE runs.state IN ('completed', 'failed', 'cancelled') AND runs.deleted_at IS NULL
        AND (:is_any OR is_wanted(CAST(run_id AS BLOB))) AND speaker_jobs.state IN ('queued', 'running')
        AND (speaker_jobs.owner IS NULL OR speaker_jobs.owner NOT IN (SELECT owner_id FROM owners))
    ORDER BY speaker_jobs.rowid LIMIT 1
"""
#: How many speakers a text had as the machine wrote it: those of channels that were transcribed apart.
OF_CHANNELS = "SELECT count(DISTINCT speaker) FROM segments WHERE run_id = ? AND attempt = ? AND made_by = 0"
#: Begin with it.
CLAIM = "UPDATE speaker_jobs SET state = 'running', owner = ? WHERE run_id = ? AND request = ?"
#: How far its owner has come with it; no row if it is no longer theirs.
PROGRESS = """
    UPDATE speaker_jobs SET done_s = ? WHERE run_id = ? AND request = ? AND owner = ? AND state = 'running'
"""
#: How it ended.
END = """
    UPDATE speaker_jobs SET state = :state, owner = NULL, found = :found, reason = :reason
    WHERE run_id = :run_id AND request = :request
"""
