-- Holds notes for a channel. KEYS: the keys it ever held, what it holds. ARGV: for each note its key and the note.
for i = 1, #ARGV, 2 do
  if redis.call('SADD', KEYS[1], ARGV[i]) == 1 then redis.call('RPUSH', KEYS[2], ARGV[i + 1]) end
end
return 1
