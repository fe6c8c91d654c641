package respond

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
)

// filling is one respondent's form while one request is answered: what was typed so far, and what it comes to.
type filling struct {
	sv        *survey.Survey
	form      *form.Form
	pages     [][]*form.Field
	state     *state
	lang      string       // language of the questionnaire that is shown
	ui        string       // catalogue's language
	chain     []string     // languages in which texts are looked for
	whole     bool         // everything came in one request: what is not there was left blank
	preview   bool         // at the desk: nothing is stored
	fresh     bool         // nothing was posted yet
	begin     string       // where a browser without scripts gets a filling with addresses of its own; "" = it has them
	carries   bool         // a page follows a post by an address of its own
	left      []*form.Slot // answers that will not be sent, to be named on the page
	more      bool         // the page is shown again because its answers made more items asked
	mediaBase string       // address of the author's pictures, ending with a slash
	clock     form.Clock
	fixedUnit *form.Field    // the item that a preset unit answers; nil: none
	unit      string         // that unit
	unknown   survey.Answers // of a record: what stands under the name of no item

	filled  *form.Filled
	answers survey.Answers
}

// maxRows bounds the rows of one repeat.
const maxRows = form.MaxRows

// fill works the form out from what was typed, and from the defaults of what was not shown yet.
func (f *filling) fill() {
	f.noteMoments()
	f.compute(nil)
	if !f.fitRows() {
		f.compute(nil)
	}
	if initial := f.initial(); len(initial) > 0 {
		f.compute(initial)
		if !f.fitRows() {
			f.compute(f.initial())
		}
	}
	f.keepDrawn()
	f.keepSetOff()
}

func (f *filling) compute(initial map[string]survey.Value) {
	f.answers = f.read("", f.form.Top(), initial)
	f.filled = f.form.Fill(f.answers, f.clock)
	f.filled.Quote = quoteAnswer
}

// read makes answers of what was typed; initial gives those of the paths that nobody has seen yet.
func (f *filling) read(prefix string, fields []*form.Field, initial map[string]survey.Value) survey.Answers {
	out := survey.Answers{}
	for _, field := range fields {
		path := prefix + field.Item.Name
		switch field.Item.Kind {
		case survey.Group:
			for k, v := range f.read(path+"/", field.Children(), initial) {
				out[k] = v
			}
		case survey.Repeat:
			v := survey.Value{Kind: survey.VRows}
			for i := range f.rows(path, field) {
				v.Rows = append(v.Rows, f.read(fmt.Sprintf("%s[%d]/", path, i+1), field.Children(), initial))
			}
			if len(v.Rows) > 0 {
				out[field.Path] = v
			}
		default:
			v, given := f.typed(path, field)
			if field == f.fixedUnit {
				v, given = survey.OfText(f.unit), true
			}
			if !given {
				v = initial[path]
			}
			if !v.Empty() {
				out[field.Path] = v
			}
		}
	}
	return out
}

// typed is the answer that was typed at a path, and whether its item was seen at all.
func (f *filling) typed(path string, field *form.Field) (survey.Value, bool) {
	texts, given := f.state.Texts[path]
	if !given || len(texts) == 0 {
		return survey.Value{}, given
	}
	kind := field.Kind
	if kind.Attached() {
		var v survey.Value
		if err := json.Unmarshal([]byte(texts[0]), &v); err != nil {
			return survey.OfText(texts[0]), true
		}
		return v, true
	}
	if kind.Moment == kinds.Day {
		texts = []string{typedDate(texts[0], dateLook(field.Item))}
	}
	return field.FromTyped(texts, f.ui), true
}

// rows is how many rows of a repeat there are: one to begin with, none when the whole form came at once without any.
func (f *filling) rows(path string, field *form.Field) int {
	n, set := f.state.Rows[path]
	if !set && !f.whole && field.Item.RepeatCount == "" {
		n = 1
	}
	return min(n, maxRows)
}

// fitRows gives repeats with a repeat_count the rows that it asks for; false when one changed.
func (f *filling) fitRows() bool {
	settled := true
	for _, s := range f.filled.All {
		if s.Field.Item.Kind != survey.Repeat || s.Row > 0 || !s.Asked {
			continue
		}
		want, ok := f.filled.RowsWanted(s)
		if want = min(want, maxRows); ok && want != len(s.Children) && !(f.whole && len(s.Children) > 0) {
			f.state.Rows[s.Path] = want
			settled = false
		}
	}
	return settled
}

// initial lists the defaults of items that were not seen yet. When the whole form came at once its askable items were
// seen.
func (f *filling) initial() map[string]survey.Value {
	out := map[string]survey.Value{}
	for _, s := range f.filled.All {
		kind := s.Field.Kind
		if kind.Container() || !kind.Holds() || f.whole && kind.Asked() {
			continue
		}
		if _, given := f.state.Texts[s.Path]; given {
			continue
		}
		if kind.From == kinds.FromDevice {
			out[s.Path] = f.metadata(s.Field)
		} else if v := f.filled.Initial(s); !v.Empty() {
			out[s.Path] = v
		}
	}
	return out
}

// keepDrawn writes drawn values down in the state, so that the next page sees the same ones.
func (f *filling) keepDrawn() {
	for _, s := range f.filled.All {
		if s.Asked && !s.Value.Empty() && s.Field.Drawn() {
			f.state.Texts[s.Path] = textsOf(s.Value)
		}
	}
}

// onPage visits every slot of the page in document order.
func (f *filling) onPage(page int, visit func(*form.Slot)) {
	var walk func(s *form.Slot)
	walk = func(s *form.Slot) {
		visit(s)
		for _, c := range s.Children {
			walk(c)
		}
	}
	for _, field := range f.pages[page] {
		if s := f.filled.Slot(field.Path); s != nil {
			walk(s)
		}
	}
}

// onPages visits every slot of several pages.
func (f *filling) onPages(pages []int, visit func(*form.Slot)) {
	for _, page := range pages {
		f.onPage(page, visit)
	}
}

// hasContent reports whether the page has anything to show with the answers so far.
func (f *filling) hasContent(page int) bool {
	found := false
	f.onPage(page, func(s *form.Slot) {
		if s.Asked && s.Field.Kind.Shown() && s.Field.Item.Kind != survey.Group {
			found = true
		}
	})
	return found
}

// fixed reports whether an item is only shown now: read-only, or calculated. It counts as shown to be answered only
// once other answers unlock it.
func (f *filling) fixed(s *form.Slot) bool {
	return s.Field == f.fixedUnit || s.Field.Computed() || f.filled.ReadOnly(s)
}

// unseen lists the paths on the page that are asked now and were not shown yet.
func (f *filling) unseen(page int) []string {
	var out []string
	f.onPage(page, func(s *form.Slot) {
		if !s.Asked || !s.Field.Kind.Asked() || f.fixed(s) {
			return
		}
		if _, seen := f.state.Texts[s.Path]; !seen {
			out = append(out, s.Path)
		}
	})
	return out
}

// next is the page to show after the given one, len(pages) for the review. before is the one before it, -1 when there
// is none.
func (f *filling) next(page int) int {
	for page++; page < len(f.pages) && !f.hasContent(page); page++ {
	}
	return page
}

// first is the page to begin with; the review when no page has anything to show.
func (f *filling) first() int { return f.next(-1) }

func (f *filling) before(page int) int {
	for page--; page >= 0 && !f.hasContent(page); page-- {
	}
	return page
}

// firstUnseen is the first page that asks something which was never shown; len(pages) when everything was.
func (f *filling) firstUnseen() int {
	for page := range f.pages {
		if len(f.unseen(page)) > 0 {
			return page
		}
	}
	return len(f.pages)
}

// place says which of the pages with content the page is, from 1, and how many there are.
func (f *filling) place(page int) (at, of int) {
	for p := range f.pages {
		if f.hasContent(p) {
			of++
			if p <= page {
				at = of
			}
		}
	}
	return at, of
}

// problems lists what is wrong, by the checks that sending makes.
func (f *filling) problems() []survey.Problem {
	_, problems := f.filled.Check(false)
	return problems
}

// pageOf is the page on which a path stands, -1 for none.
func (f *filling) pageOf(path string) int {
	for page := range f.pages {
		found := false
		f.onPage(page, func(s *form.Slot) { found = found || s.Path == path })
		if found {
			return page
		}
	}
	return -1
}

// submission is what was filled in. What the server noted of the filling by itself is no content: it may be another
// when the same form comes again.
func (f *filling) submission(link, token string) service.Submission {
	said := f.read("", f.form.Top(), nil)
	f.form.Forget(said, "")
	answers := maps.Clone(f.answers)
	maps.Copy(answers, f.unknown)
	maps.Copy(said, f.unknown)
	return service.Submission{ID: f.state.ID, Version: f.form.Q.Version, Language: f.lang, Link: link, Token: token,
		Answers: answers, Said: said, Channel: survey.ByWeb, Lenient: true}
}
