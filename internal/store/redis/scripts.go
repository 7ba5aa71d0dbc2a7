package redis

import (
	"embed"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed scripts/*.lua
var sources embed.FS

// scripts are the steps that happen whole or not at all. Each touches the keys of one hash tag only.
var scripts = struct {
	once                                                 *goredis.Script
	newest, keepArticle                                  *goredis.Script
	unsubscribe, advance, pause                          *goredis.Script
	pick, bump, settle                                   *goredis.Script
	store, claim, begin, sent, retry, bury, requeue, dig *goredis.Script
	where, line                                          *goredis.Script
	hold, seal, finish, forget                           *goredis.Script
	take, takeNote, takeLine                             *goredis.Script
	turn, hush                                           *goredis.Script
}{
	once:   script("once"),
	newest: script("newest"), keepArticle: script("keep_article"),
	unsubscribe: script("unsubscribe"), advance: script("advance"), pause: script("pause"),
	pick: script("pick"), bump: script("bump"), settle: script("settle"),
	store: script("team", "store"), claim: script("team", "claim"), begin: script("team", "begin"), sent: script("team", "sent"),
	retry: script("team", "retry"), bury: script("team", "bury"), requeue: script("team", "requeue"), dig: script("team", "dig"),
	where: script("team", "where"), line: script("team", "waiting"),
	hold: script("hold"), seal: script("seal"), finish: script("finish"), forget: script("forget"),
	turn: script("turn"), hush: script("hush"),
	take: script("team", "take"), takeNote: script("take_note"), takeLine: script("take_line"),
}

// script puts together a script from its parts, which are files of this program.
func script(parts ...string) *goredis.Script {
	text := ""
	for _, name := range parts {
		b, err := sources.ReadFile("scripts/" + name + ".lua")
		if err != nil {
			panic(err) // the program was built without a part of itself
		}
		text += string(b)
	}
	return goredis.NewScript(text)
}
