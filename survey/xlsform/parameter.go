package xlsform

import (
	"fmt"
	"math/big"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
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

// accepted are the parameters of each type that looks at them; other types take any.
var accepted = map[string][]string{
	"select":           {"randomize", "seed"},
	"select_from_file": {"randomize", "seed", "value", "label"},
	"range":            {"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"},
	"text":             {"rows"},
	"image":            {"max-pixels", "app"},
	"audio":            {"quality"},
	"background-audio": {"quality"},
	"geopoint":         {"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"},
	"geotrace":         {"allow-mock-accuracy", "incremental", "reference-geometry"},
	"geoshape":         {"allow-mock-accuracy", "incremental", "reference-geometry"},
	"audit": {"location-priority", "location-min-interval", "location-max-age", "track-changes",
		"identify-user", "track-changes-reasons"},
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
func (r *reader) checkParameters(rec record, kind string, p map[string]string) {
	at := rec.at(colParameters)
	bad := func(code string, pairs ...any) {
		r.fail(rec.t.sheet, at, code, pairs...)
	}
	if known := accepted[kind]; known != nil {
		for _, k := range sortedKeys(p) {
			if !contains(known, k) {
				hint := didYouMean(k, set(known...))
				bad("parameter.unknown", "parameter", k, "known", strings.Join(known, ", "), "hint", hint)
			}
		}
	}
	oneOf := func(key string, values ...string) {
		if v, ok := p[key]; ok && !contains(values, v) {
			bad("parameter.value", "parameter", key, "values", strings.Join(values, ", "), "value", v)
		}
	}
	number := func(key string, is func(string) bool) {
		if v, ok := p[key]; ok && !is(v) {
			bad("parameter.number", "parameter", key, "value", v)
		}
	}
	switch kind {
	case "select", "select_from_file":
		oneOf("randomize", "true", "false")
		if seed, ok := p["seed"]; ok {
			if _, randomize := p["randomize"]; !randomize {
				bad("parameter.seed")
			} else if !anyNumber(seed) && !isReference(seed) {
				bad("parameter.seed:seed_must", "seed", seed)
			} else if names, _ := references(rec.code(colParameters)); p["randomize"] == "true" && len(names) == 1 &&
				strings.ToLower(names[0]) != names[0] {
				bad("parameter.seed:seed_reads", "item", "${"+names[0]+"}", "better", strings.ToLower(names[0]))
			}
		}
		for _, k := range []string{"value", "label"} {
			if v, ok := p[k]; ok && !isASCIIName(v) {
				bad("parameter.value:parameter_must", "parameter", k, "value", v)
			}
		}
	case "text":
		number("rows", wholeNumber)
	case "image":
		number("max-pixels", wholeNumber)
	case "audio":
		oneOf("quality", "voice-only", "low", "normal", "external")
	case "background-audio":
		oneOf("quality", "voice-only", "low", "normal")
	case "geopoint", "geotrace", "geoshape":
		number("capture-accuracy", anyNumber)
		number("warning-accuracy", anyNumber)
		oneOf("allow-mock-accuracy", "true", "false")
		oneOf("incremental", "true", "yes", "true()")
		if g, ok := p["reference-geometry"]; ok {
			r.geometries = append(r.geometries, geometryCell{rec, g})
		}
	case "audit":
		r.checkAudit(p, bad)
		oneOf("track-changes", "true", "false")
		oneOf("identify-user", "true", "false")
		oneOf("track-changes-reasons", "on-form-edit")
		oneOf("location-priority", "no-power", "low-power", "balanced", "high-accuracy")
	}
}

// checkApp looks at the camera program that an image names. Other appearances than annotate do not use it.
func (s *surveyReader) checkApp(rec record, it *survey.Item) {
	if app, ok := it.Parameters["app"]; ok && (it.Appearance == "" || it.Appearance == "annotate") &&
		!packageName.MatchString(app) {
		s.fail(rec.t.sheet, rec.at(colParameters), "parameter.value:parameter_app", "app", app)
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
		if r.inside[g.name] || r.sources[g.name] != "" || r.entityNames[g.name] || isReference(g.name) &&
			repeats[names[0]] {
			continue
		}
		r.fail(g.rec.t.sheet, g.rec.at(colParameters), "parameter.geometry", "sheet", g.name)
	}
}

func (r *reader) checkAudit(p map[string]string, bad func(code string, pairs ...any)) {
	_, priority := p["location-priority"]
	interval, minimum := p["location-min-interval"]
	age, maximum := p["location-max-age"]
	if !priority && !minimum && !maximum {
		return
	}
	if !priority || !minimum || !maximum {
		bad("parameter.audit")
		return
	}
	i, err1 := strconv.Atoi(interval)
	a, err2 := strconv.Atoi(age)
	if err1 != nil || err2 != nil || i < 0 || a < i {
		bad("parameter.audit:location_min")
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
