-- Forgets a subscription. KEYS: the workspace's, the due ones, the workspaces. ARGV: channel, its name among the due, workspace.
local was = redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[2])
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[3], ARGV[3]) end
return was
