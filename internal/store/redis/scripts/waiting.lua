-- What is neither sent nor dead, in the order of storing. ARGV: how many. Returns for each its number, key and fields.
local out = {}
local list = redis.call('ZRANGE', pending, 0, tonumber(ARGV[1]) - 1, 'WITHSCORES')
for i = 1, #list, 2 do
  out[#out + 1] = {list[i + 1], list[i], redis.call('HGETALL', message(list[i]))}
end
return out
