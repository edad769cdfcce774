-- The channel that a window was heard in, from 0, where those of a clip are transcribed apart: work goes on in each of them.
ALTER TABLE windows ADD COLUMN channel INTEGER;
