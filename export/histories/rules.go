package histories

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// What a difference between two editions of an item does to figures, as docs/decisions/0017 has it.
const (
	free   = iota // the answers are counted together
	asks          // its author says whether they are
	splits        // they are not, unless the author says so
	never         // they cannot be
)

// was and is of one item in two editions: what differs, by what it does.
func differ(before, after *edition, wasAs, isAs string) map[string]int {
	out := map[string]int{}
	was, is := before.looks[wasAs], after.looks[isAs]
	put := func(what string, differs bool, weight int) {
		if differs {
			out[what] = weight
		}
	}
	asked := asks
	if !isAsked(is.kind) {
		asked = free
	}
	put("repeat", before.rows(wasAs) != after.rows(isAs), never)
	switch {
	case was.kind == survey.Integer && is.kind == survey.Decimal:
	case numeric(was.kind) && numeric(is.kind):
		put("kind", was.kind != is.kind, splits)
	default:
		put("kind", was.kind != is.kind, never)
	}
	// who renames an item and keeps its key has said that it is the same
	if was.name == is.name || is.key == "" || is.key != was.key {
		put("stem", was.stem%25 != is.stem%25, asked)
	}
	put("relevant", !slices.Equal(before.condition(wasAs), after.condition(isAs)), asked)
	put("required", was.must != is.must, asked)
	put("calculation", was.calc != is.calc, asked)
	put("filter", was.filter != is.filter, asked)
	if numeric(was.kind) && numeric(is.kind) {
		put("measure", was.measure != is.measure && was.measure != "" && is.measure != "", splits)
		put("flow", was.flow != is.flow && was.flow != "" && is.flow != "", splits)
		put("range", was.kind == survey.Range && is.kind == survey.Range && was.end != is.end, splits)
	}
	if was.list != nil && is.list != nil {
		differLists(put, was.list, is.list, is.kind)
	}
	return out
}

func differLists(put func(what string, differs bool, weight int), was, is []survey.Choice, kind survey.ItemKind) {
	before := map[string]survey.Choice{}
	for _, c := range was {
		before[c.Code] = c
	}
	ordered := slices.ContainsFunc(slices.Concat(was, is),
		func(c survey.Choice) bool { return !c.Role.Missing() && (c.Role != "" || c.Score != "") })
	for _, c := range is {
		o, there := before[c.Code]
		if !there {
			put("new "+c.Code, kind == survey.Rank || ordered && !c.Role.Missing(), splits)
			continue
		}
		put("role "+c.Code, c.Role != o.Role && c.Role != "" && o.Role != "", splits)
		put("score "+c.Code, c.Score != o.Score && c.Score != "" && o.Score != "", splits)
		put("label "+c.Code, meaning(c) != meaning(o), splits)
	}
	for _, c := range was {
		put("gone "+c.Code, kind == survey.Rank && !slices.Contains(codes(is), c.Code), splits)
	}
}

func heaviest(found map[string]int) int {
	out := free
	for _, weight := range found {
		out = max(out, weight)
	}
	return out
}

// as is the question by which an edition asks an item, "" when it does not.
func (e *edition) as(item string) string {
	for _, q := range questions {
		if e.asks(q) && e.item(q) == item {
			return q
		}
	}
	return ""
}

func (m *model) differ(item string, was, is int) map[string]int {
	a, b := m.editions[was], m.editions[is]
	return differ(a, b, a.as(item), b.as(item))
}

// before is the edition with an item that another one goes on from: along what each was published after, else the
// newest before it; -1 when there is none.
func (m *model) before(item string, edition int) int {
	for at := m.editions[edition].after; at >= 0; at = m.editions[at].after {
		if m.editions[at].as(item) != "" {
			return at
		}
	}
	for at := edition - 1; at >= 0; at-- {
		if m.editions[at].as(item) != "" {
			return at
		}
	}
	return -1
}

// wall tells whether an author kept two editions apart whose text is the same: nothing joins across that.
func (m *model) wall(item string, a, b int) bool {
	for a != b && a >= 0 && b >= 0 {
		newer := max(a, b)
		from := m.before(item, newer)
		if from >= 0 && m.editions[newer].decided[item] == survey.Apart &&
			heaviest(m.differ(item, from, newer)) == free {
			return true
		}
		if newer == a {
			a = from
		} else {
			b = from
		}
	}
	return false
}

// together tells whether answers under one edition are counted with an item as another shows it.
func (m *model) together(item string, was, shown int) bool {
	if was == shown {
		return true
	}
	at := pair{item, was, shown}
	if _, known := m.joined[at]; !known {
		m.joined[at] = m.joins(item, was, shown)
	}
	return m.joined[at]
}

func (m *model) joins(item string, was, shown int) bool {
	found := m.differ(item, was, shown)
	if heaviest(found) == never || m.wall(item, was, shown) {
		return false
	}
	if heaviest(found) == free {
		return true
	}
	newer := max(was, shown)
	// The way from the answers to what is shown goes by a third edition: one part of it is between that and the newer
	// one, the rest between that and the older one.
	parts := func(middle int) (near, rest [2]int) {
		if newer == shown {
			return [2]int{middle, shown}, [2]int{was, middle}
		}
		return [2]int{was, middle}, [2]int{middle, shown}
	}
	if from := m.before(item, newer); from >= 0 {
		_, rest := parts(from)
		switch m.editions[newer].decided[item] {
		case survey.Apart:
			return false
		case survey.Pool:
			if m.together(item, rest[0], rest[1]) {
				return true
			}
		}
	}
	for middle := range newer { // one that differs from the newer one in nothing that counts
		near, rest := parts(middle)
		if middle == was || middle == shown || m.editions[middle].as(item) == "" || m.wall(item, middle, newer) ||
			heaviest(m.differ(item, near[0], near[1])) != free {
			continue
		}
		known := m.differ(item, rest[0], rest[1])
		fresh := false
		for what, weight := range found {
			fresh = fresh || weight >= splits && known[what] < splits
		}
		if !fresh && m.together(item, rest[0], rest[1]) {
			return true
		}
	}
	return false
}
