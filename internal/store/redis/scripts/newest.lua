-- The newest version of the article KEYS[1], without the number in front of it.
local newest = redis.call('HGET', KEYS[1], 'newest')
if not newest then return false end
local value = redis.call('HGET', KEYS[1], 'v:' .. newest)
return string.sub(value, string.find(value, ' ', 1, true) + 1)
