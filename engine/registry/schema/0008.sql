-- What the last attempt found out about the clip's sound beside its text: its tracks, and what was missing, as JSON.
ALTER TABLE runs ADD COLUMN sound TEXT;
