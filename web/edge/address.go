package edge

import (
	"net/url"

	"github.com/khaosat/khaosat/survey"
)

// FormPath is the path of a survey's form, with the presets of a link when there is one.
func FormPath(slug, link string) string {
	path := "/s/" + url.PathEscape(slug)
	if link != "" {
		path += "?link=" + url.QueryEscape(link)
	}
	return path
}

// ShortPath is the short path that leads to the form with a link's presets, for typing.
func ShortPath(link string) string { return "/q/" + url.PathEscape(survey.SpellLink(link)) }
