-- A channel's batch; all that it holds becomes one where there is none. KEYS: batch, what it holds.
if redis.call('EXISTS', KEYS[1]) == 0 and redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[1]) end
return redis.call('LRANGE', KEYS[1], 0, -1)
