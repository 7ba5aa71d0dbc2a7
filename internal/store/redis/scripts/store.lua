-- Stores messages in their order, or none. ARGV: workspace, then for each message: key, channel, kind, text, blocks, thread,
-- not before, created. Returns the workspace's turn, or the key of a message whose thread is not there after 'orphan'.
local function stored(key)
  local m = redis.call('HMGET', message(key), 'channel', 'not_before')
  if m[1] then return m[1], tonumber(m[2]) end
  local _, notbefore, channel = wassent(key)
  return channel, notbefore
end

local batch, new = {}, {}
for i = 2, #ARGV, 8 do
  local key, channel, thread, notbefore = ARGV[i], ARGV[i + 1], ARGV[i + 5], tonumber(ARGV[i + 6])
  if thread ~= '' then
    local in_channel, parent = stored(thread)
    if not in_channel and batch[thread] then
      in_channel, parent = batch[thread].channel, batch[thread].notbefore
    end
    if in_channel ~= channel then return {'orphan', key} end
    notbefore = math.max(notbefore, parent) -- else it would stand before its parent in the queue
  end
  if not batch[key] and not stored(key) then
    batch[key] = {channel = channel, notbefore = notbefore}
    new[#new + 1] = i
  end
end

if #new > 0 then
  local time = redis.call('TIME')
  local seq = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', base .. ':seq') or 0) + 1)
  for _, i in ipairs(new) do
    local key, channel, notbefore = ARGV[i], ARGV[i + 1], whole(batch[ARGV[i]].notbefore)
    redis.call('HSET', message(key), 'state', 'pending', 'team', ARGV[1], 'channel', channel, 'kind', ARGV[i + 2], 'text', ARGV[i + 3],
      'blocks', ARGV[i + 4], 'thread_of', ARGV[i + 5], 'not_before', notbefore, 'created', ARGV[i + 7], 'seq', whole(seq),
      'failures', 0)
    line(key, channel, seq, notbefore, ARGV[i + 7])
    seq = seq + 1
  end
  redis.call('SET', base .. ':seq', whole(seq - 1))
end
return {'stored', nextturn()}
