"""The registry's SQL for clips that are sent over HTTP, each query with a sentence. Only `uploads` runs these."""

from __future__ import annotations

#: A clip that is being sent, with the engine that takes it.
INSERT_UPLOAD = "INSERT INTO uploads (clip_id, door) VALUES (?, ?)"
#: Whether that engine still takes it.
UPLOAD = "SELECT EXISTS (SELECT 1 FROM uploads WHERE clip_id = ? AND door = ?)"
#: Its run is committed, or nothing is left of it.
REMOVE_UPLOAD = "DELETE FROM uploads WHERE clip_id = ? AND door = ?"
#: The engines that take something.
UPLOAD_DOORS = "SELECT DISTINCT door FROM uploads"
#: What one of them takes, and its takeover by another.
UPLOADS = "SELECT clip_id FROM uploads WHERE door = ?"
TAKE_UPLOADS = "UPDATE uploads SET door = ? WHERE door = ? AND typeof(clip_id) = 'text'"
#: In a restored registry there is none.
FORGET_UPLOADS = "DELETE FROM uploads"
#: How many runs wait, of whatever door they came from.
COUNT_WAITING = "SELECT count(*) FROM runs WHERE state = 'queued' AND deleted_at IS NULL"
#: The run that a key stands for, and what it was asked for with.
KEY = "SELECT run_id, request FROM idempotency_keys WHERE key = ?"
#: A key stands for a run from now on.
INSERT_KEY = "INSERT INTO idempotency_keys (key, run_id, request) VALUES (?, ?, ?)"
