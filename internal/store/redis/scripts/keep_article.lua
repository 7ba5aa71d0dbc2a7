-- Keeps a version of the article KEYS[1], and its place in the list KEYS[2] of its feed.
-- ARGV: revision, hash, the version, guid, its place.
local id = ARGV[1] .. ':' .. ARGV[2]
local has = redis.call('HGET', KEYS[1], 'v:' .. id)
local n
if has then
  n = string.sub(has, 1, string.find(has, ' ', 1, true) - 1)
else
  n = redis.call('HINCRBY', KEYS[1], 'count', 1)
end
redis.call('HSET', KEYS[1], 'v:' .. id, n .. ' ' .. ARGV[3])
local newest = redis.call('HGET', KEYS[1], 'newest')
if not newest or tonumber(ARGV[1]) >= tonumber(string.match(newest, '^(-?%d+):')) then
  redis.call('HSET', KEYS[1], 'newest', id)
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
end
return 1
