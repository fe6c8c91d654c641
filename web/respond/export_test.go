package respond

import (
	"net/http/httptest"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

// What tests from outside look at inside.
var (
	DeviceID      = deviceID
	SameRows      = sameRows
	GroupedNumber = groupedNumber
	TypedNumber   = typedNumber
	QuoteAnswer   = quoteAnswer
	Prose         = prose
	SlotOf        = slotOf
	TextsOf       = textsOf
	FormPages     = formPages
)

const DeviceCookie = deviceCookie

// Sealed is the state of a filling as a page carries it.
func Sealed(id survey.Identity, slug, response string, texts map[string][]string, rows map[string]int) (string, error) {
	return (&state{ID: response, Version: "1", Texts: texts, Rows: rows}).seal(id, slug)
}

// FirstPage is what anybody is first shown of a form.
type FirstPage struct {
	Slots []*form.Slot // of the first page; none when the form asks nothing
	Pages int          // how many there are
	UI    string       // the language of the furniture
}

// FirstPageOf is the first page of a visit in a language.
func FirstPageOf(service *service.Service, now func() time.Time, sv *survey.Survey, fm *form.Form,
	lang string) FirstPage {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", "/s/"+sv.Slug+(&respondent{}).query(lang), nil)
	f := (&Site{Edge: &edge.Edge{Service: service, Now: now}}).newFilling(c, sv, fm, &respondent{}, nil)
	f.fill()
	first := FirstPage{Pages: len(f.pages), UI: f.ui}
	if page := f.next(-1); page < len(f.pages) {
		f.onPage(page, func(s *form.Slot) { first.Slots = append(first.Slots, s) })
	}
	return first
}
