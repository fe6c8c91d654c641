package expr

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// function is one entry of the language's table of functions.
type function struct {
	usage    string
	min, max int   // number of arguments; max < 0: no limit
	counts   []int // the only numbers allowed, where there are gaps
	nodes    bool  // may give a node-set
	volatile bool  // may give another value without any answer having changed
	eval     func(r *run, t *term) Value
	check    func(p *parser, t *term) // refuses at parsing what cannot work
}

func (f *function) arity() string {
	switch {
	case f.counts != nil:
		s := ""
		for i, n := range f.counts {
			if i > 0 {
				s += "/"
			}
			s += strconv.Itoa(n)
		}
		return s
	case f.max < 0:
		return fmt.Sprintf("≥ %d", f.min)
	case f.min == f.max:
		return strconv.Itoa(f.min)
	}
	return fmt.Sprintf("%d–%d", f.min, f.max)
}

// functions is every function by name, read only after init. It is not an initialised variable because checks of the
// table parse expressions, which look into the table.
var functions = map[string]*function{}

func init() {
	for _, family := range []map[string]*function{
		logicFunctions, textFunctions, numberFunctions, dateFunctions, choiceFunctions, setFunctions, otherFunctions,
		geoFunctions,
	} {
		maps.Copy(functions, family)
	}
}

// FunctionNames are the names of all functions that Parse knows, sorted.
func FunctionNames() []string { return slices.Sorted(maps.Keys(functions)) }

// unsupported are functions of neighbouring tools that need what khaosat does not have, with the tool they come from.
var unsupported = map[string]string{
	"cht:extension-lib": "CHT", "plug-in-metadata": "SurveyCTO", "device-info": "SurveyCTO",
	"phone-call-log": "SurveyCTO", "phone-call-duration": "SurveyCTO", "collect-is-phone-app": "SurveyCTO",
	"username":        "SurveyCTO",
	"enumerator-name": "SurveyCTO", "enumerator-id": "SurveyCTO", "hash": "SurveyCTO", "pulldata-csv": "SurveyCTO",
	"rank-index": "SurveyCTO", "rank-index-if": "SurveyCTO", "rank-value": "SurveyCTO", "search": "SurveyCTO/ODK",
	"property": "ODK", "jr:itext": "ODK", "itext": "ODK", "extract-signed": "ODK", "intersects": "ODK",
	"geofence":       "ODK",
	"comment-status": "OpenClinica", "add-date": "CHT", "to-bikram-sambat": "CHT", "cht:bikram-sambat-date": "CHT",
	"z-score": "CHT", "parse-timestamp-to-date": "CHT", "jr:pulldata": "Survey123", "pulldata-javascript": "Survey123",
}

// instead names what people coming from elsewhere mean.
var instead = map[string]string{
	"len": "string-length", "length": "string-length", "isblank": "coalesce", "iif": "if", "ifelse": "if",
	"mid":  "substring",
	"left": "substr", "right": "substr", "avg": "sum(…) div count(…)", "average": "sum(…) div count(…)",
	"mean":  "sum(…) div count(…)",
	"upper": "translate", "lower": "translate", "concatenate": "concat", "sin-1": "asin", "power": "pow",
	"ceil":        "ceiling",
	"is_selected": "selected", "include": "selected", "includes": "selected", "in": "selected",
	"choice-name": "jr:choice-name",
	"year":        "format-date(…, '%Y')", "month": "format-date(…, '%n')", "day": "format-date(…, '%e')",
	"rand":         "random",
	"current_date": "today", "date_format": "format-date", "strlen": "string-length", "match": "regex",
	"matches": "regex",
}

// unknownFunction explains a name that is not in the table: of another tool, mistyped, or unheard of.
func unknownFunction(name token) *SyntaxError {
	if tool, ok := unsupported[name.text]; ok {
		return fault(name.at, name.text, "function.unsupported", "function", name.text, "tool", tool)
	}
	near := instead[name.text]
	if near == "" {
		near = Nearest(name.text, slices.Values(FunctionNames()))
	}
	if near == "" {
		return fault(name.at, name.text, "function.unknown", "function", name.text)
	}
	return fault(name.at, name.text, "function.unknown:near", "function", name.text, "hint", DidYouMean(near))
}
