-- Notes that a send begins. ARGV: key, worker, now.
local channel, _, ends = held(ARGV[1], ARGV[2])
if not channel or ends <= tonumber(ARGV[3]) then return {'lost'} end
redis.call('HSET', message(ARGV[1]), 'begun', ARGV[3])
redis.call('SADD', doubt, ARGV[1])
return {'noted', ''}
