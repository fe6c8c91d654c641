package xlsform

import (
	"fmt"
	"math/big"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// parameterWords are the pieces of a parameters cell: equals signs, and what stands between them, blanks, commas and
// semicolons.
var parameterWords = regexp.MustCompile(`[^\s=,;]+|=`)

// parseParameters splits "key=value key=value" at blanks, commas and semicolons; blanks may stand round the equals
// signs. Keys count in lower case, and values too but for those that name columns, files and lists. False: something is
// no pair.
func parseParameters(raw string) (map[string]string, bool) {
	words := parameterWords.FindAllString(raw, -1)
	if len(words) == 0 {
		return nil, true
	}
	out := map[string]string{}
	for ; len(words) > 0; words = words[3:] {
		if len(words) < 3 || words[0] == "=" || words[1] != "=" || words[2] == "=" {
			return out, false
		}
		key, value := strings.ToLower(words[0]), words[2]
		if key != "label" && key != "value" && key != "reference-geometry" {
			value = strings.ToLower(value)
		}
		out[key] = value
	}
	return out, true
}

// wholeNumber and anyNumber read a number as Python's int() and float() do, roughly: signs and underscores between
// digits.
func wholeNumber(s string) bool {
	_, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	return err == nil
}

func anyNumber(s string) bool {
	_, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	return err == nil
}

var packageName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+$`)

// checkParameters says what is wrong with the parameters of a row of the type.
func (s *surveyReader) checkParameters(rec record, of kinds.Type, it *survey.Item) {
	known := map[string]bool{}
	var names []string
	for _, p := range of.Parameters {
		known[p.Name], names = true, append(names, p.Name)
	}
	for _, k := range sortedKeys(it.Parameters) {
		if names != nil && !known[k] {
			s.badParameter(rec, "parameter.unknown", "parameter", k, "known", strings.Join(names, ", "),
				"hint", didYouMean(k, known))
		}
	}
	for _, p := range of.Parameters {
		if v, ok := it.Parameters[p.Name]; ok {
			s.checkParameter(rec, p, v, it)
		}
	}
}

func (r *reader) badParameter(rec record, code string, pairs ...any) {
	r.fail(rec.t.sheet, rec.at(colParameters), code, pairs...)
}

// checkParameter says what is wrong with the value v of a parameter.
func (s *surveyReader) checkParameter(rec record, p kinds.Parameter, v string, it *survey.Item) {
	if p.OneOf != nil && !contains(p.OneOf, v) {
		s.badParameter(rec, "parameter.value", "parameter", p.Name, "values", strings.Join(p.OneOf, ", "), "value", v)
	}
	switch p.Value {
	case kinds.ParameterWhole, kinds.ParameterNumber:
		is := anyNumber
		if p.Value == kinds.ParameterWhole {
			is = wholeNumber
		}
		if !is(v) {
			s.badParameter(rec, "parameter.number", "parameter", p.Name, "value", v)
		}
	case kinds.ParameterColumn:
		if !isASCIIName(v) {
			s.badParameter(rec, "parameter.value:parameter_must", "parameter", p.Name, "value", v)
		}
	case kinds.ParameterSeed:
		s.checkSeed(rec, v, it.Parameters)
	case kinds.ParameterPlaces:
		s.geometries = append(s.geometries, geometryCell{rec, v})
	case kinds.ParameterApp: // other appearances than annotate do not use it
		if (it.Appearance == "" || it.Appearance == "annotate") && !packageName.MatchString(v) {
			s.badParameter(rec, "parameter.value:parameter_app", "app", v)
		}
	}
}

// checkSeed looks at the seed by which choices are put in a random order.
func (r *reader) checkSeed(rec record, seed string, p map[string]string) {
	if _, randomize := p["randomize"]; !randomize {
		r.badParameter(rec, "parameter.seed")
		return
	}
	if !anyNumber(seed) && !isReference(seed) {
		r.badParameter(rec, "parameter.seed:seed_must", "seed", seed)
		return
	}
	names, _ := references(rec.code(colParameters))
	if p["randomize"] == "true" && len(names) == 1 && strings.ToLower(names[0]) != names[0] {
		r.badParameter(rec, "parameter.seed:seed_reads", "item", "${"+names[0]+"}", "better", strings.ToLower(names[0]))
	}
}

// geometryCell is a reference-geometry to be looked up once all lists, files and repeats are known.
type geometryCell struct {
	rec  record
	name string
}

// checkGeometries refuses a reference-geometry that names no list, file or repeat.
func (r *reader) checkGeometries() {
	repeats := map[string]bool{}
	r.q.Walk(func(_ string, it *survey.Item) bool {
		repeats[it.Name] = repeats[it.Name] || it.Kind == survey.Repeat
		return true
	})
	for _, g := range r.geometries {
		names, _ := references(g.name)
		if r.inside[g.name] || r.sources[g.name] != "" || r.entityNames[g.name] ||
			isReference(g.name) && repeats[names[0]] {
			continue
		}
		r.fail(g.rec.t.sheet, g.rec.at(colParameters), "parameter.geometry", "value", g.name)
	}
}

// checkAudit looks at what an audit notes of places, which takes three parameters together.
func (r *reader) checkAudit(rec record, p map[string]string) {
	_, priority := p["location-priority"]
	interval, minimum := p["location-min-interval"]
	age, maximum := p["location-max-age"]
	if !priority && !minimum && !maximum {
		return
	}
	if !priority || !minimum || !maximum {
		r.badParameter(rec, "parameter.audit")
		return
	}
	i, err1 := strconv.Atoi(interval)
	a, err2 := strconv.Atoi(age)
	if err1 != nil || err2 != nil || i < 0 || a < i {
		r.badParameter(rec, "parameter.audit:location_min")
	}
}

// rational reads a decimal number exactly.
func rational(s string) (*big.Rat, bool) {
	if len(s) > 40 || strings.ContainsAny(s, "/pPxX") {
		return nil, false
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > 40 || e < -40 {
			return nil, false
		}
	}
	return new(big.Rat).SetString(strings.ReplaceAll(s, "_", ""))
}

func isASCIIName(s string) bool {
	return isName(s) && strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// writeParameters puts parameters back into one cell, in the order of their names.
func writeParameters(p map[string]string) string {
	var out []string
	for _, k := range sortedKeys(p) {
		out = append(out, fmt.Sprintf("%s=%s", k, p[k]))
	}
	return strings.Join(out, " ")
}
