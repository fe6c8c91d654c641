package versions

import (
	"cmp"
	"slices"
	"sync"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// History is every published version of a survey, oldest first, with the lines that items run along from version to
// version. It is safe for concurrent use.
type History struct {
	mu       sync.Mutex // what was compared is kept
	editions []*edition
	at       map[string]int
	lines    []*line // in the order in which the items came first
}

// edition is one version.
type edition struct {
	name   string
	form   *form.Form
	after  int                    // index of the version that it was published after, -1 for the first
	decide map[*line]survey.Merge // what the author decided about the answers before it
	lines  map[*form.Field]*line
}

// line is one item through the versions that have it.
type line struct {
	at      int             // place in History.lines
	members []*form.Field   // by edition, nil where a version does not have the item
	memo    map[[2]int]bool // see History.together
	pairs   map[[2]int][]difference
}

// NewHistory puts versions in the order in which they were published, each with the form that it compiles to.
func NewHistory(versions []*survey.Version, forms []*form.Form) *History {
	h := &History{at: map[string]int{}}
	for i, v := range versions {
		after := i - 1
		if at, ok := h.at[v.After]; ok {
			after = at
		}
		h.add(v.Version, forms[i], after, v.Decisions)
	}
	return h
}

// with is the history with one more version at its end.
func (h *History) with(name string, form *form.Form, after int, decisions []survey.Decision) *History {
	out := &History{at: map[string]int{}}
	for _, e := range h.editions {
		out.add(e.name, e.form, e.after, nil)
		for l, m := range e.decide {
			out.editions[len(out.editions)-1].decide[out.lines[l.at]] = m
		}
	}
	out.add(name, form, after, decisions)
	return out
}

func (h *History) add(name string, fm *form.Form, after int, decisions []survey.Decision) {
	e := &edition{name: name, form: fm, after: after, decide: map[*line]survey.Merge{}, lines: map[*form.Field]*line{}}
	h.at[name] = len(h.editions)
	h.editions = append(h.editions, e)
	h.continued(e)
	for _, f := range fm.Fields {
		l := e.lines[f]
		if l == nil {
			l = &line{at: len(h.lines), memo: map[[2]int]bool{}, pairs: map[[2]int][]difference{}}
			h.lines = append(h.lines, l)
			e.lines[f] = l
		}
		for len(l.members) < len(h.editions)-1 {
			l.members = append(l.members, nil)
		}
		l.members = append(l.members, f)
	}
	for _, d := range decisions {
		if f := fm.Field(d.Item); f != nil {
			e.decide[e.lines[f]] = d.Merge
		}
	}
}

// continued finds the lines that items of a new version go on with: first by the key that the author wrote, then by the
// key that an item without one has from its path, then by the path alone, where not two different keys were written.
func (h *History) continued(e *edition) {
	byKey, byPath, taken := map[string]*line{}, map[string]*line{}, map[*line]bool{}
	for _, l := range h.lines {
		for _, f := range l.members {
			if f != nil {
				byKey[f.Key], byPath[f.Path] = h.later(byKey[f.Key], l), h.later(byPath[f.Path], l)
			}
		}
	}
	take := func(f *form.Field, l *line) {
		if l != nil && !taken[l] && e.lines[f] == nil && l.last().Kind.Container() == f.Kind.Container() {
			e.lines[f], taken[l] = l, true
		}
	}
	for _, written := range []bool{true, false} {
		for _, f := range e.form.Fields {
			if (f.Item.Key != "") == written {
				take(f, byKey[f.Key])
			}
		}
	}
	for _, f := range e.form.Fields {
		if l := byPath[f.Path]; l != nil && (f.Item.Key == "" || l.last().Item.Key == "") {
			take(f, l)
		}
	}
}

// later is the line whose item is in the later version, nil being the earliest of all.
func (h *History) later(a, b *line) *line {
	if a != nil && len(a.members) > len(b.members) {
		return a
	}
	return b
}

// last is the item as the newest version that has it has it.
func (l *line) last() *form.Field { return l.members[len(l.members)-1] }

// member is the item as a version has it, nil when it has none.
func (l *line) member(edition int) *form.Field {
	if edition < 0 || edition >= len(l.members) {
		return nil
	}
	return l.members[edition]
}

// before is the version with the item that a version's item goes on from: along the versions that each was published
// after, else the newest before it; -1 when there is none.
func (h *History) before(l *line, edition int) int {
	for at := h.editions[edition].after; at >= 0; at = h.editions[at].after {
		if l.member(at) != nil {
			return at
		}
	}
	for at := edition - 1; at >= 0; at-- {
		if l.member(at) != nil {
			return at
		}
	}
	return -1
}

// together tells whether the answers to an item under one version are counted with those under another, the shown one.
// Both versions must have the item. See docs/decisions for the rules.
func (h *History) together(l *line, answers, shown int) bool {
	if answers == shown {
		return true
	}
	key := [2]int{answers, shown}
	if known, ok := l.memo[key]; ok {
		return known
	}
	out := h.judge(l, answers, shown)
	l.memo[key] = out
	return out
}

func (h *History) judge(l *line, answers, shown int) bool {
	found := h.differences(l, answers, shown)
	switch worst := heaviest(found); {
	case worst == never || h.parted(l, answers, shown):
		return false
	case worst == free:
		return true
	}
	newer := max(answers, shown)
	link := func(middle int) (here, there [2]int) { // from the newer one to the middle, and from the middle to the other
		if newer == shown {
			return [2]int{middle, shown}, [2]int{answers, middle}
		}
		return [2]int{answers, middle}, [2]int{middle, shown}
	}
	if from := h.before(l, newer); from >= 0 {
		switch _, rest := link(from); h.editions[newer].decide[l] {
		case survey.Apart:
			return false
		case survey.Pool:
			if h.together(l, rest[0], rest[1]) {
				return true
			}
		}
	}
	for middle := newer - 1; middle >= 0; middle-- { // by way of a version that it differs from in nothing that counts
		here, rest := link(middle)
		if l.member(middle) == nil || middle == answers || middle == shown ||
			heaviest(h.differences(l, here[0], here[1])) != free || h.parted(l, here[0], here[1]) {
			continue
		}
		if h.together(l, rest[0], rest[1]) && covered(found, h.differences(l, rest[0], rest[1])) {
			return true
		}
	}
	return false
}

// parted tells whether an author said between two versions that an item means something else although its text did not
// change: no likeness of texts overrules that.
func (h *History) parted(l *line, a, b int) bool {
	for a != b && a >= 0 && b >= 0 {
		if a < b {
			a, b = b, a
		}
		from := h.before(l, a)
		if from >= 0 && h.editions[a].decide[l] == survey.Apart && heaviest(h.differences(l, from, a)) == free {
			return true
		}
		a = from
	}
	return false
}

// differences is what differs between an item's answers under one version and the item that is shown.
func (h *History) differences(l *line, answers, shown int) []difference {
	key := [2]int{answers, shown}
	found, ok := l.pairs[key]
	if !ok {
		c := comparer{h: h, was: h.editions[answers], is: h.editions[shown]}
		found = c.compare(l.members[answers], l.members[shown])
		l.pairs[key] = found
	}
	return found
}

// covered tells whether every change of meaning was there before: what has been put together stays together.
func covered(found, before []difference) bool {
	return !slices.ContainsFunc(found, func(d difference) bool {
		return d.weight > asks &&
			!slices.ContainsFunc(before,
				func(b difference) bool { return b.weight > asks && b.what == d.what && b.code == d.code })
	})
}

func heaviest(found []difference) weight {
	if len(found) == 0 {
		return free
	}
	return slices.MaxFunc(found, func(a, b difference) int { return cmp.Compare(a.weight, b.weight) }).weight
}
