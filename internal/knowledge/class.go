package knowledge

// class is what a word tells by itself, whatever text it stands in.
type class uint16

// The classes.
const (
	month      class = 1 << iota // a month
	season                       // a season
	fraction                     // a part of a whole
	quantity                     // an amount that is no figure
	duration                     // a unit of time
	opining                      // says what somebody thinks
	causing                      // says why
	negation                     // denies
	disclosing                   // says that something is said
	wishes                       // is about what is to be
	beginning                    // begins something else after what is counted
	linking                      // may end one of the pairs that wishing lists
)

// classes tells of which classes a word in lower case is.
var classes = classify(map[class]string{
	month:      "january february march april may june july august september october november december",
	season:     "spring summer autumn winter",
	fraction:   "half third thirds quarter quarters majority most fifth",
	quantity:   "half third most all none no dozen hundred hundreds thousand thousands single",
	duration:   "year years month months week weeks day days hour hours",
	opining:    "said says say warn warned warns argue argued argues criticised criticises critical welcomed welcomes backed backs called calls calling opposed opposes supported supports urged urges concern concerns concerned worry worried fear feared fears disappointed praised condemned believed believes thought thinks want wants wanted questioned questions found claimed told felt favour support reservations hailed accepted rejected agreed doubted challenged",
	causing:    "because reason reasons due owing since so aim aims aimed meant purpose result after following cited citing blamed given argued said concern concerns concerned could would risk means evidence judging judged arguing saying believing saw help ensure allow improve reduce undermine undermined undermines barrier barriers hinder hindered prevent prevented prevents difficult fear lack lacked lacks",
	negation:   "no not neither nor none never nothing",
	disclosing: "name names named give gives gave given report reports reported say says said state states stated specify specified list lists listed spelt detail details disclosed split breakdown",
	wishes:     "should would will want wants wanted promise promised plan plans planned aim aims aimed target propose proposes proposed proposal recommend recommends recommended recommendation",
	beginning:  "in for to by with from at on was were is are be been had has have that who which would will could may could were as over under between within across into until since and-or than about",
	linking:    "for be to",
})

func classify(lists map[class]string) map[string]class {
	out := map[string]class{}
	for c, words := range lists {
		for w := range setOf(words) {
			out[w] |= c
		}
	}
	return out
}
