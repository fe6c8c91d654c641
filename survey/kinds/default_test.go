package kinds_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Which defaults are expressions follows pyxform 4.5.0, default_is_dynamic; words of an author's own and days may hold
// any mark.
func TestDefaultsThatAreComputed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind    survey.ItemKind
		text    string
		dynamic bool
	}{
		{survey.Integer, "", false}, {survey.Integer, "12", false}, {survey.Integer, "-5", false},
		{survey.Integer, "5-2", false},
		{survey.Integer, "5 - 2", true}, {survey.Integer, "2*3", true}, {survey.Integer, "7 div 2", true},
		{survey.Integer, "${a}", true},
		{survey.Integer, "string-length('x') + 1", true}, {survey.Decimal, "1.5", false},
		{survey.Single, "a-b", false}, {survey.Single, "once('a')", true}, {survey.Barcode, "12-34", false},
		{survey.Geopoint, "21.5 -103.2 0 0", false}, {survey.Geopoint, "21.5 - 103.2", false},
		{survey.Date, "2026-01-31", false}, {survey.Date, "today() - 1", true},
		{survey.DateTime, "2026-01-31T08:30", false},
		{survey.TextItem, "Hà Nội - Huế", false}, {survey.TextItem, "a * b", false}, {survey.TextItem, "Xã (1)", false},
		{survey.TextItem, "uuid()", true}, {survey.TextItem, "chào ${ten}", true}, {survey.Note, "1 + 1", false},
		{survey.Image, "a-b.png", false}, {survey.Image, "${anh}", true}, {survey.Calculate, "now() - 1", true},
	} {
		if got := kinds.BuiltIn.Of(c.kind).Computes(c.text); got != c.dynamic {
			t.Errorf("%s, default %q: %v, want %v", c.kind, c.text, got, c.dynamic)
		}
	}
}
