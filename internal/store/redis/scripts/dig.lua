-- The latest dead letters. ARGV: how many. Returns for each its place among the dead, key and fields.
local out = {}
local list = redis.call('ZREVRANGE', dead, 0, tonumber(ARGV[1]) - 1)
for i, e in ipairs(list) do
  out[i] = {e, keyof(e), redis.call('HGETALL', message(keyof(e)))}
end
return out
