-- The voices of people that a person wants to have recognised: what the voice of somebody was like in a clip. A voice
-- print is personal data: it stays until the person forgets the name, and is in no backup. The clip may be gone.
CREATE TABLE known_voices (
    name    TEXT NOT NULL,
    clip_id TEXT NOT NULL,
    -- What heard it: voices that another model heard cannot be compared with it.
    model   TEXT NOT NULL,
    -- Its numbers, as 16-bit floats, little-endian.
    print   BLOB NOT NULL,
    -- For how long it was heard, and when it was remembered.
    heard_s REAL NOT NULL,
    made_at REAL NOT NULL,
    PRIMARY KEY (name, clip_id)
) STRICT;
