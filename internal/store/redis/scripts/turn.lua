-- Takes the next turn at each of KEYS. ARGV: now, how far off it may be, then for each key how often a turn comes and how many may come
-- at once. A key holds when all of its turns are free again. Returns how long it is until each.
local now, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local at, waits, free = now, {}, {}
for i, key in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local all = tonumber(redis.call('GET', key) or now)
  at = math.max(at, all - (burst - 1) * every)
  waits[i], free[i] = at - now, math.max(at, all) + every
end
if at - now > most then return waits end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', free[i]), 'PX', string.format('%.0f', math.max(free[i] - now, 1)))
end
return waits
