package stats

import (
	"encoding/json"
	"math"
	"testing"
)

// TestReferenceNotices changes our results a little, entry by entry, and wants the comparison to notice each change.
func TestReferenceNotices(t *testing.T) {
	env := openReference(t, "testdata/reference", "testdata/reference/expected/approval.json")
	seen := map[string]int{}
	for _, e := range env.file.Entries {
		if refOps[e.Op] == nil || seen[e.Op] >= 3 || e.Tol > 0 || env.optional(e) != "" {
			continue
		}
		got, err := refOps[e.Op](env, e.Args)
		if err != nil {
			continue
		}
		target := e.Result
		if len(e.Newest) > 0 {
			target = e.Newest
		}
		var want any
		if err := json.Unmarshal(target, &want); err != nil {
			t.Fatal(err)
		}
		seen[e.Op]++
		c := &refCompare{entry: e, ignore: map[string]bool{}, tol: 1e-9, floor: 1e-11}
		for _, k := range refIgnore[e.Op] {
			c.ignore[k] = true
		}
		noticed, changed := 0, 0
		whole := wantedOf(want, refNormal(got))
		eachNumber(whole, func(x float64, set func(float64)) {
			if changed >= 20 || x == 0 || math.IsNaN(x) || math.IsInf(x, 0) || math.Abs(x) < 1e-4 {
				return
			}
			set(x * (1 + 1e-6))
			changed++
			if len(c.values("", want, whole)) > 0 {
				noticed++
			}
			set(x)
		})
		if changed > 0 && noticed == 0 {
			t.Errorf("%s: none of %d changes of one part in a million was noticed", e.ID, changed)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d operations were tried", len(seen))
	}
}

// eachNumber walks a normalised value and hands out every number with a way to change it in place.
func eachNumber(v any, f func(x float64, set func(float64))) {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			if n, ok := e.(float64); ok {
				f(n, func(y float64) { x[k] = y })
				continue
			}
			eachNumber(e, f)
		}
	case []any:
		for i, e := range x {
			if n, ok := e.(float64); ok {
				f(n, func(y float64) { x[i] = y })
				continue
			}
			eachNumber(e, f)
		}
	}
}

// wantedOf leaves out of a value the keys that the expectation does not have.
func wantedOf(want, got any) any {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return got
		}
		out := map[string]any{}
		for key, x := range w {
			if y, ok := g[key]; ok {
				out[key] = wantedOf(x, y)
			}
		}
		return out
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(w) {
			out := make([]any, len(g))
			for i := range g {
				out[i] = wantedOf(w[i], g[i])
			}
			return out
		}
	}
	return got
}
