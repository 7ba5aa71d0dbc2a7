package feed

import (
	"unicode"

	"golang.org/x/text/language"
)

// scripts are the writing systems that a language's ISO 15924 code stands for, where the code is not the table's name.
var scripts = map[string][]*unicode.RangeTable{
	"Latn": {unicode.Latin}, "Cyrl": {unicode.Cyrillic}, "Grek": {unicode.Greek}, "Arab": {unicode.Arabic},
	"Hebr": {unicode.Hebrew}, "Armn": {unicode.Armenian}, "Geor": {unicode.Georgian}, "Deva": {unicode.Devanagari},
	"Beng": {unicode.Bengali}, "Guru": {unicode.Gurmukhi}, "Gujr": {unicode.Gujarati}, "Taml": {unicode.Tamil},
	"Telu": {unicode.Telugu}, "Knda": {unicode.Kannada}, "Mlym": {unicode.Malayalam}, "Sinh": {unicode.Sinhala},
	"Thai": {unicode.Thai}, "Laoo": {unicode.Lao}, "Khmr": {unicode.Khmer}, "Mymr": {unicode.Myanmar},
	"Tibt": {unicode.Tibetan}, "Ethi": {unicode.Ethiopic}, "Mong": {unicode.Mongolian},
	"Hans": {unicode.Han, unicode.Bopomofo}, "Hant": {unicode.Han, unicode.Bopomofo}, "Hani": {unicode.Han},
	"Jpan": {unicode.Han, unicode.Hiragana, unicode.Katakana}, "Kore": {unicode.Hangul, unicode.Han},
}

const defaultLang = "en-GB"

// foreigner tells the letters of other writing systems from those of a feed's language.
type foreigner struct{ own []*unicode.RangeTable }

// foreignTo returns the foreigner for a language. Of a language whose script it does not know it suspects nothing.
func foreignTo(lang string) foreigner {
	if lang == "" {
		lang = defaultLang
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return foreigner{}
	}
	script, _ := tag.Script()
	return foreigner{own: scripts[script.String()]}
}

// is reports whether r is a letter of another script. Digits, punctuation and what all scripts share never are.
func (f foreigner) is(r rune) bool {
	return len(f.own) > 0 && unicode.IsLetter(r) && !unicode.IsOneOf(f.own, r) && !unicode.In(r, unicode.Common, unicode.Inherited)
}

// count returns how many letters of a text are foreign, and how many are the language's own.
func (f foreigner) count(s string) (foreign, own int) {
	for _, r := range s {
		switch {
		case f.is(r):
			foreign++
		case unicode.IsLetter(r):
			own++
		}
	}
	return foreign, own
}

// fills reports whether a text is written in another script but for a few words, and is more than a name.
func (f foreigner) fills(s string) bool {
	foreign, own := f.count(s)
	return foreign >= minForeign && own*2 <= foreign
}
