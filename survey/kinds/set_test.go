package kinds_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// An entry says all that the rooms ask of it: what it leaves out would be "no" there, in silence.
func TestEntriesAreWhole(t *testing.T) {
	t.Parallel()
	for _, k := range kinds.BuiltIn.All() {
		lacks := map[string]bool{
			"words":             k.Words.In("vi") == "" || k.Words.In("en") == "",
			"a type of XLSForm": len(k.Types) == 0 && !k.Container(),
			"how an answer is taken and read": k.Holds() && !k.Container() &&
				(k.Accept == nil || k.Read == nil || k.Node == nil),
			"a look":                          k.Shown() && k.Look == "",
			"how it is tabulated":             k.Asked() && k.Tally == kinds.TallyNone,
			"examples":                        k.Asked() && k.Examples == nil,
			"mistakes":                        k.Asked() && !k.Choosing() && k.Mistakes == nil,
			"a file to try":                   k.Attached() && k.Sample == nil,
			"how many points there are":       k.Place() && k.Points.Least == 0,
			"one number for a number in SPSS": k.Numeric() != (k.SPSS == kinds.SPSSNumber),
			"a word before the list":          k.Choosing() && (len(k.Types) == 0 || !k.Types[0].List),
			"a value that its codes fit":      k.Choosing() && k.Several() == (k.Choose == kinds.OneOf),
		}
		for what, missing := range lacks {
			if missing {
				t.Errorf("%s lacks %s", k.Name, what)
			}
		}
	}
}

// Every example that needs nothing of the form is taken, and every mistake refused with its own code.
func TestExamplesAndMistakes(t *testing.T) {
	t.Parallel()
	for _, k := range kinds.BuiltIn.All() {
		if !k.Asked() || k.Choosing() {
			continue
		}
		q := kinds.BuiltIn.Question(&survey.Item{Name: "q", Kind: k.Name})
		for _, v := range k.Examples(&q, hints()) {
			stored, bad := k.Accept(&q, v)
			if bad != nil {
				t.Errorf("%s refuses its example %v: %s", k.Name, v, bad.Code)
			} else if again, bad := k.Accept(&q, stored); bad != nil || again.Text != stored.Text {
				t.Errorf("%s does not keep what it stored of %v", k.Name, v)
			}
		}
		for _, m := range k.Mistakes(&q) {
			if _, bad := k.Accept(&q, m.Value); bad == nil || bad.Code != m.Code {
				t.Errorf("%s, %s: %v, want %s", k.Name, m.Name, bad, m.Code)
			}
		}
	}
}

// A table with a further kind leaves the built-in one as it was: tests and programs that add one cannot be seen by
// others.
func TestTablesAreApart(t *testing.T) {
	t.Parallel()
	more := kinds.BuiltIn.With(&kinds.Kind{Name: "gauge", Value: survey.VNumber, From: kinds.FromPerson})
	var none *kinds.Set
	switch {
	case !more.Of("gauge").Numeric() || !more.Known("gauge") || !more.Of(survey.Range).Numeric():
		t.Error("the table does not have its kinds")
	case kinds.BuiltIn.Known("gauge") || none.Known("gauge") || kinds.BuiltIn.Of("gauge").Holds():
		t.Error("the built-in table has changed")
	case len(more.All()) != len(kinds.BuiltIn.All())+1:
		t.Errorf("%d kinds", len(more.All()))
	}
	other := more.With(&kinds.Kind{Name: "gauge", Value: survey.VText})
	if other.Of("gauge").Numeric() || !more.Of("gauge").Numeric() || len(other.All()) != len(more.All()) {
		t.Error("a second entry of one name does not hold in its table alone")
	}
}
