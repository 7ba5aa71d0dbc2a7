-- What the last answer of a conversation was about.

-- +goose Up
CREATE TABLE talks (
	talk    TEXT PRIMARY KEY,
	entry   TEXT NOT NULL,
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX talks_expired ON talks (expires);
