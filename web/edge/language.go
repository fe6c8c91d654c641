package edge

import (
	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"github.com/khaosat/khaosat/survey/words"
)

// PageLanguage is the language of the catalogue in which pages speak to respondents who read the language of a tag: one
// that brings the areas of which the pages are made.
func PageLanguage(tag string) string { return words.Match(tag, "respond", "common") }

// ReaderLanguage is the catalogue's language for whoever asks: ?lang=, else the first language of Accept-Language that
// the catalogue has, else Vietnamese.
func ReaderLanguage(c *gin.Context) string {
	if lang := c.Query("lang"); lang != "" {
		return PageLanguage(lang)
	}
	tags, _, err := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	if err != nil {
		return words.Default
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if PageLanguage(base.String()) == base.String() {
			return base.String()
		}
	}
	return words.Default
}
