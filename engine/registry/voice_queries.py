"""The registry's SQL for known voices, each query with a sentence. Only `voices` and `salvage` run these."""

from __future__ import annotations

#: Remember a voice as it is in a clip, in place of what was remembered of that name from the same clip.
REMEMBER = """
    INSERT OR REPLACE INTO known_voices (name, clip_id, model, print, heard_s, made_at)
    VALUES (:name, :clip_id, :model, :print, :heard_s, :now)
"""
#: All that is known, by name, in the order of `voices`.
KNOWN = "SELECT name, model, print, heard_s, made_at FROM known_voices ORDER BY name, made_at, clip_id"
#: Forget the voices of these names.
FORGET = "DELETE FROM known_voices WHERE name IN (SELECT value FROM json_each(?))"
#: Forget them all.
FORGET_ALL = "DELETE FROM known_voices"
#: Call a voice otherwise. What is known of both names from one clip is kept once.
RENAME = "UPDATE OR REPLACE known_voices SET name = :new WHERE name = :name"
