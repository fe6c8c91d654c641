package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/surveytest"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestImportOfSealedRecords: the file that a phone exported is imported: two records are stored, a second time none;
// one that does not belong there is named by its number.
func TestImportOfSealedRecords(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	w := webtest.Over(t, store)
	q := &survey.Questionnaire{FormID: "cho", Version: "1", Title: webtest.Tv("Chờ", "Waiting"), DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi"}}, Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name")}}}
	slug := w.Publish(q, service.PublishOptions{})
	var list struct{ Key []byte }
	if err := json.Unmarshal([]byte(w.Get("/s/"+slug+"/keep.json").Want(200).Body), &list); err != nil {
		t.Fatal(err)
	}
	state := w.Open("/s/" + slug).Values().Get(".state")
	var file []byte
	for id, name := range map[string]string{"11111111-1111-4111-8111-111111111111": "Lò Thị Ón",
		"22222222-2222-4222-8222-222222222222": "Vàng A Dơ"} {
		record, _ := surveytest.SealRecord(t, list.Key, slug, map[string]any{"id": id,
			"fields": [][2]string{{".state", state}, {".shown", "ten"}, {"ten", name}}}, nil)
		file = append(file, record...)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	path := s.file("may.phieu", file)
	s.must("responses", "import", slug, path, "--data", "{data}")
	if !strings.Contains(s.errors, "Đã nhập 2 phiếu, 0 phiếu đã có") {
		t.Errorf("the first import says %s", s.errors)
	}
	foreign, _ := surveytest.SealRecord(t, list.Key, "khac", map[string]any{}, nil)
	path = s.file("may.phieu", append(file, foreign...))
	if code := s.run("responses", "import", slug, path, "--data", "{data}"); code != exitInput ||
		!strings.Contains(s.errors, "Đã nhập 0 phiếu, 2 phiếu đã có") || !strings.Contains(s.errors, "3") ||
		!strings.Contains(s.errors, "[record.unreadable]") {
		t.Errorf("the second import: exit %d\n%s%s", code, s.out, s.errors)
	}
	if code := s.run("responses", "import", slug, s.file("cut.phieu", file[:len(file)-9]), "--data", "{data}"); code != exitInput {
		t.Errorf("a file that was cut: exit %d\n%s", code, s.errors)
	}
}
