package respond_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/respond"
)

// TestLongFormsAreNamed: a form of the usual length travels in cookies, one of hundreds of open questions does not, and
// its author is told.
func TestLongFormsAreNamed(t *testing.T) {
	t.Parallel()
	form := func(n int, kind survey.ItemKind) *xlsform.Result {
		q := &survey.Questionnaire{FormID: "f", Version: "1", DefaultLanguage: "vi",
			Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}},
			Lists:     []survey.ChoiceList{{Name: "l", Choices: []survey.Choice{{Code: "1"}, {Code: "2"}}}}}
		for i := range n {
			it := &survey.Item{Name: fmt.Sprintf("cau_%d", i), Kind: kind}
			if kind == survey.Single {
				it.List = "l"
			}
			q.Items = append(q.Items, it)
		}
		return &xlsform.Result{Questionnaire: q, OK: true, Publishable: true}
	}
	for _, c := range []struct {
		n    int
		kind survey.ItemKind
		told bool
	}{{20, survey.TextItem, false}, {300, survey.Single, false}, {300, survey.TextItem, true}} {
		r := form(c.n, c.kind)
		respond.JudgeTravel(r, nil)
		told := len(r.Problems) == 1 && r.Problems[0].Code == "form.carried"
		if told != c.told || len(r.Problems) > 1 {
			t.Errorf("%d of %s: %+v", c.n, c.kind, r.Problems)
		}
		if told && !strings.Contains(r.Problems[0].Words.In("vi"), "7200") {
			t.Errorf("said: %s", r.Problems[0].Words.In("vi"))
		}
	}
}
