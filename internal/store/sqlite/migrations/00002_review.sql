-- Changes that articles propose, whole, as JSON; what they are looked up by stands beside it. Of decided, a time, the least is
-- that of a change that is pending.

-- +goose Up
CREATE TABLE changes (
	key      TEXT PRIMARY KEY,
	subject  TEXT NOT NULL,
	standing TEXT NOT NULL,
	pending  INTEGER NOT NULL,
	found    INTEGER NOT NULL,
	decided  INTEGER NOT NULL,
	version  INTEGER NOT NULL,
	body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_subject ON changes (subject, found);
CREATE INDEX changes_pending ON changes (found) WHERE pending;
CREATE INDEX changes_decided ON changes (decided) WHERE NOT pending;
CREATE INDEX changes_confirmed ON changes (decided) WHERE standing = 'confirmed';

-- The audit log: rows are added and never changed.
CREATE TABLE decisions (
	seq    INTEGER PRIMARY KEY AUTOINCREMENT,
	change TEXT NOT NULL,
	body   TEXT NOT NULL
) STRICT;
