package service_test

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// What this process changes it knows at once, however patient it is; what another changes, when its patience is over.
func TestSettingsWhereAnswersAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	patient, err := service.New(w.ctx, w.store, service.Options{Now: w.Now, Patience: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	closed := func(by *service.Service, is bool) {
		t.Helper()
		if _, err := by.Change(w.ctx, admin, "yk", func(s *survey.Survey) { s.Closed = is }); err != nil {
			t.Fatal(err)
		}
	}
	taking := func(s *service.Service) bool {
		t.Helper()
		sv, err := s.Taking(w.ctx, "yk")
		if err != nil {
			t.Fatal(err)
		}
		return !sv.Closed
	}
	if !taking(patient) {
		t.Fatal("it is closed before anybody closed it")
	}
	closed(patient, true)
	if _, err := patient.Submit(w.ctx, "yk", answer(1, "tot")); survey.KindOf(err) != survey.Closed {
		t.Errorf("after its own change: %v, want closed", err)
	}
	closed(w.Service, false) // the other process
	if taking(patient) {
		t.Error("the patient one has asked again: then nothing is saved")
	}
	if !taking(w.Service) {
		t.Error("without patience an old state was told")
	}
	closed(patient, false)
	if !taking(patient) {
		t.Error("its own change is not known")
	}
	impatient, err := service.New(w.ctx, w.store, service.Options{Now: w.Now, Patience: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	taking(impatient)
	closed(w.Service, true)
	if taking(impatient) {
		t.Error("what another process changed is not known although the patience is over")
	}
}
