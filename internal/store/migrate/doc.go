// Package migrate moves all that one store keeps into another: from SQLite to Redis and back.
//
// Promises: the store that is left is not changed; a move that was cut short is taken up by the same move again, as each record
// is put under its own key and one that is there is left; at the end both stores are read anew, and the move has succeeded only
// where both hold the same records of each kind, by count and by hash.
//
// It leaves to others that no bot uses either store meanwhile, and what the records mean.
package migrate
