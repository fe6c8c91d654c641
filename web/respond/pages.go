package respond

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// formPages cuts a form into the pages that a respondent turns: each group at the top is a page, the items between
// groups make one together. With the style "pages" every item is a page, and a group is one only when it is a
// field-list.
func formPages(fm *form.Form) [][]*form.Field {
	if slices.Contains(strings.Fields(fm.Q.Style), "pages") {
		return onePerItem(fm.Top(), nil)
	}
	var pages [][]*form.Field
	var loose []*form.Field
	flush := func() {
		if len(loose) > 0 {
			pages = append(pages, loose)
			loose = nil
		}
	}
	for _, f := range fm.Top() {
		if f.Item.Kind != survey.Group {
			loose = append(loose, f)
			continue
		}
		flush()
		pages = append(pages, []*form.Field{f})
	}
	flush()
	return pages
}

// onePerItem puts items that nobody sees on the page before them.
func onePerItem(fields []*form.Field, pages [][]*form.Field) [][]*form.Field {
	for _, f := range fields {
		switch {
		case f.Item.Kind == survey.Group && !hasAppearance(f.Item, "field-list") &&
			!hasAppearance(f.Item, "table-list"):
			pages = onePerItem(f.Children(), pages)
		case !f.Kind.Shown() && len(pages) > 0:
			pages[len(pages)-1] = append(pages[len(pages)-1], f)
		default:
			pages = append(pages, []*form.Field{f})
		}
	}
	return pages
}

func hasAppearance(it *survey.Item, word string) bool {
	return slices.Contains(strings.Fields(it.Appearance), word)
}
