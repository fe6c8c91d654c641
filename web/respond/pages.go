package respond

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// formPages cuts a form into the pages that a respondent turns: each group at the top is a page, the items between groups make
// one together. With the style "pages" every item is a page, and a group is one only when it is a field-list.
func formPages(form *survey.Form) [][]*survey.Field {
	if slices.Contains(strings.Fields(form.Q.Style), "pages") {
		return onePerItem(form.Top(), nil)
	}
	var pages [][]*survey.Field
	var loose []*survey.Field
	flush := func() {
		if len(loose) > 0 {
			pages = append(pages, loose)
			loose = nil
		}
	}
	for _, f := range form.Top() {
		if f.Item.Kind != survey.Group {
			loose = append(loose, f)
			continue
		}
		flush()
		pages = append(pages, []*survey.Field{f})
	}
	flush()
	return pages
}

// onePerItem puts items that nobody sees on the page before them.
func onePerItem(fields []*survey.Field, pages [][]*survey.Field) [][]*survey.Field {
	for _, f := range fields {
		switch {
		case f.Item.Kind == survey.Group && !hasAppearance(f.Item, "field-list") && !hasAppearance(f.Item, "table-list"):
			pages = onePerItem(f.Children(), pages)
		case !visible(f.Item.Kind) && len(pages) > 0:
			pages[len(pages)-1] = append(pages[len(pages)-1], f)
		default:
			pages = append(pages, []*survey.Field{f})
		}
	}
	return pages
}

// visible reports whether items of the kind are shown to a respondent.
func visible(k survey.ItemKind) bool {
	return k != survey.Calculate && k != survey.Hidden && k != survey.Metadata
}

func hasAppearance(it *survey.Item, word string) bool {
	return slices.Contains(strings.Fields(it.Appearance), word)
}
