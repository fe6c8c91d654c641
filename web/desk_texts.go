package web

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// textsPage lists what people wrote to an open question, a page at a time.
type textsPage struct {
	Item  itemView
	Find  string
	Texts []writtenText
	Next  string // id of the response after which the next page begins; "" at the end
}

type writtenText struct{ ID, Text, Unit, Received string }

// textsPage shows the answers to ?item=, an item of text, from ?after= on; with ?find= those that hold these words, whatever their case.
// Only responses that count are listed, in the order of their ids, which tells nothing of who or when.
func (d *desk) textsPage(v *visit) error {
	ctx := v.Request.Context()
	r, err := d.results(ctx, v.sv)
	if err != nil {
		return err
	}
	it := findItem(r, v.Query("item"))
	if it == nil || it.Field.Item.Kind != survey.TextItem {
		return errNoPage
	}
	tree, err := d.Service.Units(ctx, v.sv.Slug)
	if err != nil {
		return err
	}
	page := textsPage{Find: strings.TrimSpace(v.Query("find"))}
	for _, view := range itemViews(r, v.Lang) {
		if view.Path == it.Field.Path {
			page.Item = view
		}
	}
	find, after := strings.ToLower(survey.NFC(page.Find)), v.Query("after")
	for x, err := range d.Service.Responses(ctx, v.actor, v.sv.Slug) {
		if err != nil {
			return err
		}
		if x.ID <= after || x.State != survey.Submitted {
			continue
		}
		for _, text := range writtenIn(x.Answers, it.Field) {
			if find == "" || strings.Contains(strings.ToLower(text), find) {
				page.Texts = append(page.Texts, writtenText{x.ID, text, unitName(tree, x.Unit), localTime(v.sv, x.Received)})
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
func writtenIn(answers survey.Answers, f *survey.Field) []string {
	rows := []survey.Answers{answers}
	var repeats []*survey.Field
	for r := f.Repeat; r != nil; r = r.Repeat {
		repeats = append([]*survey.Field{r}, repeats...)
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
