-- +goose Up

-- How long a feed says it stays as it is, in nanoseconds: an answer that it has not changed does not say it again.
ALTER TABLE feeds ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0;
