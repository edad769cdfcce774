-- How many attempts of a run there were to people: one that was given back in order, for a pause or because Everyclip
-- was closed, and the one that went on with it count as one. And whether the next one goes on with the last.
ALTER TABLE runs ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN goes_on INTEGER NOT NULL DEFAULT 0;
CREATE TEMP TABLE given_back AS
    SELECT run_id, attempt, sequence FROM run_events
    WHERE from_state = 'running' AND (kind = 'pause' OR (
        kind = 'requeue' AND iif(json_valid(detail), json_extract(detail, '$.code'), NULL) = 'engine_closed'));
CREATE INDEX temp.given_back_of_run ON given_back (run_id);
UPDATE runs SET goes_on = state IN ('queued', 'paused') AND EXISTS (
    SELECT 1 FROM given_back WHERE given_back.run_id = runs.run_id AND given_back.attempt = runs.attempt);
UPDATE runs SET tries = max(min(attempt, 1), attempt - (
    SELECT count(*) FROM given_back WHERE given_back.run_id = runs.run_id AND given_back.attempt < runs.attempt));
DROP TABLE given_back;
