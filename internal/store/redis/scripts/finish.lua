-- Ends a channel's batch. KEYS: batch, threads. ARGV: the key of its first note, then for each thread its subject and the thread.
local first = redis.call('LINDEX', KEYS[1], 0)
if not first then return 0 end
local at = string.find(first, ' ', 1, true)
if string.sub(first, at + 1, at + tonumber(string.sub(first, 1, at - 1))) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
return 1
