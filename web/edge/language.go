package edge

import (
	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"github.com/khaosat/khaosat/survey/words"
)

// pages are the areas of the catalogue of which pages are made.
var pages = []string{"respond", "common"}

// Problems are the areas in which problems of answers are told to programs.
var Problems = []string{"answers", "survey", "requests", "common"}

// PageLanguage is the language of the catalogue in which pages speak to respondents who read the language of a tag.
func PageLanguage(tag string) string { return words.Match(tag, pages...) }

// ReaderLanguage is the catalogue's language for whoever asks: ?lang=, else the first language of Accept-Language that
// the catalogue has, else Vietnamese. A language counts that brings all of the areas; those of pages where none is
// named.
func ReaderLanguage(c *gin.Context, areas ...string) string {
	if areas == nil {
		areas = pages
	}
	if lang := c.Query("lang"); lang != "" {
		return words.Match(lang, areas...)
	}
	tags, _, err := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	if err != nil {
		return words.Default
	}
	for _, tag := range tags {
		if lang, ok := words.Find(tag.String(), areas...); ok {
			return lang
		}
	}
	return words.Default
}
