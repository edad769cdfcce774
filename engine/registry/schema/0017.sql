-- Who speaks is searched as well as what is said; words that were said count for more.
DROP TRIGGER segments_search_insert;
DROP TRIGGER segments_search_delete;
DROP TRIGGER segments_search_update;
DROP TABLE segments_search;

CREATE VIRTUAL TABLE segments_search USING fts5 (
    text, speaker, content = 'segments', content_rowid = 'segment_id', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO segments_search (segments_search, rank) VALUES ('rank', 'bm25(10.0, 1.0)');
CREATE TRIGGER segments_search_insert AFTER INSERT ON segments BEGIN
    INSERT INTO segments_search (rowid, text, speaker) VALUES (new.segment_id, new.text, new.speaker);
END;
CREATE TRIGGER segments_search_delete AFTER DELETE ON segments BEGIN
    INSERT INTO segments_search (segments_search, rowid, text, speaker)
    VALUES ('delete', old.segment_id, old.text, old.speaker);
END;
CREATE TRIGGER segments_search_update AFTER UPDATE OF text, speaker ON segments BEGIN
    INSERT INTO segments_search (segments_search, rowid, text, speaker)
    VALUES ('delete', old.segment_id, old.text, old.speaker);
    INSERT INTO segments_search (rowid, text, speaker) VALUES (new.segment_id, new.text, new.speaker);
END;
INSERT INTO segments_search (segments_search) VALUES ('rebuild');
