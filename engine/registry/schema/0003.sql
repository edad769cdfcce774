-- When it was last brought back from the bin: its age counts anew, or a rule would delete it again within the hour.
ALTER TABLE runs ADD COLUMN restored_at REAL;
