-- Takes ARGV[1] out of the sorted set KEYS[1], if it stands there as it was seen.
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '') == tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
