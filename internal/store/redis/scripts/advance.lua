-- Moves a subscription on. KEYS: the workspace's, the due ones.
-- ARGV: channel, its name among the due, from, to, up to when it was told ('': as before).
local has = redis.call('HGET', KEYS[1], ARGV[1])
if not has then return 0 end
local from, told, rest = string.match(has, '^(%S+) (%S+)( .*)$')
if from ~= ARGV[3] then return 0 end
if ARGV[5] ~= '' then told = ARGV[5] end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4] .. ' ' .. told .. rest)
redis.call('ZADD', KEYS[2], 'XX', ARGV[4], ARGV[2]) -- paused ones are not there
return 1
