package stats

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// refOps is the registry of the operations that reference files name. A function computes the entry from its arguments
// alone and returns a value of the shape of the entry's result (maps, slices, numbers, strings; NaN or nil for
// "undefined"), or an error where nothing can be estimated. More keys than the result has are welcome. Other test files
// add theirs in init.
var refOps = map[string]func(env *refEnv, args refArgs) (any, error){}

// refIgnore lists, per operation, keys of the result that only show what other software does and are no target.
var refIgnore = map[string][]string{}

// refFloor lists the operations with another absolute floor than 1e-11: the values of distribution functions are
// compared by relative error down to the smallest normal float64.
var refFloor = map[string]float64{"dist": 0x1p-1022}

// refOptional lists what the reference's README calls optional; such an entry is run where we know the operation, and
// is counted as not covered where we do not.
var refOptional = map[string]bool{
	"svyranktest": true, "svyglm": true, "regTermTest": true, "oldsvyquantile": true, "colprop_neff": true,
}

// refComplete makes every operation that is neither known nor optional a failure.
const refComplete = true

// refFile is one JSON file of expectations.
type refFile struct {
	Dataset   string                                `json:"dataset"`
	Variables map[string]map[string]refVariable     `json:"variables"`
	Designs   map[string]map[string]json.RawMessage `json:"designs"`
	Entries   []refEntry                            `json:"entries"`
}

type refVariable struct {
	Type   string   `json:"type"`
	Levels []string `json:"levels"`
}

type refEntry struct {
	ID         string          `json:"id"`
	Op         string          `json:"op"`
	Args       refArgs         `json:"args"`
	Result     json.RawMessage `json:"result"`
	Newest     json.RawMessage `json:"survey_4_5"`
	Tol        float64         `json:"tol"`
	Degenerate string          `json:"degenerate"`
}

// TestReference compares every entry of the reference folder with our own computation: FILE/ID are the subtests. The
// target is the newest version of survey where an entry has one, else the result.
func TestReference(t *testing.T) {
	dir := os.Getenv("KHAOSAT_REFERENCE")
	if dir == "" {
		dir = filepath.Join("testdata", "reference")
	}
	files, err := filepath.Glob(filepath.Join(dir, "expected", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no expected/*.json in %s (err %v)", dir, err)
	}
	sort.Strings(files)
	total := 0
	notCovered := map[string]int{}
	for _, path := range files {
		env := openReference(t, dir, path)
		total += len(env.file.Entries)
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			for _, entry := range env.file.Entries {
				if why := env.optional(entry); why != "" {
					notCovered[why]++
					continue
				}
				t.Run(entry.ID, func(t *testing.T) { env.check(t, entry) })
			}
		})
	}
	if total == 0 {
		t.Fatalf("the reference in %s has no entries", dir)
	}
	for why, n := range notCovered {
		t.Logf("not covered, optional: %s: %d entries", why, n)
	}
}

// openReference reads one file of expectations.
func openReference(t *testing.T, dir, path string) *refEnv {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	env := &refEnv{dir: dir, data: map[string]*refData{}, cache: map[string]any{}, rowsOf: map[*Frame][]int{}}
	if err := json.Unmarshal(raw, &env.file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return env
}

// optional names the operation of an entry where it is an optional one that we do not have, or is "".
func (env *refEnv) optional(e refEntry) string {
	if refOps[e.Op] == nil && (refOptional[e.Op] || !refComplete) {
		return e.Op
	}
	return ""
}

// check runs one entry and compares it with its target.
func (env *refEnv) check(t *testing.T, e refEntry) {
	op := refOps[e.Op]
	if op == nil {
		t.Fatalf("operation %q is not known", e.Op)
	}
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("panic: %v", r)
		}
	}()
	got, err := op(env, e.Args)
	target := e.Result
	if len(e.Newest) > 0 {
		target = e.Newest
	}
	var want any
	if uerr := json.Unmarshal(target, &want); uerr != nil {
		t.Fatalf("cannot read the expectation: %v", uerr)
	}
	cmp := &refCompare{entry: e, ignore: map[string]bool{}, tol: 1e-9, floor: 1e-11}
	if e.Tol > 0 {
		cmp.tol = e.Tol
	}
	if floor, ok := refFloor[e.Op]; ok {
		cmp.floor = floor
	}
	for _, k := range refIgnore[e.Op] {
		cmp.ignore[k] = true
	}
	if m, ok := want.(map[string]any); ok && m["error"] != nil {
		if err == nil && !cmp.undefined(got) {
			t.Errorf("got %v, want an error or no estimate (%v)", got, m["error"])
		}
		return
	}
	if e.Degenerate == "empty" {
		if err == nil && !cmp.undefined(got) {
			t.Errorf("got %v, want no estimate: there are no data", got)
		}
		return
	}
	if err != nil {
		t.Fatalf("error %v, want %v", err, want)
	}
	for _, line := range cmp.values("", want, refNormal(got)) {
		t.Error(line)
	}
}

// refArgs are the arguments of one entry.
type refArgs map[string]json.RawMessage

// Into reads an argument into v and tells whether it is there and not null. It panics on an argument of another shape:
// the reference is broken then.
func (a refArgs) Into(key string, v any) bool {
	raw, ok := a[key]
	if !ok || string(raw) == "null" {
		return false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		panic(fmt.Sprintf("argument %s = %s: %v", key, raw, err))
	}
	return true
}

// Str is a text argument, "" if it is not there.
func (a refArgs) Str(key string) string {
	var s string
	if raw, ok := a[key]; ok && json.Unmarshal(raw, &s) == nil {
		return s
	}
	return ""
}

// Strs is a list of texts, numbers written as texts; a single one counts as a list of one.
func (a refArgs) Strs(key string) []string {
	var v any
	if !a.Into(key, &v) {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprint(x)
	}
	return out
}

// Num is a number, or def if it is not there.
func (a refArgs) Num(key string, def float64) float64 {
	var v any
	if !a.Into(key, &v) {
		return def
	}
	x, ok := refNumber(v)
	if !ok {
		panic(fmt.Sprintf("argument %s = %v is no number", key, v))
	}
	return x
}

// Nums is a list of numbers; a single number counts as a list of one.
func (a refArgs) Nums(key string) []float64 {
	raw, ok := a[key]
	if !ok || string(raw) == "null" {
		return nil
	}
	var x float64
	if json.Unmarshal(raw, &x) == nil {
		return []float64{x}
	}
	var list []float64
	a.Into(key, &list)
	return list
}

// Bool is a truth value, false if it is not there.
func (a refArgs) Bool(key string) bool {
	var b bool
	a.Into(key, &b)
	return b
}
