package survey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// said lists the problems of an import as "place code".
func said(problems []survey.Problem) string {
	var out []string
	for _, p := range problems {
		out = append(out, strings.TrimSpace(p.Place.Cell+" "+p.Code))
	}
	return strings.Join(out, ", ")
}

func TestImportListsEveryRowThatCannotBeStored(t *testing.T) {
	w := newWorld(t)
	w.publish(t, survey.PublishOptions{})
	first := file("id,q1", id(1)+",tot", id(2)+",tot", id(3)+",tot")
	if _, err := w.ImportResponses(w.ctx, admin, "yk", first, survey.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Erase(w.ctx, admin, "yk", id(3)); err != nil {
		t.Fatal(err)
	}
	second := file("q1,id", "chua,"+id(1), "tot,"+id(2), "tot,"+id(4), "lạ,"+id(5), "tot,"+id(4), "tot,x-y")
	second.Ragged = []survey.ImportRow{{Line: 8, Cells: []string{"tot"}}}
	_, err := w.ImportResponses(w.ctx, admin, "yk", second, survey.ImportOptions{})
	want := "B2 response.other_content, A5 answer.choice, B6 id.twice, B7 id.uuid, csv.width"
	if got := said(survey.ProblemsOf(err)); got != want {
		t.Errorf("problems %q, want %q", got, want)
	}
	if n := len(w.stored(t)); n != 2 {
		t.Errorf("%d responses, want the 2 from before", n)
	}
	report, err := w.ImportResponses(w.ctx, admin, "yk", second, survey.ImportOptions{GoodRows: true})
	if err != nil || report.Stored != 1 || report.Known != 1 || len(report.Rejected) != 5 || said(report.Problems) != want {
		t.Errorf("good rows: %+v, %v", report, err)
	}
	erased := file("id,q1", id(3)+",tot", id(6)+",tot")
	if _, err = w.ImportResponses(w.ctx, admin, "yk", erased, survey.ImportOptions{}); said(survey.ProblemsOf(err)) != "A2 response.erased" {
		t.Errorf("an erased one: %v", err)
	}
	if n := len(w.stored(t)); n != 3 {
		t.Errorf("%d responses, want 3: a refused file stores nothing", n)
	}
}

// Who undid an import by mistake imports the file again.
func TestAnUndoneFileCanComeAgain(t *testing.T) {
	w := newWorld(t)
	w.publish(t, survey.PublishOptions{})
	f := file("q1", "tot", "chua")
	for n := range 3 {
		report, err := w.ImportResponses(w.ctx, admin, "yk", f, survey.ImportOptions{})
		if err != nil || report.Stored != 2 || len(w.stored(t)) != 2 {
			t.Fatalf("import %d: %+v, %v; %d are seen", n+1, report, err, len(w.stored(t)))
		}
		if err := w.UndoImport(w.ctx, admin, "yk", report.Batch); err != nil || len(w.stored(t)) != 0 {
			t.Fatalf("undo %d: %v", n+1, err)
		}
	}
}

// Kobo exports have a column of all codes and beside it one for each code.
func TestJoinedAndSplitColumnsSayTheSame(t *testing.T) {
	w := newWorld(t)
	w.publish(t, survey.PublishOptions{})
	f := file("q2/loa,q1,q2,q2/tivi", "1,tot,tivi loa,1", "0,tot,tivi,1", ",tot,tivi,", ",tot,,")
	if _, err := w.ImportResponses(w.ctx, admin, "yk", f, survey.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range w.stored(t) {
		got[strings.Join(r.Answers["q2"].Codes, " ")]++
	}
	if len(got) != 3 || got["tivi loa"] != 1 || got["tivi"] != 2 || got[""] != 1 {
		t.Errorf("answers %v", got)
	}
	f = file("q1,q2,q2/loa,q2/tivi", "tot,loa,0,0", "tot,loa,1,1")
	_, err := w.ImportResponses(w.ctx, admin, "yk", f, survey.ImportOptions{})
	if got := said(survey.ProblemsOf(err)); got != "C2 cell.unreadable, D3 cell.unreadable" {
		t.Errorf("columns that say otherwise: %q", got)
	}
}

// Of two values for an item that takes one, none is taken for the answer.
func TestTwoValuesForOneAnswerAreRefused(t *testing.T) {
	w := newWorld(t)
	w.publish(t, survey.PublishOptions{})
	form, err := w.Form(w.ctx, "yk", "")
	if err != nil {
		t.Fatal(err)
	}
	for item, texts := range map[string][]string{"q1": {"tot", "chua"}, "tuoi": {"40", "41"}} {
		answers := survey.Answers{"q1": survey.OfText("tot")}
		answers[item] = form.Field(item).FromInput(texts)
		if _, problems := form.Judge(answers, survey.Clock{Now: func() time.Time { return w.now }}, true); len(problems) != 1 || problems[0].Place.Item != item {
			t.Errorf("%s = %v: problems %v", item, texts, problems)
		}
	}
	if got := form.Field("q1").FromInput([]string{"", "tot"}); got.Text != "tot" {
		t.Errorf("a blank beside a value: %+v", got)
	}
}
