-- Pauses a subscription that is not paused. KEYS: the workspace's, the due ones. ARGV: channel, its name among the due, why.
local has = redis.call('HGET', KEYS[1], ARGV[1])
if not has then return 0 end
local when, why, rest = string.match(has, '^(%S+ %S+ )(%S*)( .*)$')
if why ~= '' then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], when .. ARGV[3] .. rest)
redis.call('ZREM', KEYS[2], ARGV[2])
return 1
