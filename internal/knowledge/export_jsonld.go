package knowledge

import (
	"encoding/json"
	"io"
	"reflect"
	"time"
)

// ldContext names each term of the JSON-LD by the vocabulary that it is taken from: schema.org, Popolo (by the ontologies
// that Popolo stands on), Dublin Core, and our own words where none of them has one.
var ldContext = map[string]any{
	"schema": "https://schema.org/", "org": "http://www.w3.org/ns/org#", "dcterms": "http://purl.org/dc/terms/",
	"popolo": "http://www.popoloproject.com/schemas#", "edtf": "http://id.loc.gov/datatypes/edtf/EDTF", "pw": "urn:pledgewatch:term:",
	"id": "@id", "type": "@type", "name": "schema:name", "description": "schema:description", "alternateName": "schema:alternateName",
	"url": "schema:url", "publisher": "schema:publisher", "termCode": "schema:termCode", "observationAbout": "schema:observationAbout",
	"value": "schema:value", "unitText": "schema:unitText", "currency": "schema:currency", "amount": "schema:amount", "reason": "pw:reason",
	"status": "pw:status", "stance": "pw:stance", "amountText": "pw:amountText", "purpose": "pw:purpose", "paragraphs": "pw:paragraphs",
	"role": "popolo:role", "note": "schema:description", "answers": "pw:answers", "measure": "schema:measuredProperty", "place": "schema:spatial",
	"about":        ldLink("schema:about"),
	"relation":     ldLink("dcterms:relation"),
	"isPartOf":     ldLink("schema:isPartOf"),
	"agent":        ldLink("schema:agent"),
	"funder":       ldLink("schema:funder"),
	"author":       ldLink("schema:author"),
	"organization": ldLink("org:organization"),
	"source":       ldLink("schema:citation"),
	"citation":     map[string]string{"@id": "pw:cite"},
	"memberships":  map[string]string{"@id": "popolo:memberships"},
	"history":      map[string]string{"@id": "pw:history", "@container": "@list"},
	"published":    ldDate("schema:datePublished"),
	"made":         ldDate("schema:dateCreated"),
	"startDate":    ldDate("popolo:start_date"),
	"endDate":      ldDate("popolo:end_date"),
	"due":          ldDate("pw:due"),
	"when":         ldDate("schema:temporal"),
	"on":           ldDate("pw:since"),
	"period":       ldDate("schema:temporalCoverage"),
	"measured":     ldDate("schema:observationDate"),
	"responded":    ldDate("pw:responded"),
}

func ldLink(term string) map[string]string { return map[string]string{"@id": term, "@type": "@id"} }
func ldDate(term string) map[string]string { return map[string]string{"@id": term, "@type": "edtf"} }

// ldTypes are what the kinds are called there.
var ldTypes = map[Kind][]string{
	Pledge: {"schema:Action", "pw:Pledge"}, Milestone: {"schema:Event", "pw:Milestone"}, Recommendation: {"schema:Recommendation", "pw:Recommendation"},
	Funding: {"schema:MonetaryGrant", "pw:Funding"}, Position: {"schema:Claim", "pw:Position"}, Finding: {"schema:Observation", "pw:Finding"},
	Term: {"schema:DefinedTerm"},
}

// WriteJSONLD writes the whole corpus as JSON-LD, its context inside, in the terms of schema.org and Popolo where they exist.
// Dates are EDTF.
func (c *Corpus) WriteJSONLD(w io.Writer) error {
	var graph []node
	for _, s := range c.Sources() {
		graph = append(graph, node{
			"id": ldID("source", s.ID), "type": "schema:CreativeWork", "name": s.Title, "publisher": s.Publisher, "published": s.Published, "url": s.URL,
		}.trim())
	}
	for _, t := range c.topics {
		graph = append(graph, node{"id": ldID("topic", t.ID), "type": "schema:DefinedTerm", "name": t.Name, "description": t.Summary, "alternateName": t.Aliases}.trim())
	}
	for _, e := range c.entries {
		graph = append(graph, c.ldEntry(e))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(map[string]any{"@context": ldContext, "@graph": graph})
}

// node is a thing and what is said of it.
type node map[string]any

// trim drops what is not known.
func (n node) trim() node {
	for k, v := range n {
		if rv := reflect.ValueOf(v); !rv.IsValid() || rv.IsZero() || rv.Kind() == reflect.Slice && rv.Len() == 0 {
			delete(n, k)
		}
	}
	return n
}

func ldID(kind, id string) string {
	if id == "" {
		return ""
	}
	return "urn:pledgewatch:" + kind + ":" + id
}

func ldIDs(kind string, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = ldID(kind, id)
	}
	return out
}

func (c *Corpus) ldEntry(e *Entry) node {
	s, _ := c.StateAt(e, time.Time{})
	n := node{
		"id": ldID("entry", e.ID), "type": ldTypes[e.Kind], "name": e.Title, "description": e.Statement, "alternateName": e.Aliases, "answers": e.Asks,
		"about": ldIDs("topic", e.Topics), "relation": ldIDs("entry", e.Relates), "isPartOf": ldID("entry", e.PartOf),
		"status": s.Status, "stance": e.Stance, "amountText": s.Amount.String(), "purpose": e.Purpose, "reason": e.Reason,
		"made": e.Made, "due": e.Due, "when": e.When, "period": e.Period, "measured": e.AsOf, "responded": e.Responded,
		"measure": e.Measure, "value": e.Value, "unitText": e.Unit, "place": e.Place, "termCode": e.Short,
		"citation": ldCites(e.Cites), "author": ldID("entry", e.Actor), "memberships": ldRoles(e.Roles),
	}
	by := "agent"
	if e.Kind == Funding {
		by = "funder"
		if s.Amount.IsMoney() {
			n["amount"] = node{"type": "schema:MonetaryAmount", "value": s.Amount.Value(), "currency": "GBP"}
		}
	}
	n[by] = ldID("entry", e.By)
	if e.Kind == Actor {
		n["type"] = map[string]string{"person": "schema:Person", "organisation": "schema:Organization"}[e.Type]
	}
	if e.Kind == Term && e.Long != e.Title {
		n["alternateName"] = append([]string{e.Long}, e.Aliases...)
	}
	var lines []node
	for _, h := range e.History {
		lines = append(lines, node{
			"on": h.On, "status": h.Status, "due": h.Due, "when": h.When, "amountText": h.Amount.String(), "note": h.Note, "citation": ldCites(h.Cites),
		}.trim())
	}
	n["history"] = lines
	return n.trim()
}

func ldCites(cites []Cite) []node {
	out := make([]node, len(cites))
	for i, ct := range cites {
		out[i] = node{"source": ldID("source", ct.Source), "paragraphs": ct.Paras}
	}
	return out
}

// ldRoles are Popolo's memberships.
func ldRoles(roles []Role) []node {
	var out []node
	for _, r := range roles {
		out = append(out, node{
			"type": "org:Membership", "role": r.Role, "organization": ldID("entry", r.Of), "startDate": r.From, "endDate": r.To,
		}.trim())
	}
	return out
}
