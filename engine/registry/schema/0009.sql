-- Whether a person has given the clip its name; else it is the file's, or that of the recording.
ALTER TABLE clips ADD COLUMN is_renamed INTEGER NOT NULL DEFAULT 0;
