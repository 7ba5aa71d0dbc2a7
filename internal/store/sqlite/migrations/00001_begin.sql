-- Times are milliseconds since 1970, UTC; Go's zero time is -62135596800000. Lists are JSON.

-- +goose Up
CREATE TABLE feeds (
	source        TEXT PRIMARY KEY,
	url           TEXT NOT NULL,
	configured    TEXT NOT NULL,
	etag          TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	next          INTEGER NOT NULL,
	last_attempt  INTEGER NOT NULL,
	last_success  INTEGER NOT NULL,
	failures      INTEGER NOT NULL,
	last_error    TEXT NOT NULL,
	gone          INTEGER NOT NULL
) STRICT;

-- Every version of every article that was kept.
CREATE TABLE revisions (
	id          INTEGER PRIMARY KEY,
	feed        TEXT NOT NULL,
	guid        TEXT NOT NULL,
	hash        TEXT NOT NULL,
	revision    INTEGER NOT NULL,
	title       TEXT NOT NULL,
	link        TEXT NOT NULL,
	description TEXT NOT NULL,
	published   INTEGER NOT NULL,
	updated     INTEGER NOT NULL,
	authors     TEXT NOT NULL,
	categories  TEXT NOT NULL,
	paragraphs  TEXT NOT NULL,
	integrity   TEXT NOT NULL,
	first_seen  INTEGER NOT NULL,
	UNIQUE (feed, guid, revision, hash)
) STRICT;

-- The newest version of each article. shown is when it counts as published.
CREATE TABLE articles (
	feed  TEXT NOT NULL,
	guid  TEXT NOT NULL,
	id    INTEGER NOT NULL REFERENCES revisions (id),
	shown INTEGER NOT NULL,
	PRIMARY KEY (feed, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_by_time ON articles (shown);

CREATE TABLE subscriptions (
	team     TEXT NOT NULL,
	channel  TEXT NOT NULL,
	topics   TEXT NOT NULL,
	schedule TEXT NOT NULL,
	zone     TEXT NOT NULL,
	alerts   INTEGER NOT NULL,
	by       TEXT NOT NULL,
	created  INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	paused   TEXT NOT NULL,
	PRIMARY KEY (team, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_due ON subscriptions (next) WHERE paused = '';

CREATE TABLE installations (
	team      TEXT PRIMARY KEY,
	team_name TEXT NOT NULL,
	bot_token TEXT NOT NULL,
	bot_user  TEXT NOT NULL,
	app_id    TEXT NOT NULL,
	by        TEXT NOT NULL,
	at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE once (
	key     TEXT PRIMARY KEY,
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX once_expired ON once (expires);

-- seq is the order of storing. A row stays for good once it is sent, without what it said: its key is what keeps the
-- message from being sent again.
CREATE TABLE outbox (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT,
	key        TEXT NOT NULL UNIQUE,
	team       TEXT NOT NULL,
	channel    TEXT NOT NULL,
	kind       TEXT NOT NULL,
	text       TEXT NOT NULL,
	blocks     BLOB,
	thread_of  TEXT NOT NULL,
	not_before INTEGER NOT NULL,
	created    INTEGER NOT NULL,
	state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
	holder     TEXT NOT NULL DEFAULT '',  -- the lease
	until      INTEGER NOT NULL DEFAULT -62135596800000, -- end of the lease, or of the wait for the next attempt
	begun      INTEGER NOT NULL DEFAULT -62135596800000, -- of a send that is not concluded
	failures   INTEGER NOT NULL DEFAULT 0,
	reason     TEXT NOT NULL DEFAULT '',  -- of the last failure
	concluded  INTEGER NOT NULL DEFAULT -62135596800000, -- when it was sent, or died
	ts         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_queues ON outbox (team, channel, not_before, seq) WHERE state = 'pending';
CREATE INDEX outbox_unsent ON outbox (state, concluded) WHERE state <> 'sent';
