package edge

import (
	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"github.com/khaosat/khaosat/survey/words"
)

// ReaderLanguage is the catalogue's language for whoever asks: ?lang=, else the first language of Accept-Language that the
// catalogue has, else Vietnamese.
func ReaderLanguage(c *gin.Context) string {
	if lang := c.Query("lang"); lang != "" {
		return words.Match(lang)
	}
	tags, _, err := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	if err != nil {
		return "vi"
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		switch base.String() {
		case "vi", "en":
			return base.String()
		}
	}
	return "vi"
}
