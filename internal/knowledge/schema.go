package knowledge

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"pledgewatch/internal/knowledge/edtf"
)

//go:generate go run pledgewatch/cmd/bot corpus schema --out ../../config/corpus

// SchemaFor is the name of the schema that describes a corpus file.
func SchemaFor(file string) string {
	switch file {
	case "sources.yaml", "topics.yaml", "lexicon.yaml":
		return strings.TrimSuffix(file, ".yaml") + ".schema.json"
	}
	return "corpus.schema.json"
}

// Schemas returns the JSON Schemas of the corpus files by name, for editors that complete and check while one types. What
// only the whole corpus can tell, such as whether an id exists, is left to Load and Lint.
func Schemas() (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, of := range map[string]any{"corpus": []Entry{}, "sources": []Source{}, "topics": []Topic{}, "lexicon": Lexicon{}} {
		r := jsonschema.Reflector{FieldNameTag: "yaml", Anonymous: true, Mapper: scalars, ExpandedStruct: name == "lexicon"}
		s := r.Reflect(of)
		s.Title = "Pledgewatch " + name
		for def, d := range s.Definitions {
			describe(def, d)
		}
		describe(name, s)
		raw, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("write the schema of %s: %w", name, err)
		}
		out[name+".schema.json"] = append(raw, '\n')
	}
	return out, nil
}

const (
	edtfPoint  = `[0-9]{2}(?:[0-9]{2}|[0-9]X|XX)(?:-(?:0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?:[0-3][0-9]|XX))?)?[~?%]?`
	edtfForm   = `^(?:` + edtfPoint + `|(?:` + edtfPoint + `|\.\.)?/(?:` + edtfPoint + `|\.\.)?)$`
	amountText = "an amount such as £45m, over £250m or up to 12 areas"
)

// scalars are the types that read their own text.
func scalars(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[edtf.Date]():
		return &jsonschema.Schema{
			Description: "an EDTF date: 2023-02-02, 2026-09, 2024, 2024-21 (spring; 22 to 24 summer to winter), 2023-10~ (about), 2025-04/2026-03, 2026-04/.. (from then on)",
			// A year alone reads as a number in YAML.
			AnyOf: []*jsonschema.Schema{{Type: "string", Pattern: edtfForm}, {Type: "integer", Minimum: "1000", Maximum: "9999"}},
		}
	case reflect.TypeFor[Amount]():
		return &jsonschema.Schema{Type: "string", Description: amountText, Pattern: amountPattern()}
	case reflect.TypeFor[Kind]():
		return &jsonschema.Schema{Type: "string", Enum: anyOf(Kinds())}
	}
	return nil
}

// amountPattern is what ParseAmount takes, in one expression.
func amountPattern() string {
	number := `[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?`
	return `^(?:(?:` + strings.Join(qualifiers, "|") + `) )?(?:£` + number + `(?:bn|m|k)?(?: [^0-9£].*)?|` + number + `(?:%(?: [^0-9£].*)?|(?:bn|m|k)? [^0-9£].*))$`
}

// describe adds what the Go types do not say.
func describe(def string, s *jsonschema.Schema) {
	if s.Properties == nil {
		return
	}
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		field := *p.Value
		if text := guide[p.Key]; text != "" {
			field.Description = strings.TrimSuffix(text+"; "+field.Description, "; ")
		}
		switch {
		case p.Key == "id":
			field.Pattern = idForm.String()
		case p.Key == "value": // a number as it stands is as good as its text
			field.Type, field.AnyOf = "", []*jsonschema.Schema{{Type: "string"}, {Type: "number"}}
		case p.Key == "paras":
			field.Items = &jsonschema.Schema{Type: "integer", Minimum: "1"}
		case p.Key == "relates":
			field.UniqueItems = true
		}
		s.Properties.Set(p.Key, &field)
	}
	if def == "Entry" {
		for _, k := range Kinds() {
			s.AllOf = append(s.AllOf, kindRule(k))
		}
	}
}

// kindRule says what an entry of a kind must and may carry: see checkFields.
func kindRule(k Kind) *jsonschema.Schema {
	r := rules[k]
	then := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
	for _, f := range []string{"status", "response", "stance", "type"} {
		if slices.Contains(r.must, f) {
			then.Properties.Set(f, &jsonschema.Schema{Enum: anyOf(r.states)})
		}
	}
	if slices.Contains(r.may, "history") {
		line := jsonschema.NewProperties()
		line.Set("status", &jsonschema.Schema{Enum: anyOf(r.states)})
		then.Properties.Set("history", &jsonschema.Schema{MinItems: pointer(1), Items: &jsonschema.Schema{Properties: line}})
		without := slices.DeleteFunc(slices.Clone(r.must), func(f string) bool { return slices.Contains(stateFields, f) })
		then.If = &jsonschema.Schema{Required: []string{"history"}}
		then.Then = &jsonschema.Schema{Required: without, Properties: jsonschema.NewProperties()}
		for _, f := range stateFields {
			then.Then.Properties.Set(f, jsonschema.FalseSchema)
		}
		then.Else = &jsonschema.Schema{Required: r.must}
	} else {
		then.Required = r.must
	}
	for _, f := range fieldsOf(reflect.TypeFor[Entry]()) {
		if !slices.Contains(slices.Concat(common, r.must, r.may), f) {
			then.Properties.Set(f, jsonschema.FalseSchema)
		}
	}
	is := jsonschema.NewProperties()
	is.Set("kind", &jsonschema.Schema{Const: string(k)})
	return &jsonschema.Schema{If: &jsonschema.Schema{Properties: is, Required: []string{"kind"}}, Then: then}
}

// fieldsOf returns the YAML keys of a struct in their order.
func fieldsOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "" {
			out = append(out, key)
		}
	}
	return out
}

func anyOf[S ~string](list []S) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func pointer(n uint64) *uint64 { return &n }
