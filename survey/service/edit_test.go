package service_test

import (
	"slices"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// publishWorked publishes a form in which items depend on others: one that is asked of some, one that is worked out,
// one by the day.
func (w *world) publishWorked(t *testing.T, mode survey.Mode) {
	t.Helper()
	q := questionnaire()
	q.Items = append(q.Items,
		&survey.Item{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'", Required: "yes"},
		&survey.Item{Name: "nam_sinh", Kind: survey.Integer},
		&survey.Item{Name: "gap_doi", Kind: survey.Calculate, Calculation: "${tuoi} * 2"},
		&survey.Item{Name: "tuoi_nay", Kind: survey.Calculate, Calculation: "format-date(today(), '%Y') - ${nam_sinh}"},
		&survey.Item{Name: "tham", Kind: survey.Calculate, Calculation: "once(random())"},
		&survey.Item{Name: "tu_may", Kind: survey.Calculate, Calculation: "concat('', ${device})"},
		&survey.Item{Name: "hom_nay", Kind: survey.Metadata, Meta: "today"})
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: mode}); err != nil {
		t.Fatal(err)
	}
}

// edit puts the only answer right.
func (w *world) edit(t *testing.T, why string, change func(survey.Answers)) (*survey.Response, error) {
	t.Helper()
	r := w.stored(t)[0]
	change(r.Answers)
	return w.Edit(w.ctx, admin, "yk", r.ID, service.Edit{Revision: r.Revision, Answers: r.Answers, Why: why})
}

// An edit says who, when and why; what was sent stays known, the receipt good, and withdrawal takes all of it.
func TestAnEditIsAFurtherRevision(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			sent, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil {
				t.Fatal(err)
			}
			w.now = w.now.Add(time.Hour)
			if _, err := w.edit(t, " gõ nhầm ",
				func(a survey.Answers) { a["q1"] = survey.OfText("chua") }); err != nil {
				t.Fatal(err)
			}
			r := w.stored(t)[0]
			all, err := w.Revisions(w.ctx, admin, "yk", r.ID)
			if err != nil || len(all) != 2 {
				t.Fatalf("%d revisions, %v", len(all), err)
			}
			if r.Answers["q1"].Text != "chua" || r.Revision != 2 || r.By != admin.Name || r.Why != "gõ nhầm" ||
				r.State != survey.Submitted {
				t.Errorf("the edited response: %+v", r)
			}
			if all[0].Answers["q1"].Text != "tot" || all[0].By != "" || all[0].RowHash == r.RowHash ||
				all[0].SHA256 != r.SHA256 || all[0].ReceiptHash != r.ReceiptHash {
				t.Errorf("what was sent: %+v; edited %+v", all[0], r)
			}
			if when := w.now; mode == survey.Named && !r.Changed.Equal(when) ||
				mode == survey.Anonymous && !r.Changed.IsZero() {
				t.Errorf("edited at %v, want %v in a named survey, no time in an anonymous one", r.Changed, when)
			}

			again, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil || again.New || again.Receipt != sent.Receipt || again.SHA256 != sent.SHA256 {
				t.Errorf("sent again: %+v, %v; first %+v", again, err, sent)
			}
			_, err = w.Submit(w.ctx, "yk", answer(1, "chua")) // what it was edited to was never sent
			kind(t, err, survey.Conflict, "response.other_content")
			if r, err := w.Response(w.ctx, admin, "yk", r.ID); err != nil || r.Revision != 2 ||
				r.Answers["q1"].Text != "chua" {
				t.Errorf("sending it again undid the edit: %+v, %v", r, err)
			}

			if err := w.Withdraw(w.ctx, "yk", sent.Receipt); err != nil {
				t.Fatal(err)
			}
			if left, err := w.Revisions(w.ctx, admin, "yk", r.ID); len(left) > 0 || err == nil {
				t.Errorf("withdrawn, and %d revisions are left, %v", len(left), err)
			}
			_, err = w.Edit(w.ctx, admin, "yk", r.ID, service.Edit{Answers: r.Answers, Why: "x"})
			kind(t, err, survey.Erased, "response.erased")
		})
	}
}

// An export from before an edit comes in again: all of it is known, and the edit stays. Something else under the same
// id is still refused.
func TestAnExportFromBeforeAnEditUndoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: survey.Named})
	if _, err := w.Submit(w.ctx, "yk", answer(1, "tot")); err != nil {
		t.Fatal(err)
	}
	for n, to := range []string{"1", "2"} {
		if _, err := w.edit(t, "x", func(a survey.Answers) { a["tuoi"] = survey.OfNumber(to) }); err != nil {
			t.Fatal(n, err)
		}
	}
	bring := func(age string) (*service.ImportReport, error) {
		return w.ImportResponses(w.ctx, admin, "yk", file("id,q1,tuoi", id(1)+",tot,"+age), service.ImportOptions{})
	}
	for _, age := range []string{"", "1", "2"} {
		if report, err := bring(age); err != nil || report.Known != 1 || report.Stored != 0 {
			t.Errorf("age %q: %+v, %v", age, report, err)
		}
	}
	if _, err := bring("3"); len(survey.ProblemsOf(err)) != 1 ||
		survey.ProblemsOf(err)[0].Code != "response.other_content" {
		t.Errorf("age 3, which was never said: %v", err)
	}
	if r := w.stored(t)[0]; r.Revision != 3 || r.Answers["tuoi"].Text != "2" {
		t.Errorf("stored: %+v", r)
	}
}

// What was edited or reviewed since it was looked at is not overwritten, and a revision needs a reason and a
// difference.
func TestWhatCannotBeEdited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: survey.Named})
	for n, test := range []bool{false, true} {
		in := answer(n+1, "tot")
		in.Test = test
		if _, err := w.Submit(w.ctx, "yk", in); err != nil {
			t.Fatal(err)
		}
	}
	other := survey.Answers{"q1": survey.OfText("chua")}
	if _, err := w.Edit(w.ctx, admin, "yk", id(1),
		service.Edit{Revision: 1, Answers: other, Why: "gõ nhầm"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		id   int
		edit service.Edit
		kind survey.Kind
		code string
	}{
		{"looked at before", 1, service.Edit{Revision: 1, Answers: survey.Answers{"q1": survey.OfText("tot")},
			Why: "x"}, survey.Conflict, "response.stale"},
		{"no reason", 1, service.Edit{Answers: survey.Answers{"q1": survey.OfText("tot")}, Why: " \u200b"},
			survey.Invalid, "response.why"},
		{"nothing differs", 1, service.Edit{Answers: other, Why: "x"}, survey.Invalid, "response.unchanged"},
		{"a test answer", 2, service.Edit{Answers: other, Why: "x"}, survey.Conflict, "response.state"},
		{"not there", 3, service.Edit{Answers: other, Why: "x"}, survey.NotFound, "response.not_found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.Edit(w.ctx, admin, "yk", id(tt.id), tt.edit)
			kind(t, err, tt.kind, tt.code)
		})
	}
}

// Edited answers are judged as those that are sent, whatever the state, on the day on which they came, and what is
// worked out of them follows.
func TestEditedAnswersAreJudgedAsSentOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWorked(t, survey.Named)
	in := answer(1, "tot")
	in.Answers["tuoi"], in.Answers["nam_sinh"] = survey.OfNumber("30"), survey.OfNumber("1990")
	if _, err := w.Submit(w.ctx, "yk", in); err != nil { // in 2025
		t.Fatal(err)
	}
	drawn := w.stored(t)[0].Answers["tham"]
	w.now = w.now.AddDate(3, 0, 0)
	for want, change := range map[string]survey.Answers{
		"answer.choice":       {"q1": survey.OfText("kha")},
		"answer.required":     {"q1": survey.OfText("chua")},
		"answer.not_asked":    {"vi_sao": survey.OfText("xa")},
		"answer.integer":      {"tuoi": survey.OfNumber("30.5")},
		"answer.unknown_item": {"que": survey.OfText("x")},
	} {
		_, err := w.edit(t, "x", func(a survey.Answers) {
			for path, v := range change {
				a[path] = v
			}
		})
		if got := survey.ProblemsOf(err); len(got) != 1 || got[0].Code != want {
			t.Errorf("%v: %v, want %s", change, got, want)
		}
	}
	if err := w.Review(w.ctx, admin, "yk", id(1), survey.Rejected, "trùng"); err != nil {
		t.Fatal(err)
	}
	r, err := w.edit(t, "đọc lại phiếu giấy", func(a survey.Answers) {
		a["q1"], a["vi_sao"], a["tuoi"], a["nam_sinh"] = survey.OfText("chua"), survey.OfText("xa"),
			survey.OfNumber("31"), survey.OfNumber("1985")
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := r.Answers; a["gap_doi"].Text != "62" || a["tuoi_nay"].Text != "40" || a["tham"].Text != drawn.Text {
		t.Errorf("worked out: %v, want twice 31, 2025 - 1985, and what was drawn: %v", a, drawn)
	}
	if slices.Contains(r.Skipped, "vi_sao") || r.State != survey.Rejected || r.Revision != 3 {
		t.Errorf("skipped %v, %s, revision %d", r.Skipped, r.State, r.Revision)
	}
}

// An anonymous answer has no day of its own: what was worked out of the day on which it came stays, the rest follows.
func TestAnonymousEditsTellNoDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWorked(t, survey.Anonymous)
	in := answer(1, "tot")
	in.Answers["tuoi"], in.Answers["nam_sinh"] = survey.OfNumber("30"), survey.OfNumber("1990")
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(3, 0, 0)
	r, err := w.edit(t, "x", func(a survey.Answers) {
		a["tuoi"], a["device"] = survey.OfNumber("31"), survey.OfText("imei-358240051111110")
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := r.Answers; a["gap_doi"].Text != "62" || a["tuoi_nay"].Text != "35" ||
		a["device"].Text+a["tu_may"].Text+a["hom_nay"].Text != "" {
		t.Errorf("worked out: %v, want twice 31 and 2025 - 1990, no device and no day", a)
	}
}

// An edit keeps or leaves out attachments; it cannot name one that somebody else has sent.
func TestAnEditAddsNoAttachment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Anonymous, nil)
	own, foreign, mine, theirs := w.photo(t, grey(t, 1)), w.photo(t, grey(t, 2)), answer(1, "tot"), answer(2, "tot")
	mine.Answers["anh"], theirs.Answers["anh"] = own, foreign
	receipt, err := w.Submit(w.ctx, "yk", mine)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Submit(w.ctx, "yk", theirs); err != nil {
		t.Fatal(err)
	}
	at := w.Identity().AnswerID(&survey.Survey{Slug: "yk", Mode: survey.Anonymous}, id(1))
	edit := func(to survey.Answers) error {
		_, err := w.Edit(w.ctx, admin, "yk", at, service.Edit{Answers: to, Why: "x"})
		return err
	}
	err = edit(survey.Answers{"q1": survey.OfText("tot"), "anh": foreign})
	if got := survey.ProblemsOf(err); len(got) != 1 || got[0].Code != "answer.file_added" ||
		got[0].Place.Item != "anh" {
		t.Errorf("an attachment of somebody else: %v", err)
	}
	kept, err := w.Response(w.ctx, admin, "yk", at)
	if err != nil {
		t.Fatal(err)
	}
	kept.Answers["q1"] = survey.OfText("chua")
	if err := edit(kept.Answers); err != nil {
		t.Fatal(err)
	}
	if err := edit(survey.Answers{"q1": survey.OfText("chua")}); err != nil {
		t.Fatal(err)
	}
	if !w.has(t, kept.Answers["anh"]) {
		t.Error("an attachment that only an earlier revision names is gone while that can be looked at")
	}
	if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
		t.Fatal(err)
	}
	if w.has(t, kept.Answers["anh"]) {
		t.Error("withdrawn, and the attachment of an earlier revision is still there")
	}
}

// One file may hang on two items, under two names; both can be kept.
func TestAFileOfTwoNamesIsKept(t *testing.T) {
	w := newWorld(t)
	q := questionnaire()
	for _, name := range []string{"anh", "anh_nua"} {
		q.Items = append(q.Items, &survey.Item{Name: name, Kind: survey.Image})
	}
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: survey.Named}); err != nil {
		t.Fatal(err)
	}
	one, in := w.photo(t, grey(t, 1)), answer(1, "tot")
	other := one
	one.File.Name, other.File.Name = "a.jpg", "b.jpg"
	in.Answers["anh"], in.Answers["anh_nua"] = one, other
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	if _, err := w.edit(t, "gõ nhầm", func(a survey.Answers) { a["q1"] = survey.OfText("chua") }); err != nil {
		t.Error(err)
	}
}

func TestWhoMayEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: survey.Named})
	if _, err := w.Submit(w.ctx, "yk", answer(1, "tot")); err != nil {
		t.Fatal(err)
	}
	for _, may := range [][]survey.Action{{survey.SeeRows}, {survey.Edit}, {survey.SeeTotals, survey.Publish}} {
		a := survey.Actor{Name: "lan", Grants: []survey.Grant{{Survey: "yk", Actions: may}}}
		_, err := w.Edit(w.ctx, a, "yk", id(1),
			service.Edit{Answers: survey.Answers{"q1": survey.OfText("chua")}, Why: "x"})
		kind(t, err, survey.Forbidden, "right.missing")
	}
	_, err := w.Edit(w.ctx, survey.Actor{}, "yk", id(1),
		service.Edit{Answers: survey.Answers{"q1": survey.OfText("chua")}, Why: "x"})
	kind(t, err, survey.Unauthorized, "login.required")
}
