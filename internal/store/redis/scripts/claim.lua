-- Leases the heads of queues. ARGV: now, end of the lease, worker, how many.
-- Returns the workspace's turn, then for each message its key, where its thread stands, and its fields.
local now, most = tonumber(ARGV[1]), tonumber(ARGV[4])
local jobs = {''}
local function take(channel)
  local head = redis.call('ZRANGE', queue(channel), 0, 0, 'WITHSCORES')
  if not head[1] or tonumber(head[2]) > now then return free(channel) end
  local key = keyof(head[1])
  redis.call('HSET', message(key), 'holder', ARGV[3], 'until', ARGV[2])
  hold(channel, ARGV[2])
  local thread = redis.call('HGET', message(key), 'thread_of')
  local ts = thread ~= '' and wassent(thread) or ''
  jobs[#jobs + 1] = {key, ts, redis.call('HGETALL', message(key))}
end
local function each(channels)
  for _, channel in ipairs(channels) do
    if #jobs > most then return end
    take(channel)
  end
end
each(redis.call('ZRANGEBYSCORE', turns, whole(ZERO), ARGV[1], 'LIMIT', 0, most))
each(redis.call('ZRANGEBYSCORE', turns, '-inf', '(' .. whole(ZERO), 'LIMIT', 0, most))
jobs[1] = nextturn()
return jobs
