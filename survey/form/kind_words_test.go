package form

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// Every kind has words in both languages.
func TestEveryKindHasWords(t *testing.T) {
	all := []survey.ItemKind{survey.Group, survey.Repeat, survey.Note}
	for kind := range Kinds {
		all = append(all, kind)
	}
	for _, kind := range all {
		if w, there := survey.KindWords[kind]; !there || w.In("vi") == "" || w.In("en") == "" {
			t.Errorf("%s has the words %q", kind, w)
		}
	}
	if w := survey.Integer.Words(); w.In("vi") != "số nguyên" || w.In("en") != "whole number" {
		t.Errorf("an integer is called %q", w)
	}
}
