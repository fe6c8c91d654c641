package main

import (
	"path/filepath"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

func TestWithdrawByReceipt(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/change/form.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	in := service.Submission{ID: "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e01",
		Answers: survey.Answers{"q1": survey.OfText("tot")}}
	inside := func(f func(*service.Service) error) {
		t.Helper()
		store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"))
		if err != nil {
			t.Fatal(err)
		}
		if err := use(t.Context(), store, f); err != nil {
			t.Fatal(err)
		}
	}
	var receipt string
	inside(func(svc *service.Service) error {
		r, err := svc.Submit(t.Context(), "yk", in)
		if err == nil {
			receipt = r.Receipt
		}
		return err
	})
	if code := s.run("responses", "withdraw", "yk", "0000-0000-0000-0000", "--data", "{data}"); code != exitInput {
		t.Errorf("an unknown receipt code: exit %d, want %d\n%s", code, exitInput, s.errors)
	}
	s.must("responses", "withdraw", "yk", receipt, "--data", "{data}")
	s.must("responses", "withdraw", "yk", receipt, "--data", "{data}")
	inside(func(svc *service.Service) error {
		if _, err := svc.Submit(t.Context(), "yk", in); survey.KindOf(err) != survey.Erased {
			t.Errorf("sent again: %v, want that it was erased", err)
		}
		return nil
	})
}
