package form

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

func TestEditFilledForm(t *testing.T) {
	x := testForm(t).Fill(survey.Answers{"tuoi": survey.OfNumber("20")}, testClock)
	rating := x.Slot("danh_gia")
	if rating.Asked {
		t.Fatal("danh_gia is asked at the age of 20")
	}
	x.Set(x.Slot("tuoi"), survey.OfNumber("40"))
	x.Recalculate()
	if !rating.Asked || x.Slot("gap_doi").Value.Text != "80" {
		t.Errorf("at 40 danh_gia is asked: %v, gap_doi = %q; want true, 80", rating.Asked, x.Slot("gap_doi").Value.Text)
	}
	x.Set(rating, survey.OfText("rat_tot"))
	if got := strings.Join(codes(x.Wrong(rating)), " "); got != "danh_gia:answer.choice" {
		t.Errorf("Wrong = %q", got)
	}
	x.Set(rating, survey.OfText("kha"))
	if got := x.Wrong(rating); got != nil {
		t.Errorf("Wrong = %v, want none", got)
	}
	e, err := expr.Parse("${tuoi} - 1")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := x.Eval(rating, e); err != nil || v.Text() != "39" {
		t.Errorf("Eval = %q, %v; want 39", v.Text(), err)
	}
	x.Set(x.Slot("tuoi"), survey.Value{})
	x.Recalculate()
	if got := strings.Join(codes(append(x.Wrong(x.Slot("tuoi")), x.Wrong(rating)...)),
		" "); got != "danh_gia:answer.not_asked tuoi:answer.required" {
		t.Errorf("after taking the age away Wrong = %q", got)
	}
}
