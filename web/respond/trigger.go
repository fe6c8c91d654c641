package respond

import (
	"regexp"
	"slices"

	"github.com/khaosat/khaosat/survey/form"
)

// setOff forgets the values whose triggers were answered in another way than before, so that they are worked out again;
// before is what had been typed until then. A value that the person changed along with the trigger stays.
func (f *filling) setOff(before map[string][]string) {
	for _, field := range f.form.Fields {
		if len(field.Triggers()) == 0 {
			continue
		}
		for path, texts := range f.state.Texts {
			if rowless(path) == field.Path && slices.Equal(texts, before[path]) &&
				f.triggerChanged(path, field, before) {
				delete(f.state.Texts, path)
			}
		}
	}
}

func (f *filling) triggerChanged(path string, field *form.Field, before map[string][]string) bool {
	for _, trigger := range field.Triggers() {
		for at, texts := range f.state.Texts {
			if rowless(at) == trigger.Path && !slices.Equal(texts, before[at]) && sameRows(at, path) {
				return true
			}
		}
	}
	return false
}

var rowMark = regexp.MustCompile(`\[[0-9]+\]`)

// rowless is the path of the field of an input.
func rowless(path string) string { return rowMark.ReplaceAllString(path, "") }

// sameRows reports whether two inputs stand in the same row of every repeat that they share.
func sameRows(a, b string) bool {
	for {
		x, y := rowMark.FindStringIndex(a), rowMark.FindStringIndex(b)
		if x == nil || y == nil || a[:x[0]] != b[:y[0]] {
			return true // no further repeat around both
		}
		if a[:x[1]] != b[:y[1]] {
			return false
		}
		a, b = a[x[1]:], b[y[1]:]
	}
}

// keepSetOff writes down what a trigger set off, so that it holds until the trigger is answered anew.
func (f *filling) keepSetOff() {
	for _, s := range f.filled.All {
		if len(s.Field.Triggers()) > 0 && s.Asked && !s.Value.Empty() && blank(f.state.Texts[s.Path]) {
			f.state.Texts[s.Path] = textsOf(s.Value)
		}
	}
}
