package answergen

import (
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// filling is one form while it is filled in.
type filling struct {
	g     *Generator
	x     *form.Filled
	slots map[*form.Field][]*form.Slot // of x, in document order
	rows  map[string]int               // how many rows repeats without a repeat_count are to have, by path
	blank map[string]bool              // left open because of what is asked further on
	work  int                          // how often answers may still be tried with all that follows from them
}

func (g *Generator) newSheet() *filling {
	s := &filling{g: g, rows: map[string]int{}, blank: map[string]bool{}}
	s.work = min(3000, 200+300_000/(1+len(g.form.Fields)))
	s.load(survey.Answers{})
	s.begin()
	return s
}

// begin puts in the defaults, as a page does before anybody has seen it, and then other answers for some of them.
func (s *filling) begin() {
	for _, slot := range s.x.All {
		if slot.Field.Item.Default != "" && slot.Value.Empty() && s.typed(slot) {
			s.x.Set(slot, s.x.Initial(slot))
		}
	}
	s.x.Recalculate()
	for _, slot := range s.x.All {
		if slot.Field.Item.Default == "" || !slot.Asked || !s.typed(slot) || !s.g.chance(1, 2) {
			continue
		}
		before := slot.Value
		if s.draw(slot); slot.Value.Empty() {
			s.x.Set(slot, before)
		}
		if s.x.Recalculate(); !slot.Asked {
			s.set(slot, before)
		}
	}
}

// load puts answers into a fresh form, and what a phone notes by itself.
func (s *filling) load(a survey.Answers) {
	s.work--
	s.x = s.g.form.Fill(a, s.g.clock)
	s.slots = make(map[*form.Field][]*form.Slot, len(s.g.form.Fields))
	noted := false
	for _, slot := range s.x.All {
		s.slots[slot.Field] = append(s.slots[slot.Field], slot)
		if v := s.noted(slot); slot.Value.Empty() && !v.Empty() {
			s.x.Set(slot, v)
			noted = true
		}
	}
	if noted {
		s.x.Recalculate()
	}
}

// noted is what nobody types: metadata, and the defaults of hidden and read-only items.
func (s *filling) noted(slot *form.Slot) survey.Value {
	it := slot.Field.Item
	now := s.g.clock.Now()
	if s.g.clock.Zone != nil {
		now = now.In(s.g.clock.Zone)
	}
	switch {
	case slot.Field.Kind.From == kinds.FromDevice:
		switch it.Meta {
		case "start", "end":
			return survey.OfText(now.Format("2006-01-02T15:04:05.000-07:00"))
		case "today":
			return survey.OfText(now.Format(time.DateOnly))
		}
		return survey.OfText("thu-" + it.Meta)
	case slot.Field.Kind.From == kinds.FromAuthor, slot.Field.Kind.Asked() && s.x.ReadOnly(slot):
		return s.x.Initial(slot)
	}
	return survey.Value{}
}

// typed reports whether a person types the answer of the slot. An item with the appearance label is the head of a
// table: nobody can choose there.
func (s *filling) typed(slot *form.Slot) bool {
	it := slot.Field.Item
	if slot.Field.Kind.Choosing() && slices.Contains(strings.Fields(it.Appearance), "label") {
		return false
	}
	return slot.Field.Kind.Asked() && (it.Calculation == "" || it.Trigger != "") && !s.x.ReadOnly(slot)
}

// answers are those of the sheet that are asked, with as many rows as were planned.
func (s *filling) answers() survey.Answers { return s.collect(s.x.Top) }

func (s *filling) collect(slots []*form.Slot) survey.Answers {
	out := survey.Answers{}
	for _, slot := range slots {
		it := slot.Field.Item
		switch {
		case !slot.Asked:
		case it.Kind == survey.Group:
			for k, v := range s.collect(slot.Children) {
				out[k] = v
			}
		case it.Kind == survey.Repeat:
			n, planned := s.rows[slot.Path]
			if !planned {
				n = len(slot.Children)
			}
			var rows []survey.Answers
			for i := range n {
				row := survey.Answers{}
				if i < len(slot.Children) {
					row = s.collect(slot.Children[i].Children)
				}
				rows = append(rows, row)
			}
			if n > 0 {
				out[slot.Field.Path] = survey.OfRows(rows)
			}
		case it.Calculation == "" || it.Trigger != "" && slot.Field.Kind.Asked():
			if !slot.Value.Empty() {
				out[slot.Field.Path] = slot.Value
			}
		}
	}
	return out
}

// fitRows gives every repeat the rows that it is to have.
func (s *filling) fitRows() {
	for range 10 {
		changed := false
		for _, slot := range s.x.All {
			if slot.Field.Item.Kind != survey.Repeat || slot.Row > 0 || !slot.Asked {
				continue
			}
			n, fixed := s.x.RowsWanted(slot)
			if !fixed {
				var planned bool
				if n, planned = s.rows[slot.Path]; !planned {
					n = 1 + s.g.rand.IntN(2)
				}
			}
			n = min(n, maxRows)
			s.rows[slot.Path] = n
			changed = changed || n != len(slot.Children)
		}
		if !changed {
			return
		}
		s.load(s.answers())
	}
}

// maxRows bounds the rows of a repeat: a count beyond it is not worth a test.
const maxRows = 60

// slot finds a slot again after the sheet was loaded anew; nil when its row is gone.
func (s *filling) slot(path string) *form.Slot { return s.x.Slot(path) }

// set changes one answer and works out what follows.
func (s *filling) set(slot *form.Slot, v survey.Value) {
	s.work--
	s.x.Set(slot, v)
	s.x.Recalculate()
}

// complete answers everything that is asked and open, until nothing changes.
func (s *filling) complete() {
	for range 30 {
		s.fitRows()
		changed := false
		for _, slot := range s.x.All {
			switch {
			case !s.typed(slot):
				changed = s.unlocked(slot) || changed
			case !slot.Asked:
				if !slot.Value.Empty() {
					s.x.Set(slot, survey.Value{})
					changed = true
				}
			case (!slot.Value.Empty() || s.blank[slot.Path]) && len(s.x.Wrong(slot)) == 0:
			case s.draw(slot):
				changed = true
			}
		}
		s.x.Recalculate()
		if !changed {
			return
		}
	}
}

// unlocked puts back what stood in an item before other answers made it read-only, and tells whether that was something
// else.
func (s *filling) unlocked(slot *form.Slot) bool {
	it := slot.Field.Item
	if !slot.Asked || !slot.Field.Kind.Asked() || it.Calculation != "" ||
		s.g.known.expressions[slot.Field]["read_only"] == nil {
		return false
	}
	v := s.noted(slot)
	if v.Text == slot.Value.Text && v.Kind == slot.Value.Kind {
		return false
	}
	s.x.Set(slot, v)
	return true
}

// draw gives the slot an answer that fits, false when none was found; then it is left open.
func (s *filling) draw(slot *form.Slot) bool {
	before := slot.Value
	looped := s.g.known.looped[slot.Field]
	fits := func(v survey.Value) bool {
		s.x.Set(slot, v)
		if looped {
			s.x.Recalculate()
		}
		return len(s.x.Wrong(slot)) == 0
	}
	for _, v := range s.candidates(slot) {
		if fits(v) {
			return true
		}
	}
	if e := s.g.known.expressions[slot.Field]["constraint"]; e != nil {
		for _, v := range s.roots(slot, slot, e) {
			if fits(v) {
				return true
			}
		}
	}
	s.x.Set(slot, survey.Value{})
	return !before.Empty()
}

// nearest lists the slots of a field that are asked, those that share most rows with a path first.
func (s *filling) nearest(f *form.Field, path string) []*form.Slot {
	var out []*form.Slot
	best := -1
	for _, slot := range s.slots[f] {
		if !slot.Asked || slot.Row > 0 {
			continue
		}
		if n := shared(slot.Path, path); n > best {
			out, best = append([]*form.Slot{slot}, out...), n
		} else {
			out = append(out, slot)
		}
	}
	return out
}

// shared counts the parts that two paths have in common at the front, rows included.
func shared(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}
