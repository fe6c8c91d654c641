package respond

import (
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// heldPage is a page that comes along with another one, so that scripts turn to it without asking.
type heldPage struct {
	Page  int
	Nodes []*node
}

// mostHeld is how many items and choices a page and those that come along may have: what is beyond costs a slow phone
// more than asking for a page.
const mostHeld = 1500

// held lists the pages that come along with page p, nil where scripts do not run or the pages are too many. A page
// comes along when the phone can bring it up to date by itself.
func (f *filling) held(p int) []heldPage {
	if f.preview || !f.fresh && !f.state.Scripts || f.serverWorks() {
		return nil
	}
	var out []heldPage
	size := f.sizeOf(p)
	for page := range f.pages {
		if page == p || f.serverDraws(page) {
			continue
		}
		if size += f.sizeOf(page); size > mostHeld {
			return nil
		}
		out = append(out, heldPage{Page: page, Nodes: f.nodes(page, nil)})
	}
	return out
}

// serverWorks reports whether something in the form comes out otherwise when pages are posted later: what is drawn by
// lot, and what is worked out at the moment when its trigger was answered.
func (f *filling) serverWorks() bool {
	for _, field := range f.form.Fields {
		if field.Drawn() || len(field.Triggers()) > 0 {
			return true
		}
	}
	return false
}

// serverDraws reports whether other answers change on a page what the phone does not draw: rows of repeats that count
// themselves, and defaults that are worked out when the page is first seen.
func (f *filling) serverDraws(page int) bool {
	found := false
	f.onPage(page, func(s *form.Slot) {
		it := s.Field.Item
		found = found || it.Kind == survey.Repeat && it.RepeatCount != "" || f.form.Expressions(s.Field)["default"] != nil
	})
	return found
}

// sizeOf counts the items and choices of a page.
func (f *filling) sizeOf(page int) int {
	n := 0
	f.onPage(page, func(s *form.Slot) {
		n++
		if s.Field.List != nil {
			n += len(f.filled.Choices(s))
		}
	})
	return n
}
