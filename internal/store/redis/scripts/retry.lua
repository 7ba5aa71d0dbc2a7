-- Gives a lease back; the channel waits. ARGV: key, worker, until, reason, failures to add, in doubt still (1 or 0).
local channel = held(ARGV[1], ARGV[2])
if not channel then return {'lost'} end
redis.call('HSET', message(ARGV[1]), 'holder', '', 'until', ARGV[3], 'reason', ARGV[4])
redis.call('HINCRBY', message(ARGV[1]), 'failures', ARGV[5])
if ARGV[6] == '0' then
  redis.call('HDEL', message(ARGV[1]), 'begun')
  redis.call('SREM', doubt, ARGV[1])
end
hold(channel, ARGV[3])
return {'noted', nextturn()}
