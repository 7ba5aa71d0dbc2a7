package watch

import "strings"

// frame says where a verb keeps what changes.
type frame uint8

const (
	takes  frame = iota + 1 // its object: the department scrapped the scheme
	is                      // its subject: the scheme ended
	either                  // its object if there is one: it started the scheme, the scheme started
	law                     // the subject, or what the law is about: became law
)

// verb is one way to say that something changed.
type verb struct {
	lemma    string
	particle string // words that must follow, at once or after a short object: put back
	kind     Kind
	frame    frame
	negated  Kind     // what it says when it is denied: will not go ahead
	needs    []string // one of these must be in the object: missed its deadline
	size     bool     // says only that a number changed, not that the thing did
}

// form is a verb in one of its forms.
type form struct {
	*verb
	tense byte // b base, s third person, g -ing, d past or past participle, n past participle only, p past only
}

var promises = strings.Fields("promise promises pledge pledges commitment commitments word")

// verbTable lists the verbs of change, one kind and frame a line; an underscore joins a verb to its particle.
var verbTable = []struct {
	kind    Kind
	frame   frame
	negated Kind
	needs   []string
	size    bool
	list    string
}{
	{kind: Dropped, frame: takes, list: `scrap drop abandon axe ditch shelve cancel discontinue withdraw abolish bin repeal terminate reject rebuff scupper kill can pull junk rescind
		revoke abort quash bury kill_off wind_up wind_down call_off go_back_on back_out_of back_away_from do_away_with decide_against rule_out back_down_on take_back row_back_on
		turn_down pull_out_of give_up_on dispense_with get_rid_of pull_the_plug_on stop freeze jettison tear_up rip_up throw_out veto halt walk_away_from back_track_on backtrack_on
		renege_on u-turn_on u-turn_over perform_a_u-turn_on perform_a_u-turn_over make_a_u-turn_on make_a_u-turn_over do_a_u-turn_on consign_to_history
		consign_to_the_dustbin take_off_the_table bring_to_an_end put_an_end_to call_time_on say_no_to stop_work_on put_paid_to spell_the_end_of
		turn_its_back_on turn_their_backs_on climb_down_on climb_down_over retreat_from retreat_on think_better_of cull strike_out wash_its_hands_of perform_an_about-turn_on
		decline_to refuse_to spell_the_end_for back_pedal_on backpedal_on give_up lay_to_rest`},
	{kind: Dropped, frame: takes, list: `end`},
	{kind: Dropped, frame: takes, needs: strings.Fields("bill legislation"), list: `remove_from strip_out_of leave_out_of`},
	{kind: Confirmed, frame: takes, negated: Dropped, list: `plan_to intend_to`},
	{frame: takes, list: `move reschedule shift retime revise reset change alter put_at set_at set_for`},
	{frame: is, list: `move_to move_from shift_to shift_from`},
	{kind: Confirmed, frame: takes, negated: Dropped, list: `take_any_further take_further pursue`},
	{kind: Started, frame: takes, needs: strings.Fields("payment payments"), list: `make`},
	{kind: Legislated, frame: takes, list: `bring_into_force put_into_force`},
	{kind: Dropped, frame: is, list: `end_for_good fall_by_the_wayside lapse come_to_an_end cease fall_victim_to be_dead be_off_the_table be_no_more bite_the_dust fall_through
		be_the_last`},
	{kind: Confirmed, frame: takes, negated: Dropped, list: `go_ahead_with proceed_with press_ahead_with continue_with push_ahead_with`},
	{kind: Confirmed, frame: is, negated: Dropped, list: `go_ahead proceed`},
	{kind: Delayed, frame: takes, list: `delay postpone defer put_back push_back put_off hold_up set_back hold_back hold_over put_on_hold put_on_ice kick_into_the_long_grass kick_into_touch
		kick_down_the_road put_on_the_back_burner kick_back push_into pause suspend stall mothball hit_the_pause_button_on press_the_pause_button_on press_pause_on hit_pause_on put_the_brakes_on`},
	{kind: Delayed, frame: is, list: `slip overrun drag_on face_delay face_delays stall grind_to_a_halt be_behind_schedule fall_behind_schedule run_behind_schedule run_late be_on_hold be_on_ice
		be_in_limbo be_hit_by_delays be_beset_by_delays experience_delays face_further_delay face_further_delays hit_delays hit_a_delay suffer_a_delay suffer_delays run_into_delays`},
	{kind: BroughtForward, frame: takes, list: `bring_forward accelerate speed_up fast-track pull_forward move_up expedite`},
	{kind: Replaced, frame: takes, list: `replace supersede swap supplant succeed subsume fold_into merge_into absorb_into take_the_place_of`},
	{kind: Replaced, frame: is, list: `give_way_to make_way_for`},
	{kind: Accepted, frame: takes, negated: Dropped, list: `accept agree_to endorse sign_up_to embrace adopt agree_with commit_to implement act_on take_forward take_up back approve say_yes_to
		give_the_green_light give_the_go-ahead give_the_nod green-light agree_in_principle_to sign_off bow_to relent_on cave_in_to heed concede`},
	{kind: Accepted, frame: is, list: `get_the_green_light get_the_go-ahead win_approval`},
	{kind: Accepted, frame: takes, needs: strings.Fields("rejection refusal"), list: `reverse overturn`},
	{kind: Confirmed, frame: takes, list: `allocate`},
	{kind: Started, frame: either, list: `start begin launch commence introduce kick_off inaugurate initiate open take_on embark_on`},
	{kind: Started, frame: is, list: `get_under_way go_live take_effect come_into_effect be_under_way be_live open_its_doors come_into_operation be_up_and_running come_into_being get_started
		get_off_the_ground get_going become_operational be_operational be_in_operation come_on_stream open_for_business swing_into_action meet_for_the_first_time hold_its_first_meeting have_its_first_reading`},
	{kind: Started, frame: takes, needs: strings.Fields("parliament commons lords mps"), list: `lay put_before`},
	{kind: Expanded, frame: takes, list: `roll_out scale_up extend expand`},
	{kind: Expanded, frame: either, size: true, list: `increase raise double triple treble quadruple boost widen top_up rise grow go_up climb jump enlarge upgrade bolster swell uplift hike up lift beef_up ramp_up step_up`},
	{kind: Reduced, frame: either, size: true, list: `cut reduce trim halve slash scale_back scale_down shrink lower fall go_down drop cut_back pare_back whittle_down water_down prune lose bring_down narrow
		squeeze curtail`},
	{kind: Delivered, frame: takes, list: `deliver complete publish finish fulfil establish achieve set_up release issue honour bring_in make_good_on unveil conclude form create finalise
		bring_out make_available wrap_up put_out align bring_into_line`},
	{kind: Delivered, frame: is, list: `be_out come_out be_now_available be_now_in_place be_complete report`},
	{kind: Delivered, frame: takes, negated: Missed, needs: append(strings.Fields("target targets deadline deadlines"), promises...), list: `keep meet honour redeem deliver_on make_good`},
	{kind: Missed, frame: takes, needs: strings.Fields("deadline deadlines target targets date timetable commitment promise pledge"), list: `miss break breach overshoot`},
	{kind: Missed, frame: is, needs: strings.Fields("deadline deadlines target date"), list: `pass come_and_gone`},
	{kind: Missed, frame: is, list: `be_now_overdue`},
	{kind: Legislated, frame: takes, list: `enact legislate_for write_into_law pass_into_law put_into_law enshrine_in_law enshrine_in_legislation sign_into_law make_law put_on_the_statute_book`},
	{kind: Legislated, frame: law, list: `become_law be_now_law receive_royal_assent come_into_force be_law be_in_force gain_royal_assent get_royal_assent enter_into_force pass_into_law
		become_an_act be_an_act be_on_the_statute_book reach_the_statute_book give_royal_assent take_legal_effect become_statutory become_mandatory become_compulsory become_a_legal_requirement become_a_legal_duty gain_legal_force
		enter_the_statute_book`},
	{kind: Legislated, frame: law, needs: strings.Fields("assent"), list: `grant give signify`},
	{kind: Legislated, frame: law, needs: strings.Fields("footing"), list: `put_on place_on`},
}

// irregular gives the past and the past participle of verbs that do not add -ed.
var irregular = map[string][2]string{
	"cut": {"cut", "cut"}, "put": {"put", "put"}, "set": {"set", "set"}, "begin": {"began", "begun"}, "take": {"took", "taken"}, "give": {"gave", "given"},
	"rise": {"rose", "risen"}, "fall": {"fell", "fallen"}, "grow": {"grew", "grown"}, "break": {"broke", "broken"}, "keep": {"kept", "kept"},
	"meet": {"met", "met"}, "hold": {"held", "held"}, "make": {"made", "made"}, "bring": {"brought", "brought"}, "go": {"went", "gone"}, "get": {"got", "got"},
	"wind": {"wound", "wound"}, "become": {"became", "become"}, "write": {"wrote", "written"}, "withdraw": {"withdrew", "withdrawn"}, "shrink": {"shrank", "shrunk"},
	"freeze": {"froze", "frozen"}, "come": {"came", "come"}, "do": {"did", "done"}, "drag": {"dragged", "dragged"}, "be": {"was", "been"}, "defer": {"deferred", "deferred"},
	"fulfil": {"fulfilled", "fulfilled"}, "scale": {"scaled", "scaled"}, "overrun": {"overran", "overrun"}, "commit": {"committed", "committed"}, "swap": {"swapped", "swapped"}, "throw": {"threw", "thrown"},
	"repeal": {"repealed", "repealed"}, "cancel": {"cancelled", "cancelled"}, "grind": {"ground", "ground"}, "tear": {"tore", "torn"}, "lay": {"laid", "laid"},
	"say": {"said", "said"}, "spell": {"spelt", "spelt"}, "hit": {"hit", "hit"}, "win": {"won", "won"}, "lose": {"lost", "lost"}, "have": {"had", "had"},
	"bite": {"bit", "bitten"}, "swell": {"swelled", "swollen"}, "run": {"ran", "run"}, "quash": {"quashed", "quashed"}, "open": {"opened", "opened"},
}

// verbForms finds verbs by any of their forms.
var verbForms = inflect()

func inflect() map[string][]form {
	out := map[string][]form{}
	add := func(s string, v *verb, tense byte) { out[s] = append(out[s], form{v, tense}) }
	for _, line := range verbTable {
		for _, item := range strings.Fields(line.list) {
			lemma, particle, _ := strings.Cut(item, "_")
			v := &verb{lemma, strings.ReplaceAll(particle, "_", " "), line.kind, line.frame, line.negated, line.needs, line.size}
			if lemma == "be" {
				for _, s := range strings.Fields("is are was were be been") {
					add(s, v, 'd')
				}
				continue
			}
			add(lemma, v, 'b')
			add(third(lemma), v, 's')
			add(participle(lemma), v, 'g')
			if irr, ok := irregular[lemma]; ok && irr[0] != irr[1] {
				add(irr[0], v, 'p')
				add(irr[1], v, 'n')
			} else {
				add(past(lemma), v, 'd')
			}
		}
	}
	return out
}

func third(s string) string {
	switch {
	case s == "go" || s == "do" || strings.HasSuffix(s, "sh") || strings.HasSuffix(s, "ch") || strings.HasSuffix(s, "ss") || strings.HasSuffix(s, "x"):
		return s + "es"
	case strings.HasSuffix(s, "y") && !isVowel(s[len(s)-2]):
		return s[:len(s)-1] + "ies"
	}
	return s + "s"
}

func participle(s string) string {
	if strings.HasSuffix(s, "e") && !strings.HasSuffix(s, "ee") {
		return s[:len(s)-1] + "ing"
	}
	return doubled(s) + "ing"
}

func past(s string) string {
	if irr, ok := irregular[s]; ok {
		return irr[0]
	}
	switch {
	case strings.HasSuffix(s, "e"):
		return s + "d"
	case strings.HasSuffix(s, "y") && !isVowel(s[len(s)-2]):
		return s[:len(s)-1] + "ied"
	}
	return doubled(s) + "ed"
}

// doubled doubles the last consonant of a word that ends with one short syllable: scrap, drop, begin.
func doubled(s string) string {
	if irr, ok := irregular[s]; ok && strings.HasSuffix(irr[0], "ed") && len(irr[0]) == len(s)+3 {
		return s + s[len(s)-1:]
	}
	n := len(s)
	groups := 0
	for i := range n {
		if isVowel(s[i]) && (i == 0 || !isVowel(s[i-1])) {
			groups++
		}
	}
	short := n > 2 && !isVowel(s[n-1]) && isVowel(s[n-2]) && !isVowel(s[n-3]) && !strings.ContainsRune("wxy", rune(s[n-1]))
	if short && (groups == 1 || s == "begin" || s == "set" || s == "put" || s == "get") {
		return s + s[n-1:]
	}
	return s
}

func isVowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

// Words that make up a verb group, and what they say.
var (
	auxiliaries = wordSet(`is are was were be been being am 's 're has have had having 've do does did will would shall should can could may might must 'll 'd
		won't wouldn't hasn't haven't hadn't isn't aren't wasn't weren't don't doesn't didn't can't cannot couldn't shouldn't mustn't to going set about`)
	adverbs = wordSet(`now also already only just quietly finally still again never not no longer since at last formally officially then soon ever actually yet once twice
		further therefore thus instead even fully largely effectively all but both simply always so far now first recently today yesterday`)
	negations = wordSet(`not never won't wouldn't hasn't haven't hadn't isn't aren't wasn't weren't don't doesn't didn't can't cannot couldn't shouldn't no neither nor nobody
		none nothing`)
	doubtful = wordSet(`could may might should can must would couldn't shouldn't`)
	beForms  = wordSet(`is are was were be been being am isn't aren't wasn't weren't 's 're`)
	haveNow  = wordSet(`has have hasn't haven't 've having`)
	openers  = wordSet(`after because when while although though but if unless whether which who whom whose where since whatever whenever once until despite as`)
	unsure   = wordSet(`if unless whether whatever whenever`)
)

// Words that govern an infinitive: what they make of it.
var (
	decides = wordSet(`decided decide decides agreed agree agrees announced vowed resolved chosen chose plan plans planning planned intends intend intended intention move moves
		moved opted proceeded decision`)
	wishes = wordSet(`urge urged urges urging call called calls calling ask asked asks asking want wants wanted hope hopes hoped need needs needed recommend recommended
		recommends propose proposed proposes demand demanded demands expected likely supposed unlikely due threatened threatens threaten tempted try tried tries trying
		refused refuse failed fail fails able ready prefer promised promise promises pledged pledge pledges reluctant invited invite asks begging lobbied pressed told
		advised seek seeks sought petitioned hoping wanting forced scope plans pressure right power powers chance option reason considering consider ministers risk
		thinking aims aim aimed pushed campaign would like`)
	plansTo = wordSet(`plan plans planning intends intend intention`)
)

// Speech: verbs that state, and verbs that wish, fear or guess.
var (
	states = wordSet(`said say says told tells announced announces confirmed confirms revealed reveals disclosed discloses admitted admits wrote writes added adds stated
		states explained explains informed informs declared declares conceded repeated reads read shows show showed acknowledged notes noted ruled pledged promised
		reported reports ran blames praised decided`)
	guesses = wordSet(`called calls calling urged urges urging wants wanted want asked asks demanded demands recommends recommended suggests suggested suggest proposes proposed
		hopes hoped hope fears feared fear warned warns warn argued argues argue believes believed believe thinks thought think expects expected predicts predicted claims
		claimed claim speculated speculates doubts doubt imagine wonder wondered wondering understood complained complains joked considered considering rumoured alleged
		insisted accused forecast worried worries worry lobbied`)
	denies = wordSet(`denied denies deny denying dismissed dismisses rejected rejects refuted refutes disputed disputes`)
	claims = wordSet(`report reports claim claims rumour rumours speculation suggestion suggestions allegation allegations story stories fear fears idea talk`)
	news   = wordSet(`news announcement decision confirmation notice word`)
)

// Whose word counts, and whose does not, as they are called in the press.
var (
	powers = []string{
		"dfe", "department", "department for education", "government", "ministers", "minister", "treasury", "chancellor", "home office", "home secretary", "prime minister",
		"secretary of state", "education secretary", "officials", "official", "whitehall", "budget", "white paper", "ministry", "spending review", "settlement", "lord chancellor",
		"statement", "written statement", "letter", "spokesperson", "spokeswoman", "spokesman", "parliament", "peers", "mps", "lords", "commons", "act", "bill", "legislation",
		"regulations", "guidance", "business plan", "policy note", "budget papers", "document", "tables", "no 10", "downing street", "cabinet",
	}
	others = []string{
		"charity", "charities", "union", "unions", "councillor", "councillors", "think-tank", "think tank", "campaigners", "campaigner", "consultant", "directors", "director",
		"committee", "experts", "expert", "academics", "researchers", "source", "sources", "insiders", "people in the sector", "newsletter", "newspaper", "newspapers", "rumour",
		"opposition", "conservatives", "shadow", "lib dems", "liberal democrats", "reform uk", "coalition", "carers", "carer", "parents", "social workers", "social worker",
		"leader", "leaders", "association", "network", "federation", "lawyers", "lawyer", "judges", "judge", "manager", "managers", "providers", "provider", "agencies", "agency",
		"firms", "firm", "company", "readers", "reader", "economist", "analysts", "commissioner", "former", "then minister", "ex-minister", "adviser", "report by", "peer", "backbenchers", "mp",
		"crossbencher", "basw", "adcs", "lga", "local government association", "county councils network", "unison", "nspcc", "barnardo's", "kinship", "alliance", "headline",
		"council", "county", "city", "town", "borough", "district", "authority", "trust", "university", "universities", "paper seen", "employers", "critics", "some", "many", "others", "one",
	}
	recent = []string{
		" today ", " yesterday ", " this week ", " this morning ", " this afternoon ", " this evening ", " last night ", " on monday ", " on tuesday ",
		" on wednesday ", " on thursday ", " on friday ", " last week ", " now ", " this month ", " at last ", " from this week ", " last month ",
	}
	elsewhere = []string{
		"scotland", "scottish", "scots", "wales", "welsh", "northern ireland", "northern irish", "stormont", "senedd", "holyrood", "edinburgh", "cardiff", "belfast",
		"glasgow", "msps", "ireland", "dundee", "swansea", "first minister", "irish",
	}
	adults = []string{"adult social care", "adults' services", "adult services", "older people", "older residents", "care home fee", "adult care", "dementia", "elderly"}
	ours   = []string{"england", "children", "child", "children's", "english"}
)
