package edge

import (
	"net/http"

	"github.com/khaosat/khaosat/survey/words"
)

// View is what every page knows: the catalogue's language and how to say things in it.
type View struct {
	Lang string // of the texts that are ours; pages ask for one that brings their areas
}

// NewView speaks a language of the catalogue.
func NewView(lang string) View { return View{Lang: words.Match(lang)} }

// T says a key of the catalogue.
func (v View) T(key string, pairs ...any) string { return words.T(v.Lang, key, pairs...) }

type errorView struct {
	View
	Failure
}

// Heading is the heading of the error page, for its template.
func (v errorView) Heading() string {
	if v.Status == http.StatusNotFound {
		return v.T("common.page_not_found")
	}
	return v.T("common.error_title")
}
