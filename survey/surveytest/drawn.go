package surveytest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

const (
	One   = "| | type | name | label |\n| | select_one t | q | Đánh giá |\n"
	heads = "| choices | | | | | |\n| | list_name | name | label | role | score |\n"
	Rated = One + heads + "| | t | 1 | Tốt | positive_strong | 4 |\n| | t | 2 | Khá | positive | 3 |\n| | t | 3 | Kém | negative | 1 |\n"
	Plain = One + heads + "| | t | 1 | Tốt |\n| | t | 2 | Khá |\n| | t | 3 | Kém |\n"
)

// Drawn makes a form of a drawing of its sheets survey and choices; see xlsformtest.Workbook.
func Drawn(t *testing.T, drawing string) *survey.Questionnaire {
	t.Helper()
	drawing = "| survey | | | | | | |\n" + drawing + "\n| settings | | |\n| | form_id | form_title |\n| | f | F |\n"
	b := xlsformtest.Workbook(t, drawing)
	r, err := xlsform.Read(bytes.NewReader(b), int64(len(b)), "f.xlsx")
	if err != nil || !r.Publishable {
		t.Fatalf("the form cannot be published: %v %+v", err, r.Problems)
	}
	return r.Questionnaire
}

func Swap(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }

// Series writes a lineage as lines: name, versions, and what is of previous versions.
func Series(l *versions.Lineage) []string {
	var out []string
	for _, s := range l.Series {
		line := s.Name + " " + strings.Join(s.Versions, "+")
		if s.Previous {
			line += " previous"
		}
		var marks []string
		for _, c := range s.Choices {
			switch {
			case c.Previous:
				marks = append(marks, c.Code+"<"+c.Version)
			case c.Offered != nil:
				marks = append(marks, c.Code+"@"+strings.Join(c.Offered, "+"))
			}
		}
		if marks != nil {
			line += " [" + strings.Join(marks, " ") + "]"
		}
		out = append(out, line)
	}
	return out
}
