-- Brings a workspace's turn forward. KEYS: turns. ARGV: workspace, turn.
-- The turn gets less in any case, so that whoever saw the old one and would put it off finds out (settle.lua).
local was = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or math.huge)
local turn = math.min(tonumber(ARGV[2]), was - 1)
redis.call('ZADD', KEYS[1], string.format('%.0f', turn), ARGV[1])
return 1
