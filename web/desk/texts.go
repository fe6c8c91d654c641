package desk

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/web/edge"
)

// textsPage lists what people wrote to an open question, a page at a time.
type textsPage struct {
	Item  itemView
	Waves wavesPart
	Find  string
	Texts []writtenText
	Next  string // id of the response after which the next page begins; "" at the end
}

type writtenText struct{ ID, Text, Unit, Received string }

// textsPage shows the answers to ?item=, an item of text, from ?after= on; with ?find= those that hold these words,
// whatever their case; words written without Vietnamese marks find those with marks too. Only responses that count are
// listed, in the order of their ids, which tells nothing of who or when.
func (d *Desk) textsPage(v *visit) error {
	ctx := v.Request.Context()
	r, err := d.results(ctx, v.sv, v.scope())
	if err != nil {
		return err
	}
	it := findItem(r, v.Query("item"))
	if it == nil || !it.Field.Kind.Open {
		return edge.ErrNoPage
	}
	register, err := d.Service.Register(ctx, v.sv)
	if err != nil {
		return err
	}
	page := textsPage{Waves: wavesView(v, r.Wave, r.Waves), Find: strings.TrimSpace(v.Query("find"))}
	for _, view := range itemViews(r, v.Lang) {
		if view.Path == it.Name() {
			page.Item = view
		}
	}
	find, after := finder(page.Find), v.Query("after")
	for x, err := range d.Service.Responses(ctx, v.actor, v.sv.Slug) {
		if err != nil {
			return err
		}
		if x.ID <= after || x.State != survey.Submitted || !r.Has(x.Wave) {
			continue
		}
		member := it.Series.Member(x.Version)
		if member == nil {
			continue
		}
		for _, text := range writtenIn(x.Answers, member) {
			if find(text) {
				page.Texts = append(page.Texts,
					writtenText{x.ID, text, unitName(register.Tree(x.Wave), places.UnitOf(v.sv, r.Lineage, x)),
						localTime(v.Lang, v.sv, x.Received)})
			}
		}
		if len(page.Texts) >= pageRows {
			page.Next = x.ID
			break
		}
	}
	return d.render(v, "texts", page)
}

// writtenIn are the texts that a response has for an item: several in a repeat.
func writtenIn(answers survey.Answers, f *form.Field) []string {
	rows := []survey.Answers{answers}
	var repeats []*form.Field
	for r := f.Repeat; r != nil; r = r.Repeat {
		repeats = append([]*form.Field{r}, repeats...)
	}
	for _, repeat := range repeats {
		var inner []survey.Answers
		for _, row := range rows {
			inner = append(inner, row[repeat.Path].Rows...)
		}
		rows = inner
	}
	var out []string
	for _, row := range rows {
		if text := strings.TrimSpace(row[f.Path].Text); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// finder tells whether a text holds words as typed: with marks they are meant, without marks any will do.
func finder(words string) func(text string) bool {
	spelt := strings.ToLower(survey.NFC(words))
	if unmarked(spelt) != spelt {
		return func(text string) bool { return strings.Contains(strings.ToLower(survey.NFC(text)), spelt) }
	}
	return func(text string) bool { return strings.Contains(unmarked(strings.ToLower(text)), spelt) }
}

// unmarked takes the marks off letters: đường becomes duong.
func unmarked(lower string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFD.String(lower))
}
