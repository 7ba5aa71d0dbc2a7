-- Which workspaces may have something to send? KEYS: turns, recheck, batches. ARGV: now, how many.
-- Returns the number of batches that were cut short, and for each workspace its name, its turn and its recheck ('' for none).
-- Those whose time has come go first, the earliest first; then those that have something ready, the longest waiting first.
local ZERO = '-62135596800000'
local out, seen = {redis.call('HLEN', KEYS[3])}, {}
local function add(team, turn)
  if seen[team] then return end
  seen[team] = true
  out[#out + 1] = team
  out[#out + 1] = turn
  out[#out + 1] = redis.call('ZSCORE', KEYS[2], team) or ''
end
local function all(list)
  for i = 1, #list, 2 do add(list[i], list[i + 1]) end
end
all(redis.call('ZRANGEBYSCORE', KEYS[1], ZERO, ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2]))
all(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ZERO, 'WITHSCORES', 'LIMIT', 0, ARGV[2]))
for _, team in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  add(team, redis.call('ZSCORE', KEYS[1], team) or '')
end
return out
