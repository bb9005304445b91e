-- How a version is to be run, and what looking at its files found: JSON documents.

ALTER TABLE model_version ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE model_version ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
