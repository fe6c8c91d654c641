package workbook

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey/form"
)

// itemNames are the defined names of an item's published figures.
type itemNames struct {
	Codes     []string // parallel to Item.Rows; "" for choices with a missing role, which have no percentage
	Top, Top2 string   // "" when the item is no scale
	Total     string   // "" when the item is no quantity that is added up
}

// definedNames gives each published figure the name by which a report finds its cell: pct_ITEM_CODE, pct_ITEM_top,
// pct_ITEM_top2 and tot_ITEM. ITEM is the bare name of the item where only one item has it, else its path. Every
// character but letters, digits and points becomes "_"; a name that stands already, in any case, gets "_2", "_3" and so
// on, where top-boxes and totals come before codes and otherwise the questionnaire's order decides. The prefix keeps a
// name from looking like a cell.
func definedNames(r *results.Results) map[*results.Item]*itemNames {
	taken := map[string]bool{}
	out := make(map[*results.Item]*itemNames, len(r.Items))
	stems := make(map[*results.Item]string, len(r.Items))
	for _, it := range r.Items {
		n := &itemNames{}
		out[it], stems[it] = n, itemStem(r.Form, it)
		if it.Top != nil {
			n.Top = unique(taken, "pct_"+stems[it]+"_top")
		}
		if it.Top2 != nil {
			n.Top2 = unique(taken, "pct_"+stems[it]+"_top2")
		}
		if summed(it) {
			n.Total = unique(taken, "tot_"+stems[it])
		}
	}
	for _, it := range r.Items {
		n := out[it]
		n.Codes = make([]string, len(it.Rows))
		for i, row := range it.Rows {
			if !row.Role.Missing() {
				n.Codes[i] = unique(taken, "pct_"+stems[it]+"_"+cell.NameText(row.Code))
			}
		}
	}
	return out
}

// summed reports whether the item is a quantity whose total is published.
func summed(it *results.Item) bool {
	indicator := it.Field.Item.Indicator
	return it.Numbers != nil && (indicator == "flow" || indicator == "stock")
}

// itemStem is ITEM; that of an item which only previous versions have, or whose answers stand apart, comes from its
// name.
func itemStem(form *form.Form, it *results.Item) string {
	if it.Previous() {
		return cell.NameText(it.Name())
	}
	return cell.Stem(form, it.Field)
}

// maxName is how many characters a name has at most before its number; Excel takes 255 in all.
const maxName = 240

func unique(taken map[string]bool, name string) string {
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	out := name
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = fmt.Sprintf("%s_%d", name, n)
	}
	taken[strings.ToLower(out)] = true
	return out
}
