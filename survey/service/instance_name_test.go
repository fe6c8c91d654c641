package service_test

import (
	"slices"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// nameForm is a questionnaire of which responses have a name; it keeps metadata at the top and in the rows of a repeat.
func nameForm(name string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "ho", Title: survey.Text{"vi": "Hộ"}, DefaultLanguage: "vi",
		InstanceName: name,
		Lists: []survey.ChoiceList{{Name: "xa",
			Choices: []survey.Choice{{Code: "x1", Label: survey.Text{"vi": "Xã Bình Lư", "en": "Binh Lu commune"}},
				{Code: "x2"}}}},
		Items: []*survey.Item{
			{Name: "device", Kind: survey.Metadata, Meta: "deviceid"},
			{Name: "may", Kind: survey.Calculate, Calculation: "concat('máy ', ${device})"},
			{Name: "noi", Kind: survey.Group, Children: []*survey.Item{{Name: "xa", Kind: survey.Single, List: "xa"}}},
			{Name: "chu", Kind: survey.TextItem},
			{Name: "rieng", Kind: survey.TextItem, Relevant: "${xa} = 'x1'"},
			{Name: "nguoi", Kind: survey.Repeat, Children: []*survey.Item{
				{Name: "ten", Kind: survey.TextItem}, {Name: "luc", Kind: survey.Metadata, Meta: "start"}}},
		}}
}

// submitNamed publishes a form with the instance_name and sends one response.
func submitNamed(t *testing.T, mode survey.Mode, name string) (*world, *survey.Response, *service.Receipt) {
	t.Helper()
	w := newWorld(t)
	if _, err := w.SaveDraft(w.ctx, admin, "yk", nameForm(name)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: mode}); err != nil {
		t.Fatal(err)
	}
	receipt, err := w.Submit(w.ctx, "yk",
		service.Submission{ID: id(1), Language: "en", Lenient: true, Channel: survey.ByAPI, Answers: survey.Answers{
			"device": survey.OfText("imei-7"), "xa": survey.OfText("x2"), "chu": survey.OfText(" Lò Văn\n Ơn "),
			"rieng": survey.OfText("không hỏi"),
			"nguoi": survey.OfRows([]survey.Answers{{"ten": survey.OfText("An"),
				"luc": survey.OfText("2025-07-01T09:00:00.000+07:00")}, {"ten": survey.OfText("Bình")}})}})
	if err != nil {
		t.Fatal(err)
	}
	return w, w.stored(t)[0], receipt
}

func TestResponsesAreCalledWhatInstanceNameSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expression, named, anonymous string
	}{
		{"concat(${chu}, ' – ', count(${nguoi}), ' người')", "Lò Văn Ơn – 2 người", "Lò Văn Ơn – 2 người"},
		{"jr:choice-name('x1', '${xa}')", "Xã Bình Lư", "Xã Bình Lư"},
		{"if(${xa} = 'x2', join('+', ${ten}), 'sai')", "An+Bình", "An+Bình"},
		{"concat(/data/chu, '/', ../../noi/xa)", "Lò Văn Ơn/x2", "Lò Văn Ơn/x2"},
		{"concat(${chu}, ${rieng})", "Lò Văn Ơn", "Lò Văn Ơn"}, // what routing left out has no part in the name
		{"concat('máy ', ${device})", "máy imei-7", "máy"},     // an anonymous name has nothing that is not kept
		{"${may}", "máy imei-7", "máy"},
		{"concat(${chu}, ' ', format-date(today(), '%d/%m/%Y'))", "Lò Văn Ơn 01/07/2025", ""},
		{"concat('tới lúc ', substr(now(), 11, 16))", "tới lúc 09:03", ""},             // in the survey's zone, 02:03 UTC
		{"concat(${chu}, ' ', ${instanceID})", "Lò Văn Ơn uuid:" + id(1), "Lò Văn Ơn"}, // the posted id of an anonymous response is kept nowhere
		{"", "", ""},
	} {
		for mode, want := range map[survey.Mode]string{survey.Named: c.named, survey.Anonymous: c.anonymous} {
			if _, r, _ := submitNamed(t, mode, c.expression); r.Name != want {
				t.Errorf("%s, %s: the response is called %q, want %q", c.expression, mode, r.Name, want)
			}
		}
	}
}

func TestWithdrawnResponsesLoseTheirName(t *testing.T) {
	t.Parallel()
	w, _, receipt := submitNamed(t, survey.Anonymous, "${chu}")
	if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
		t.Fatal(err)
	}
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("a withdrawn response is %s and still called %q", left[0].State, left[0].Name)
	}
}

// Metadata are gone before anything is calculated from them.
func TestAnonymousAnswersHoldNothingMadeOfMetadata(t *testing.T) {
	t.Parallel()
	_, r, _ := submitNamed(t, survey.Anonymous, "")
	row := r.Answers["nguoi"].Rows[0]
	if _, kept := row["nguoi/luc"]; kept || r.Answers["may"].Text != "máy " {
		t.Errorf("an anonymous response keeps %v", r.Answers)
	}
	_, r, _ = submitNamed(t, survey.Named, "")
	row = r.Answers["nguoi"].Rows[0]
	if _, kept := row["nguoi/luc"]; !kept || r.Answers["may"].Text != "máy imei-7" {
		t.Errorf("a named response keeps %v", r.Answers)
	}
}

func TestInstanceNamesThatCannotBeWorkedOutAreNotPublished(t *testing.T) {
	t.Parallel()
	for expression, code := range map[string]string{"concat(${chu}": "expression.syntax",
		"${chua_co}": "expression.unknown_item", "Phiếu hộ": "expression.syntax"} {
		w := newWorld(t)
		if _, err := w.SaveDraft(w.ctx, admin, "yk", nameForm(expression)); err != nil {
			t.Fatal(err)
		}
		_, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{})
		if !slices.ContainsFunc(survey.ProblemsOf(err),
			func(p survey.Problem) bool { return p.Code == code && p.Place.Sheet == "settings" }) {
			t.Errorf("%s: %v, want %s at the sheet settings", expression, err, code)
		}
	}
}

// Versions published before names were looked at may have a wrong one: they go on taking answers.
func TestVersionsWithAWrongInstanceNameStillRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	version := survey.Version{Survey: "yk", Version: "1", Questionnaire: nameForm("Phiếu của ${ai}"),
		Published: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	version.Questionnaire.Version = "1"
	sv := survey.Survey{Slug: "yk", Mode: survey.Named, Access: survey.Open, TimeZone: "Asia/Ho_Chi_Minh", Current: "1",
		Versions: []string{"1"}}
	if err := w.store.Surveys().Insert(w.ctx, "yk", sv); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Versions().Insert(w.ctx, "yk/1", version); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Submit(w.ctx, "yk",
		service.Submission{ID: id(1), Answers: survey.Answers{"chu": survey.OfText("Ơn")}}); err != nil {
		t.Fatal(err)
	}
	if r := w.stored(t)[0]; r.Name != "" {
		t.Errorf("the response is called %q", r.Name)
	}
}

// The day on which an anonymous response comes is there for conditions, and is not kept.
func TestAnonymousAnswersAreJudgedByTheDayTheyCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := nameForm("concat('x', ${hom_nay})")
	q.Items = append(q.Items, &survey.Item{Name: "hom_nay", Kind: survey.Metadata, Meta: "today"},
		&survey.Item{Name: "sinh", Kind: survey.Date, Constraint: ". <= ${hom_nay}"})
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: survey.Anonymous}); err != nil {
		t.Fatal(err)
	}
	send := func(n int, a survey.Answers) error {
		_, err := w.Submit(w.ctx, "yk", service.Submission{ID: id(n), Answers: a})
		return err
	}
	day := survey.OfText
	kind(t, send(1, survey.Answers{"sinh": day("2025-07-02")}), survey.Invalid, "")
	kind(t, send(2, survey.Answers{"sinh": day("2025-07-01"), "hom_nay": day("2025-06-30")}), survey.Invalid, "")
	for n, a := range []survey.Answers{{"sinh": day("2025-07-01")},
		{"sinh": day("2025-06-30"), "hom_nay": day("2025-06-30")}} {
		if err := send(3+n, a); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range w.stored(t) {
		if _, kept := r.Answers["hom_nay"]; kept || len(r.Answers) != 2 || r.Name != "x" {
			t.Errorf("stored is %v, called %q", r.Answers, r.Name)
		}
	}
}
