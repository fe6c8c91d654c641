package service_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
)

// Everything that a figure uses is in the row hash, and what a figure does not use is not.
func TestRowHashIsOverWhatAFigureUses(t *testing.T) {
	t.Parallel()
	identity := survey.NewIdentity([]byte("0123456789abcdef0123456789abcdef"))
	of := func(change func(*survey.Response)) string {
		r := &survey.Response{Survey: "yk", ID: id(1), Revision: 1, Version: "1", Unit: "105", Class: "dan", Wave: "d1",
			Link: "l", Channel: survey.ByWeb,
			State: survey.Submitted, Answers: survey.Answers{"q1": survey.OfText("tot"), "q2": survey.OfText("")},
			Skipped: []string{"q3"}, SHA256: "x"}
		change(r)
		return identity.RowHash(r)
	}
	same := func(*survey.Response) {}
	seen := map[string]string{of(same): "nothing"}
	for what, change := range map[string]func(*survey.Response){
		"survey":   func(r *survey.Response) { r.Survey = "khac" },
		"id":       func(r *survey.Response) { r.ID = id(2) },
		"version":  func(r *survey.Response) { r.Version = "2" },
		"language": func(r *survey.Response) { r.Language = "en" },
		"unit":     func(r *survey.Response) { r.Unit = "106" },
		"class":    func(r *survey.Response) { r.Class = "" },
		"wave":     func(r *survey.Response) { r.Wave = "d2" },
		"link":     func(r *survey.Response) { r.Link = "m" },
		"channel":  func(r *survey.Response) { r.Channel = survey.ByImport },
		"state":    func(r *survey.Response) { r.State = survey.Rejected },
		"answer":   func(r *survey.Response) { r.Answers["q1"] = survey.OfText("kem") },
		"number":   func(r *survey.Response) { r.Answers["q1"] = survey.OfNumber("1") },
		"absent":   func(r *survey.Response) { delete(r.Answers, "q2") },
		"stated":   func(r *survey.Response) { r.Answers["q2"] = survey.OfStated(survey.Refused) },
		"skipped":  func(r *survey.Response) { r.Skipped = nil },
		"key":      func(r *survey.Response) { identity = survey.NewIdentity([]byte("another secret of 32 bytes here.")) },
	} {
		key := identity
		hash := of(change)
		if before, twice := seen[hash]; twice {
			t.Errorf("another %s has the hash of another %s", what, before)
		}
		seen[hash], identity = what, key
	}
	for what, change := range map[string]func(*survey.Response){
		"revision":  func(r *survey.Response) { r.Revision, r.By, r.Why = 2, "lan", "xem lại" },
		"wire hash": func(r *survey.Response) { r.SHA256 = "y" },
	} {
		if of(change) != of(same) {
			t.Errorf("another %s has another hash, but no figure uses it", what)
		}
	}
}

// Every way of storing a revision gives it the hash of what is stored.
func TestEveryRevisionHasItsRowHash(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			link, err := w.AddLink(w.ctx, admin, survey.Link{Survey: "yk", Code: "xa", Unit: "105"})
			if err != nil {
				t.Fatal(err)
			}
			in := answer(1, "tot")
			in.Link = link.Code
			if _, err := w.Submit(w.ctx, "yk", in); err != nil {
				t.Fatal(err)
			}
			if _, err := w.ImportResponses(w.ctx, admin, "yk", file("q1", "chua"),
				service.ImportOptions{}); err != nil {
				t.Fatal(err)
			}
			for _, r := range w.stored(t) {
				if err := w.Review(w.ctx, admin, "yk", r.ID, survey.Rejected, "trùng"); err != nil {
					t.Fatal(err)
				}
				revisions, err := w.Revisions(w.ctx, admin, "yk", r.ID)
				if err != nil || len(revisions) != 2 || revisions[0].RowHash == revisions[1].RowHash {
					t.Fatalf("%d revisions, %v; want two with different hashes", len(revisions), err)
				}
				for _, x := range revisions {
					if x.RowHash == "" || x.RowHash != w.Identity().RowHash(x) {
						t.Errorf("revision %d has the hash %q, want that of what is stored", x.Revision, x.RowHash)
					}
				}
				if named := mode == survey.Named && r.Channel == survey.ByAPI; (r.Link != "") != named {
					t.Errorf("link %q in a %s survey by %s", r.Link, mode, r.Channel)
				}
			}
		})
	}
}

// The unit item places answers when figures are made; it is not written into them.
func TestTheUnitItemPlacesEarlierAnswersToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	if _, err := w.Submit(w.ctx, "yk", answer(1, "tot")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(w.ctx, admin, "yk", func(sv *survey.Survey) { sv.UnitItem = "q1" }); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Submit(w.ctx, "yk", answer(2, "chua")); err != nil {
		t.Fatal(err)
	}
	sv, err := w.Survey(w.ctx, "yk")
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.Lineage(w.ctx, sv)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range w.stored(t) {
		if r.Unit != "" || places.UnitOf(sv, l, r) != r.Answers["q1"].Text {
			t.Errorf("preset unit %q, place %q; want none and the answer", r.Unit, places.UnitOf(sv, l, r))
		}
		if r.Unit = "105"; places.UnitOf(sv, l, r) != "105" {
			t.Error("the answer goes before the preset unit")
		}
	}
}
