package survey

import "testing"

// Every kind has words in both languages.
func TestEveryKindHasWords(t *testing.T) {
	all := []ItemKind{Group, Repeat, Note}
	for kind := range kinds {
		all = append(all, kind)
	}
	for _, kind := range all {
		if w, there := kindWords[kind]; !there || w.VI == "" || w.EN == "" {
			t.Errorf("%s has the words %q", kind, w)
		}
	}
	if w := Integer.Words(); w.VI != "số nguyên" || w.EN != "whole number" {
		t.Errorf("an integer is called %q", w)
	}
}
