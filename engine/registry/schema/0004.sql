-- Where the voice detector heard speech in a window that no word covers: [[start_s, end_s], …]; NULL where nowhere.
ALTER TABLE windows ADD COLUMN unheard TEXT;
-- How many such places the text that is shown has left.
ALTER TABLE runs ADD COLUMN unheard_places INTEGER NOT NULL DEFAULT 0;
