package service_test

import (
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// TestInstanceID has a form that speaks of ${instanceID} wherever it may, in a row of a repeat too. A named response is
// told its id, one of an anonymous survey and one without an id none; whatever else expressions count is the same.
func TestInstanceID(t *testing.T) {
	t.Parallel()
	fm, problems := form.Compile(&survey.Questionnaire{FormID: "f", DefaultLanguage: "vi", Items: []*survey.Item{
		{Name: "ma", Kind: survey.Calculate, Calculation: "substr(${instanceID}, 0, 10)"},
		{Name: "duong", Kind: survey.Calculate, Calculation: "/data/meta/instanceID = ${instanceID}"},
		{Name: "co", Kind: survey.TextItem, Relevant: "${instanceID} != ''"},
		{Name: "r", Kind: survey.Repeat, Children: []*survey.Item{
			{Name: "a", Kind: survey.TextItem, Constraint: "not(contains(., ${instanceID})) or ${instanceID} = ''"},
			{Name: "b", Kind: survey.Calculate, Calculation: "${instanceID}"}}},
		{Name: "n", Kind: survey.Note, Label: survey.Text{"vi": "Phiếu ${instanceID}."}},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if !fm.TellsID() {
		t.Error("the form does not say that it speaks of the id")
	}
	posted := survey.Answers{"r": survey.OfRows([]survey.Answers{{"a": survey.OfText("x")}})}
	for mode, want := range map[survey.Mode]string{survey.Named: "uuid:" + id(1), survey.Anonymous: ""} {
		sv := survey.Survey{Mode: mode}
		clock := form.ClockOf(&sv, morning, id(1))
		x := fm.Fill(posted, clock)
		checked, problems := x.Check(true)
		if len(problems) > 0 {
			t.Fatal(mode, problems)
		}
		if got := checked.Answers["ma"].Text; got != want[:min(len(want), 10)] {
			t.Errorf("%s: ma is %q", mode, got)
		}
		if got := checked.Answers["duong"].Text; got != "true" {
			t.Errorf("%s: the path gives another id", mode)
		}
		if got := x.Slot("r[1]/b").Value.Text; got != want {
			t.Errorf("%s: in the row stands %q, want %q", mode, got, want)
		}
		if x.Slot("co").Asked != (want != "") {
			t.Errorf("%s: asked %v", mode, x.Slot("co").Asked)
		}
		n := x.Slot("n")
		if got := x.Text(n, n.Field.Item.Label, nil); !strings.Contains(got, want+".") {
			t.Errorf("%s: the note says %q", mode, got)
		}
	}
}

// An item of that name is meant before the response's id, and a form that does not speak of it has no place for it.
func TestInstanceIDIsAnItem(t *testing.T) {
	t.Parallel()
	fm, problems := form.Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "instanceID", Kind: survey.TextItem},
		{Name: "a", Kind: survey.Calculate, Calculation: "concat(${instanceID}, count(/data/*))"}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checked, _ := fm.Judge(survey.Answers{"instanceID": survey.OfText("so-")},
		form.Clock{Now: morning, Zone: time.FixedZone("ICT", 7*3600), ID: id(1)}, true)
	if got := checked.Answers["a"].Text; fm.TellsID() || got != "so-2" {
		t.Errorf("a is %q, the form tells of the id: %v", got, fm.TellsID())
	}
	for _, it := range []*survey.Item{{Name: "a", Kind: survey.Single, List: "${instanceID}"},
		{Name: "a", Kind: survey.TextItem, Calculation: "1", Trigger: "${instanceID}"}} {
		_, problems := form.Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{it}})
		if (it.Kind == survey.Single) != (len(problems) > 0) {
			t.Errorf("%s: %v", it.Kind, problems)
		}
	}
}

// morning is ten o'clock in Viet Nam.
func morning() time.Time { return time.Date(2025, 7, 1, 3, 0, 0, 0, time.UTC) }
