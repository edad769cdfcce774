-- Names and terms of a session, as a JSON list: what comes into it from then on is transcribed with them.
ALTER TABLE sessions ADD COLUMN vocabulary TEXT NOT NULL DEFAULT '[]';
