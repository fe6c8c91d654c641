package service_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
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
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	first := file("id,q1", id(1)+",tot", id(2)+",tot", id(3)+",tot")
	if _, err := w.ImportResponses(w.ctx, admin, "yk", first, service.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Erase(w.ctx, admin, "yk", id(3)); err != nil {
		t.Fatal(err)
	}
	second := file("q1,id", "chua,"+id(1), "tot,"+id(2), "tot,"+id(4), "lạ,"+id(5), "tot,"+id(4), "tot,x-y")
	second.Ragged = []rows.ImportRow{{Line: 8, Cells: []string{"tot"}}}
	_, err := w.ImportResponses(w.ctx, admin, "yk", second, service.ImportOptions{})
	want := "B2 response.other_content, A5 answer.choice, B6 id.twice, B7 id.uuid, csv.width"
	if got := said(survey.ProblemsOf(err)); got != want {
		t.Errorf("problems %q, want %q", got, want)
	}
	if n := len(w.stored(t)); n != 2 {
		t.Errorf("%d responses, want the 2 from before", n)
	}
	report, err := w.ImportResponses(w.ctx, admin, "yk", second, service.ImportOptions{GoodRows: true})
	if err != nil || report.Stored != 1 || report.Known != 1 || len(report.Rejected) != 5 ||
		said(report.Problems) != want {
		t.Errorf("good rows: %+v, %v", report, err)
	}
	erased := file("id,q1", id(3)+",tot", id(6)+",tot")
	if _, err = w.ImportResponses(w.ctx, admin, "yk", erased,
		service.ImportOptions{}); said(survey.ProblemsOf(err)) != "A2 response.erased" {
		t.Errorf("an erased one: %v", err)
	}
	if n := len(w.stored(t)); n != 3 {
		t.Errorf("%d responses, want 3: a refused file stores nothing", n)
	}
}

// Who undid an import by mistake imports the file again.
func TestAnUndoneFileCanComeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	f := file("q1", "tot", "chua")
	for n := range 3 {
		report, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{})
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
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	f := file("q2/loa,q1,q2,q2/tivi", "1,tot,tivi loa,1", "0,tot,tivi,1", ",tot,tivi,", ",tot,,")
	if _, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{}); err != nil {
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
	_, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{})
	if got := said(survey.ProblemsOf(err)); got != "C2 cell.unreadable, D3 cell.unreadable" {
		t.Errorf("columns that say otherwise: %q", got)
	}
}

// Of two values for an item that takes one, none is taken for the answer.
func TestTwoValuesForOneAnswerAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	fm, err := w.Form(w.ctx, "yk", "")
	if err != nil {
		t.Fatal(err)
	}
	for item, texts := range map[string][]string{"q1": {"tot", "chua"}, "tuoi": {"40", "41"}} {
		answers := survey.Answers{"q1": survey.OfText("tot")}
		answers[item] = fm.Field(item).FromInput(texts)
		if _, problems := fm.Judge(answers, form.Clock{Now: func() time.Time { return w.now }},
			true); len(problems) != 1 || problems[0].Place.Item != item {
			t.Errorf("%s = %v: problems %v", item, texts, problems)
		}
	}
	if got := fm.Field("q1").FromInput([]string{"", "tot"}); got.Text != "tot" {
		t.Errorf("a blank beside a value: %+v", got)
	}
}

// Case 12: a file that has grown, the same saved in another way, and other people who answered alike.
func TestRowsWithoutIDsAreKnownByWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			n := 0
			send := func(same service.SamePeople, rows ...string) (*service.ImportReport, error) {
				f := file("q1,tuoi", rows...)
				n++
				f.SHA256 = fmt.Sprintf("%064x", n)
				return w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{Same: same})
			}
			step := func(what string, same service.SamePeople, stored, known, people int,
				rows ...string) *service.ImportReport {
				t.Helper()
				report, err := send(same, rows...)
				if err != nil || report.Stored != stored || report.Known != known || len(w.stored(t)) != people {
					t.Fatalf("%s: %+v, %v; %d people, want %d", what, report, err, len(w.stored(t)), people)
				}
				return report
			}
			step("day 1, with twins", "", 3, 0, 3, "tot,40", "chua,30", "tot,40")
			step("the same, saved again", "", 0, 3, 3, "tot,40", "chua,30", "tot,40")
			if _, err := send("", "tot,40", "chua,30", "tot,40",
				"tot,50"); said(survey.ProblemsOf(err)) != "import.same_people" || len(w.stored(t)) != 3 {
				t.Fatalf("day 2 without a word: %v; %d people", err, len(w.stored(t)))
			}
			step("day 2, grown", service.Grown, 1, 3, 4, "tot,40", "chua,30", "tot,40", "tot,50")
			step("a third twin", service.Grown, 1, 2, 5, "tot,40", "tot,40", "tot,40")
			others := step("other people", service.Others, 2, 0, 7, "tot,40", "chua,60")
			step("they have grown", service.Grown, 1, 2, 8, "tot,40", "chua,60", "chua,61")
			if err := w.UndoImport(w.ctx, admin, "yk", others.Batch); err != nil {
				t.Fatal(err)
			}
			step("others again after they were undone", service.Others, 2, 0, 8, "tot,40", "chua,60")
			f := file("q1,tuoi", "tot,40", "chua,60")
			f.SHA256 = fmt.Sprintf("%064x", n)
			report, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{Same: service.Others})
			if err != nil || report.Stored != 0 || report.Known != 2 {
				t.Errorf("this very file once more: %+v, %v", report, err)
			}
		})
	}
}

// A response that was erased for good does not come back with its file; somebody else who answered alike does.
func TestErasedRowsStayErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	f := file("q1", "tot")
	if _, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Erase(w.ctx, admin, "yk", w.stored(t)[0].ID); err != nil {
		t.Fatal(err)
	}
	f.SHA256 = strings.Repeat("ab", 32)
	report, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{})
	if err != nil || report.Stored != 0 || report.Erased != 1 || len(report.Notices) != 1 || len(w.stored(t)) != 0 {
		t.Errorf("the same row: %+v, %v", report, err)
	}
	report, err = w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{Same: service.Others})
	if err != nil || report.Stored != 1 || len(w.stored(t)) != 1 {
		t.Errorf("another person: %+v, %v", report, err)
	}
}

// What a file holds and nobody reads is named, unless it was left out on purpose.
func TestNothingOfAFileIsDroppedInSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	f := file("q1,,tuoi", "tot,,40", "chua,x,41")
	f.Beside = []rows.BesideSheet{{Name: "ho", Header: []string{"ten", "_index", "_parent_index"}, Rows: 3},
		{Name: "ghi chú", Header: []string{"a"}, Rows: 1}, {Name: "trống"}}
	_, err := w.ImportResponses(w.ctx, admin, "yk", f, service.ImportOptions{})
	if got := said(survey.ProblemsOf(err)); got != "B1 column.no_header, sheet.repeat" ||
		!strings.Contains(err.Error(), "B3") || !strings.Contains(err.Error(), "“ho”") {
		t.Fatalf("problems %q: %v", got, err)
	}
	report, err := w.ImportResponses(w.ctx, admin, "yk", f,
		service.ImportOptions{Mapping: rows.Mapping{Columns: map[string]string{"": "-", "ho": "-"}}})
	if err != nil || report.Stored != 2 || len(report.Notices) != 2 ||
		!strings.Contains(report.Notices[1].In("en"), "“ghi chú” (1 row)") {
		t.Errorf("left out on purpose: %+v, %v", report, err)
	}
}
