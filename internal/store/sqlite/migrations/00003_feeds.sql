-- +goose Up

-- What curators decided on feeds: those that they added, and those of the settings that they paused.
CREATE TABLE followed (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	url        TEXT NOT NULL,
	every      INTEGER NOT NULL, -- milliseconds
	lang       TEXT NOT NULL,
	configured INTEGER NOT NULL,
	paused     INTEGER NOT NULL,
	team       TEXT NOT NULL,
	by         TEXT NOT NULL,
	at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far the walk through a feed's older pages has come.
CREATE TABLE archives (
	source   TEXT PRIMARY KEY,
	until    INTEGER NOT NULL,
	page     INTEGER NOT NULL,
	kept     INTEGER NOT NULL,
	oldest   INTEGER NOT NULL,
	mark     TEXT NOT NULL,
	failures INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	begun    INTEGER NOT NULL,
	ended    INTEGER NOT NULL,
	outcome  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whether an article was read from older pages.
ALTER TABLE revisions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX articles_by_feed ON articles (feed, shown);
