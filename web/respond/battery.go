package respond

import (
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey/form"
)

// longestScale is how many choices a battery's list may have to stand side by side, longestHeading how many letters
// each.
const (
	longestScale   = 7
	longestHeading = 30
)

// batteries gathers questions that follow each other on one scale into one table: what the author laid out so
// (table-list, list-nolabel), and every run of at least three on one short list. nodes are those of one level, slots as
// well.
func batteries(nodes []*node, slots []*form.Slot) []*node {
	bySlot := map[string]*form.Slot{}
	for _, s := range slots {
		bySlot[s.Path] = s
	}
	var out []*node
	for i := 0; i < len(nodes); {
		end := i
		for end < len(nodes) && joins(nodes[i], nodes[end], bySlot) {
			end++
		}
		laidOut := end > i && laidOutAsTable(bySlot[nodes[i].Path])
		if end-i >= 3 || end-i >= 2 && laidOut {
			out = append(out, battery(nodes[i:end], bySlot))
			i = end
			continue
		}
		out = append(out, nodes[i])
		i++
	}
	return out
}

// joins reports whether two nodes can be rows of one battery: single answers on the same short list with the same
// choices.
func joins(first, n *node, slots map[string]*form.Slot) bool {
	a, b := slots[first.Path], slots[n.Path]
	if a == nil || b == nil || a.Field.List == nil || a.Field.List != b.Field.List {
		return false
	}
	if !tableLabel(a) && n.Look != "single" || tableLabel(b) && n != first || len(n.Choices) > longestScale ||
		len(n.Media) > 0 {
		return false
	}
	if a.Field.Item.ChoiceFilter != "" || b.Field.Item.ChoiceFilter != "" {
		return false
	}
	for _, c := range n.Choices {
		if len(c.Media) > 0 || utf8.RuneCountInString(c.Name) > longestHeading {
			return false
		}
	}
	return laidOutAsTable(a) == laidOutAsTable(b)
}

// tableLabel reports whether the item only stands for the head of a table.
func tableLabel(s *form.Slot) bool { return hasAppearance(s.Field.Item, "label") }

func laidOutAsTable(s *form.Slot) bool {
	it := s.Field.Item
	if hasAppearance(it, "label") || hasAppearance(it, "list-nolabel") || hasAppearance(it, "list") {
		return true
	}
	return s.Field.Parent != nil && hasAppearance(s.Field.Parent.Item, "table-list")
}

// battery makes one node of several questions; the row that only is the table's head stands above it.
func battery(rows []*node, slots map[string]*form.Slot) *node {
	b := &node{View: rows[0].View, Look: "battery", Path: rows[0].Path + ".battery", Choices: rows[0].Choices,
		Columns: len(rows[0].Choices), Hidden: true}
	if tableLabel(slots[rows[0].Path]) {
		b.Head, b.Shown = rows[0], rows[0].Shown
		rows = rows[1:]
	}
	for _, n := range rows {
		n.Look = "batteryrow"
		n.Columns = b.Columns
		b.Hidden = b.Hidden && n.Hidden
	}
	b.Children = rows
	return b
}
