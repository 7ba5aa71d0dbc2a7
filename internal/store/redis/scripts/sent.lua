-- Concludes a message, and forgets what it said. ARGV: key, worker, ts, now.
local channel, seq = held(ARGV[1], ARGV[2])
if not channel then return {'lost'} end
local notbefore = redis.call('HGET', message(ARGV[1]), 'not_before')
redis.call('HSET', gone, ARGV[1], ARGV[3] .. ' ' .. notbefore .. ' ' .. ARGV[4] .. ' ' .. channel)
redis.call('DEL', message(ARGV[1]))
leave(ARGV[1], channel, seq)
return {'noted', nextturn()}
