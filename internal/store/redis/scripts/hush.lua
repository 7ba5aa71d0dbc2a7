-- Leaves no turn at KEYS[1] for ARGV[2] ms from now on. ARGV: now, that, how often a turn comes, how many may come at once.
local free = tonumber(ARGV[1]) + tonumber(ARGV[2]) + (tonumber(ARGV[4]) - 1) * tonumber(ARGV[3])
if free <= tonumber(redis.call('GET', KEYS[1]) or 0) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', string.format('%.0f', math.max(free - tonumber(ARGV[1]), 1)))
return 1
