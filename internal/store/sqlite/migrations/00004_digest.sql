-- What a subscription asks for besides topics and time, as JSON, and up to when its channel was told.

-- +goose Up
ALTER TABLE subscriptions ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE subscriptions ADD COLUMN told INTEGER NOT NULL DEFAULT -62135596800000;

-- Which messages come next is read from the index alone, however long they are and however many wait.
DROP INDEX outbox_queues;
CREATE INDEX outbox_queues ON outbox (team, channel, not_before, seq, until) WHERE state = 'pending';
CREATE INDEX outbox_waiting ON outbox (seq, team, not_before) WHERE state = 'pending';
