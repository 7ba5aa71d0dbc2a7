-- What the scripts of a workspace's queues share. KEYS[1] is what the names of its keys begin with; they share its hash tag.
--
-- A channel's turn is when it is to be looked at next: a time in ms while its head waits or is leased, or, where its head waits
-- for nothing, READY plus the head's number: less than any time, and in the order of storing.
local base = KEYS[1]
local turns, busy, gone, dead = base .. ':turns', base .. ':busy', base .. ':sent', base .. ':dead'
local pending, created, doubt = base .. ':pending', base .. ':created', base .. ':doubt'
local ZERO, READY = -62135596800000, -9000000000000000

local function message(key) return base .. ':message:' .. key end
local function queue(channel) return base .. ':queue:' .. channel end
local function whole(x) return string.format('%.0f', x) end

-- In a queue a message stands as its number, of sixteen digits, a colon and its key.
local function entry(seq, key) return string.format('%016.0f:', seq) .. key end
local function number(e) return tonumber(string.sub(e, 1, 16)) end
local function keyof(e) return string.sub(e, 18) end

-- Gives a channel that nobody holds its turn.
local function free(channel)
  redis.call('HDEL', busy, channel)
  local head = redis.call('ZRANGE', queue(channel), 0, 0, 'WITHSCORES')
  if not head[1] then
    redis.call('ZREM', turns, channel)
  elseif tonumber(head[2]) <= ZERO then
    redis.call('ZADD', turns, whole(READY + number(head[1])), channel)
  else
    redis.call('ZADD', turns, head[2], channel)
  end
end

-- Keeps a channel for itself until then.
local function hold(channel, till)
  redis.call('HSET', busy, channel, till)
  redis.call('ZADD', turns, till, channel)
end

-- The workspace's turn; '' where it has nothing to send.
local function nextturn()
  return redis.call('ZRANGE', turns, 0, 0, 'WITHSCORES')[2] or ''
end

-- The channel of a message that is held under a lease, or nothing.
local function held(key, worker)
  local m = redis.call('HMGET', message(key), 'state', 'holder', 'channel', 'seq', 'until')
  if m[1] ~= 'pending' or m[2] ~= worker or worker == '' then return nil end
  return m[3], tonumber(m[4]), tonumber(m[5])
end

-- Puts a message in its channel's queue; its channel waits as long as it is busy.
local function line(key, channel, seq, notbefore, made)
  redis.call('ZADD', queue(channel), notbefore, entry(seq, key))
  redis.call('ZADD', pending, whole(seq), key)
  redis.call('ZADD', created, made, key)
  if redis.call('HEXISTS', busy, channel) == 0 then free(channel) end
end

-- Takes a message out of its queue and lets its channel go on.
local function leave(key, channel, seq)
  redis.call('ZREM', queue(channel), entry(seq, key))
  redis.call('ZREM', pending, key)
  redis.call('ZREM', created, key)
  redis.call('SREM', doubt, key)
  free(channel)
end

-- What is known of a sent message: ts, not before, channel.
local function wassent(key)
  local s = redis.call('HGET', gone, key)
  if not s then return nil end
  local ts, notbefore, channel = string.match(s, '^(%S*) (%S+) %S+ (.*)$')
  return ts, tonumber(notbefore), channel
end

