-- Takes a message from another store, after all others, unless its key is known. ARGV: workspace, key, channel, kind, text, blocks,
-- thread, not before, created, state, ts, failures, reason, begun, until, concluded.
local team, key, channel, notbefore, state = ARGV[1], ARGV[2], ARGV[3], ARGV[8], ARGV[10]
if redis.call('EXISTS', message(key)) == 1 or redis.call('HEXISTS', gone, key) == 1 then return nextturn() end
local time = redis.call('TIME')
local seq = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', base .. ':seq') or 0) + 1)
redis.call('SET', base .. ':seq', whole(seq))
if state == 'sent' then
  redis.call('HSET', gone, key, ARGV[11] .. ' ' .. notbefore .. ' ' .. ARGV[16] .. ' ' .. channel)
  return nextturn()
end
redis.call('HSET', message(key), 'state', state, 'team', team, 'channel', channel, 'kind', ARGV[4], 'text', ARGV[5], 'blocks', ARGV[6],
  'thread_of', ARGV[7], 'not_before', notbefore, 'created', ARGV[9], 'seq', whole(seq), 'failures', ARGV[12], 'reason', ARGV[13])
local function note(name, value)
  if tonumber(value) > ZERO then redis.call('HSET', message(key), name, value) end
end
note('begun', ARGV[14])
note('until', ARGV[15])
note('concluded', ARGV[16])
if state == 'dead' then
  redis.call('ZADD', dead, ARGV[16], entry(seq, key))
else
  if tonumber(ARGV[14]) > ZERO then redis.call('SADD', doubt, key) end
  line(key, channel, seq, notbefore, ARGV[9])
  local held_till = tonumber(redis.call('HGET', busy, channel) or ZERO)
  if tonumber(ARGV[15]) > held_till then hold(channel, ARGV[15]) end
end
return nextturn()
