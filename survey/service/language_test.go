package service_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// TestLanguageOfTheQuestionnaire has a language whose header the author misspelled: it is the language's id, and
// answers come in it.
func TestLanguageOfTheQuestionnaire(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := questionnaire()
	q.Languages = []survey.Language{{ID: "vi"}, {ID: "French(fr)label::English(en)"}}
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	for i, lang := range []string{"French(fr)label::English(en)", "vi", "blt", ""} {
		in := answer(i, "tot")
		in.Language = lang
		if _, err := w.Submit(w.ctx, "yk", in); err != nil {
			t.Errorf("language %q: %v", lang, err)
		}
	}
	in := answer(9, "tot")
	in.Language = "vi<script>"
	_, err := w.Submit(w.ctx, "yk", in)
	kind(t, err, survey.Invalid, "")
}
