-- Puts a dead letter back in its place. ARGV: key.
local m = redis.call('HMGET', message(ARGV[1]), 'state', 'channel', 'seq', 'not_before', 'created', 'begun')
if m[1] ~= 'dead' then return {'lost'} end
redis.call('HSET', message(ARGV[1]), 'state', 'pending', 'failures', 0, 'reason', '')
redis.call('HDEL', message(ARGV[1]), 'until', 'concluded')
redis.call('ZREM', dead, entry(m[3], ARGV[1]))
if m[6] then redis.call('SADD', doubt, ARGV[1]) end
line(ARGV[1], m[2], tonumber(m[3]), m[4], m[5])
return {'noted', nextturn()}
