package edge

import (
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey/words"
)

// A reader is spoken to in the first language of the header that the catalogue has, by its tag or by what the tag is a
// kind of (RFC 4647, 3.4), when it brings all that is about to be said. The language here brings pages and no problems.
func TestReaderLanguage(t *testing.T) {
	files := fstest.MapFS{}
	for _, area := range pages {
		files[area+".qac-Hant.json"] = &fstest.MapFile{Data: []byte("{}")}
	}
	if err := words.Add(files); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		header, query string
		areas         []string
		want          string
	}{
		{"", "", nil, "vi"},
		{"qac-Hant", "", nil, "qac-Hant"},
		{"qac-Hant-TW, en;q=0.8", "", nil, "qac-Hant"},
		{"QAC-hant, en;q=0.8", "", nil, "qac-Hant"},
		{"qac-Latn, en;q=0.8", "", nil, "en"},
		{"en;q=0.3, qac-Hant;q=0.8", "", nil, "qac-Hant"},
		{"qac-Hant, en;q=0.8", "", Problems, "en"},
		{"qac-Hant", "", Problems, "vi"},
		{"en-GB, vi;q=0.8", "", Problems, "en"},
		{"en", "qac-Hant", nil, "qac-Hant"},
		{"fr;;;", "", nil, "vi"},
	} {
		ctx, _ := gin.CreateTestContext(httptest.NewRecorder())
		ctx.Request = httptest.NewRequest("GET", "/?lang="+c.query, nil)
		ctx.Request.Header.Set("Accept-Language", c.header)
		if got := ReaderLanguage(ctx, c.areas...); got != c.want {
			t.Errorf("%q, ?lang=%s, %v: %s, want %s", c.header, c.query, c.areas, got, c.want)
		}
	}
}
