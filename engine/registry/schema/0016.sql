-- Who else speaks at the same time in a segment, and when: a JSON array of [speaker, start, end]; NULL if nobody does.
ALTER TABLE segments ADD COLUMN overlaps TEXT;
