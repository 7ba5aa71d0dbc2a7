-- Is KEYS[1] new? ARGV: now, when it expires, how long Redis keeps it (ms), the name of this call.
-- What expires is judged by the caller's clock; Redis only tidies up.
local has = redis.call('GET', KEYS[1])
if has then
  local expires, caller = string.match(has, '^(-?%d+) (.*)$')
  if caller == ARGV[4] then return 1 end
  if tonumber(expires) > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. ARGV[4], 'PX', ARGV[3])
return 1
