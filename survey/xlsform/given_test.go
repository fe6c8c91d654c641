package xlsform_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// Choices from a repeat come in, can be run, and go out as they came.
func TestChoicesFromARepeat(t *testing.T) {
	res := read(t, given+"| | select one ${n} | mot | M | ${b} > 18 |\n| | select all that apply from ${n} | nhieu | N | |\n| | rank ${n} | xep | X | |\n")
	if !res.OK || !res.Publishable {
		t.Fatalf("ok %v, publishable %v: %q", res.OK, res.Publishable, said(res))
	}
	for i, kind := range []survey.ItemKind{survey.Single, survey.Multiple, survey.Rank} {
		if it := res.Questionnaire.Items[1+i]; it.Kind != kind || it.List != "${n}" || it.ChoicesFrom() != "n" {
			t.Errorf("%s is %s of %q", it.Name, it.Kind, it.List)
		}
	}
	if f := res.Questionnaire.Items[1].ChoiceFilter; f != "${b} > 18" {
		t.Errorf("the filter is %q", f)
	}
	checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
}
