-- The channel of a message that is known, in whatever state. ARGV: key.
local channel = redis.call('HGET', message(ARGV[1]), 'channel')
if not channel then
  local _, _, was = wassent(ARGV[1])
  channel = was or false
end
return channel
