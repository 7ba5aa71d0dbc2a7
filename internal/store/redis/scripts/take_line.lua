-- Adds a line to a log, if it is the next. KEYS: log. ARGV: its number, from 0, and the line.
if redis.call('LLEN', KEYS[1]) == tonumber(ARGV[1]) then redis.call('RPUSH', KEYS[1], ARGV[2]) end
return 1
