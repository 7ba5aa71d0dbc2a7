-- Puts a workspace's turn where its queues say that it is, unless something came in since they were looked at.
-- KEYS: turns, recheck. ARGV: workspace, turn as it was seen, turn as it is now, its recheck, if that has come and is done with ('' if not).
local function same(key, seen)
  return tonumber(redis.call('ZSCORE', key, ARGV[1]) or '') == tonumber(seen)
end
if same(KEYS[1], ARGV[2]) then
  if ARGV[3] == '' then
    redis.call('ZREM', KEYS[1], ARGV[1])
  else
    redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  end
end
if ARGV[4] ~= '' and same(KEYS[2], ARGV[4]) then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1
