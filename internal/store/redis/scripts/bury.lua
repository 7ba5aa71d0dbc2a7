-- Moves a message to the dead letters. ARGV: key, worker, now, reason, failures to add, in doubt still (1 or 0).
local channel, seq = held(ARGV[1], ARGV[2])
if not channel then return {'lost'} end
redis.call('HSET', message(ARGV[1]), 'state', 'dead', 'holder', '', 'reason', ARGV[4], 'concluded', ARGV[3])
redis.call('HINCRBY', message(ARGV[1]), 'failures', ARGV[5])
if ARGV[6] == '0' then redis.call('HDEL', message(ARGV[1]), 'begun') end
redis.call('ZADD', dead, ARGV[3], entry(seq, ARGV[1]))
leave(ARGV[1], channel, seq)
return {'noted', nextturn()}
