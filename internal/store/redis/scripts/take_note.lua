-- Takes a note from another store, unless its channel knows its key. KEYS: the keys it ever held, the list. ARGV: key, state, note.
if redis.call('SADD', KEYS[1], ARGV[1]) == 1 and ARGV[2] ~= 'told' then redis.call('RPUSH', KEYS[2], ARGV[3]) end
return 1
