package service_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/surveytest"
	"github.com/khaosat/khaosat/survey/versions"
)

// TestPublishingAChange: what has to be decided or confirmed keeps a version from being published, all of it is listed
// with how to decide, and what was decided is kept with the version.
func TestPublishingAChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	publish := func(drawing string, o service.PublishOptions) (*survey.Version, error) {
		t.Helper()
		if _, err := w.SaveDraft(w.ctx, admin, "yk", surveytest.Drawn(t, drawing)); err != nil {
			t.Fatal(err)
		}
		return w.PublishDraft(w.ctx, admin, "yk", o)
	}
	both := surveytest.Swap(surveytest.Rated, "| choices |", "| | text | vi_sao | Vì sao |\n| choices |")
	if _, err := publish(both, service.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	next := surveytest.Swap(both, "Vì sao", "Nhận xét thêm", "negative | 1", "negative | 0")
	_, err := publish(next, service.PublishOptions{})
	kind(t, err, survey.Invalid, "version.changes")
	var got []string
	for _, p := range survey.ProblemsOf(err) {
		got = append(got, p.Place.Item+" "+p.Code)
		if !strings.Contains(p.Words.In("vi"), "--pool "+p.Place.Item) ||
			!strings.Contains(p.Words.In("en"), "--apart "+p.Place.Item) {
			t.Errorf("the problem does not say how to decide: %s", p.Words)
		}
	}
	if strings.Join(got, ", ") != "q version.unconfirmed, vi_sao version.undecided" {
		t.Errorf("problems %q", got)
	}
	_, err = publish(next, service.PublishOptions{Accept: true})
	kind(t, err, survey.Invalid, "version.changes") // to confirm is not to decide
	v, err := publish(next, service.PublishOptions{Accept: true,
		Decisions: versions.DecisionsOf([]string{"vi_sao"}, nil)})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := w.Version(w.ctx, "yk", v.Version)
	if err != nil || kept.By != admin.Name || !kept.Accepted || kept.After != "1" || len(kept.Decisions) != 1 ||
		kept.Decisions[0] != (survey.Decision{Item: "vi_sao", Merge: survey.Pool}) {
		t.Errorf("recorded %+v, %v", kept, err)
	}
	sv, err := w.Survey(w.ctx, "yk")
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.Lineage(w.ctx, sv)
	if err != nil || strings.Join(surveytest.Series(l), "; ") != "q 2; q@1 1 previous; vi_sao 1+2" {
		t.Errorf("lineage %q, %v", surveytest.Series(l), err)
	}
}

// A version without the item that tells the unit takes the places from what is answered from then on: it is said with
// the changes, and has to be confirmed. Any other item goes without.
func TestDroppingTheUnitItemIsConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both := surveytest.Swap(surveytest.Rated, "| choices |", "| | text | noi | Nơi ở |\n| choices |")
	publish := func(drawing string, o service.PublishOptions) error {
		t.Helper()
		if _, err := w.SaveDraft(w.ctx, admin, "yk", surveytest.Drawn(t, drawing)); err != nil {
			t.Fatal(err)
		}
		_, err := w.PublishDraft(w.ctx, admin, "yk", o)
		return err
	}
	if err := publish(both, service.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	without := surveytest.Drawn(t, surveytest.Rated)
	dropped := func() (words string, confirm bool) {
		t.Helper()
		changes, err := w.Changes(w.ctx, admin, "yk", without, nil)
		if err != nil || len(changes) != 1 || changes[0].Item != "noi" || changes[0].Kind != versions.Removed {
			t.Fatalf("changes %v, %v", changes, err)
		}
		return changes[0].Words.In("vi"), changes[0].Confirm
	}
	if words, confirm := dropped(); confirm || strings.Contains(words, "đơn vị") {
		t.Errorf("an item that tells no unit: %q, confirm %v", words, confirm)
	}
	if _, err := w.Change(w.ctx, admin, "yk", func(sv *survey.Survey) { sv.UnitItem = "noi" }); err != nil {
		t.Fatal(err)
	}
	if words, confirm := dropped(); !confirm ||
		!strings.Contains(words, "phiếu mới chỉ có đơn vị khi đến qua liên kết") {
		t.Errorf("the unit item: %q, confirm %v", words, confirm)
	}
	kind(t, publish(surveytest.Rated, service.PublishOptions{}), survey.Invalid, "version.changes")
	if err := publish(surveytest.Rated, service.PublishOptions{Accept: true}); err != nil {
		t.Error(err)
	}
}

// TestNoRollingBackInSilence: the number and content of an older version are not what respondents get again unless that
// is confirmed.
func TestNoRollingBackInSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := surveytest.Drawn(t, surveytest.Rated),
		surveytest.Drawn(t, surveytest.Swap(surveytest.Rated, "Đánh giá", "Đánh giá:"))
	first.Version, second.Version = "2025.1", "2025.2"
	publish := func(q *survey.Questionnaire, o service.PublishOptions) (string, error) {
		t.Helper()
		if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
			t.Fatal(err)
		}
		_, err := w.PublishDraft(w.ctx, admin, "yk", o)
		sv, errSurvey := w.Survey(w.ctx, "yk")
		if errSurvey != nil {
			t.Fatal(errSurvey)
		}
		return sv.Current, err
	}
	for _, q := range []*survey.Questionnaire{first, second, second} {
		if current, err := publish(q, service.PublishOptions{}); err != nil || current != q.Version {
			t.Fatalf("current %q, %v; want %q", current, err, q.Version)
		}
	}
	current, err := publish(first, service.PublishOptions{})
	kind(t, err, survey.Conflict, "version.back")
	if current != "2025.2" || !strings.Contains(err.Error(), "2025.1") {
		t.Errorf("current %q, %v", current, err)
	}
	if current, err := publish(first, service.PublishOptions{Accept: true}); err != nil || current != "2025.1" {
		t.Errorf("confirmed: current %q, %v", current, err)
	}
	if current, err := publish(second, service.PublishOptions{}); survey.KindOf(err) != survey.Conflict ||
		current != "2025.1" {
		t.Errorf("forward again without a word: current %q, %v", current, err)
	}
}
