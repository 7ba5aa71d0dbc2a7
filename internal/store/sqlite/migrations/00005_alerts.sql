-- +goose Up

-- What channels are told at once. A row stays for good, without its event once that is told: its key keeps it from being told
-- again. seq is the order of holding.
CREATE TABLE alerts (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	team    TEXT NOT NULL,
	channel TEXT NOT NULL,
	key     TEXT NOT NULL,
	event   TEXT NOT NULL, -- JSON
	at      INTEGER NOT NULL,
	state   TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'sealed', 'told')),
	UNIQUE (team, channel, key)
) STRICT;
CREATE INDEX alerts_waiting ON alerts (team, channel, seq) WHERE state <> 'told';

-- Where a channel was told of something. An empty root: it was dealt with, and nothing was said.
CREATE TABLE alert_threads (
	team    TEXT NOT NULL,
	channel TEXT NOT NULL,
	subject TEXT NOT NULL,
	root    TEXT NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (team, channel, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_marks (
	name TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
