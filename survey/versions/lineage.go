package versions

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/words"
)

// Lineage says for the version that is shown which answers to which versions are counted together. Everything that
// counts, prints or writes answers goes by its series. It is immutable and safe for concurrent use.
type Lineage struct {
	Form    *form.Form // the version that is shown
	Version string     // its name
	// the shown items in their order, each followed by those that are kept apart from it; then items that the shown
	// version has no more
	Series []*Series

	of    map[string]map[string]*Series // version → path → series
	names map[string]*Series
	h     *History // whose editions and lines do not change any more
	alone bool     // of one form, whatever version answers name
}

// Series is answers that are counted together: those to one item under one or several versions. Groups and notes have
// none.
type Series struct {
	// of its column: Field.Path, with "@" and the newest of its versions behind it where another series has that name
	Name     string
	Field    *form.Field // as the shown version has the item, else the newest of its versions
	Previous bool        // it is not counted with an item of the shown version
	Of       *Series     // the shown item that it is kept apart from; nil when the shown version does not have the item
	Versions []string    // whose answers it holds, oldest first
	Choices  []SeriesChoice
	Why      []survey.Words // what keeps it apart from Of, and from further series of the item

	members map[string]*form.Field // by version
	alone   bool
}

// SeriesChoice is a choice of a series: those of Field's list in their order, then those that only earlier versions
// have, the newest of these first. Label, role and score are those of the newest version that has the code.
type SeriesChoice struct {
	*survey.Choice
	Previous bool   // Field's list does not have it
	Version  string // of a Previous one: the newest version that has it
	// versions that offered it, where that is not all of the series and nobody could choose it before; nil = all
	Offered []string
}

// Member is the item as a version of the series has it: where answers to that version are found. nil when the version's
// answers belong elsewhere or it does not have the item, whose answerers then were not asked.
func (s *Series) Member(version string) *form.Field {
	if s.alone {
		return s.Field
	}
	return s.members[version]
}

// Choice is the choice with a code, nil when no version of the series has it.
func (s *Series) Choice(code string) *SeriesChoice {
	for i := range s.Choices {
		if s.Choices[i].Code == code {
			return &s.Choices[i]
		}
	}
	return nil
}

// OfferedBy tells whether answers to a version are in the base of the choice's percentage.
func (c *SeriesChoice) OfferedBy(version string) bool {
	return c.Offered == nil || slices.Contains(c.Offered, version)
}

// Mark marks answers that stand apart from those that are shown, with a blank before it: “ (phiên bản trước: 1)”; ""
// for any others.
func (s *Series) Mark() survey.Words {
	if !s.Previous {
		return survey.Words{}
	}
	return OfPreviousVersions(s.Versions...).Then(func(of string) string { return " (" + of + ")" })
}

// Stands says of answers that stand apart why they do; "" for any others.
func (s *Series) Stands() survey.Words {
	switch {
	case !s.Previous:
		return survey.Words{}
	case s.Of == nil:
		return survey.Say("changes.current_version_does_not")
	}
	why := s.because()
	return survey.Say("changes.not_counted_current_version", "why", why)
}

// NotCounted says beside the figures of Of that these answers are not in them, and why. answers is how many there are,
// "" = it is not said.
func (s *Series) NotCounted(answers string) survey.Words {
	why, versions := s.because(), strings.Join(s.Versions, ", ")
	if answers == "" {
		return survey.Say("changes.answers_version_not_counted", "versions", versions, "why", why)
	}
	return survey.Say("changes.answers_version_not_counted_here", "versions", versions, "why", why, "n", answers)
}

// because joins what keeps a series apart.
func (s *Series) because() survey.Words {
	return words.Join("; ", s.Why...)
}

// OfPreviousVersions marks what is of other versions than the shown one: “phiên bản trước: 1, 2”.
func OfPreviousVersions(versions ...string) survey.Words {
	return survey.Say("changes.previous_version", "versions", strings.Join(versions, ", "))
}

// Find is the series with the answers that a version's item holds, nil when the version has no such item.
func (l *Lineage) Find(version, path string) *Series {
	if l.alone {
		return l.names[path]
	}
	return l.of[version][path]
}

// Named is the series with a name, nil when there is none.
func (l *Lineage) Named(name string) *Series { return l.names[name] }

// Called is the series that a person names by its name, or by the path or the bare name of its item: one of the shown
// version's items before those that only previous versions have. nil for a bare name that several items have.
func (l *Lineage) Called(name string) *Series {
	if f, several := l.Form.Find(name); several {
		return nil
	} else if f != nil {
		return l.Shown(f)
	}
	if s := l.Named(name); s != nil {
		return s
	}
	var found *Series
	for _, s := range l.Series {
		if s.Previous && s.Name == s.Field.Path && s.Field.Item.Name == name {
			if found != nil {
				return nil
			}
			found = s
		}
	}
	return found
}

// Shown is the series of an item of the shown version.
func (l *Lineage) Shown(f *form.Field) *Series { return l.Find(l.Version, f.Path) }

// Item is the item that a name calls, as a version has it; nil when the version does not have it. The name is a path,
// or a bare name where it is unique, in the shown version, else in the newest version that has such an item: the item
// is followed from there through renaming and moving, whether or not its answers are counted together.
func (l *Lineage) Item(name, version string) *form.Field {
	if l.alone {
		f, _ := l.Form.Find(name)
		return f
	}
	return l.h.Follow(name, l.Version, version)
}

// FormOf is the form of a version; nil for one that is not known.
func (l *Lineage) FormOf(version string) *form.Form {
	if l.alone {
		return l.Form
	}
	if at, known := l.h.at[version]; known {
		return l.h.editions[at].form
	}
	return nil
}

// called is the line of the item that a name calls in a version, else in the newest one that has such an item; nil when
// none has.
func (h *History) called(name string, shown int) *line {
	if f, _ := h.editions[shown].form.Find(name); f != nil {
		return h.editions[shown].lines[f]
	}
	for _, e := range slices.Backward(h.editions) {
		if f, _ := e.form.Find(name); f != nil {
			return e.lines[f]
		}
	}
	return nil
}

// Follow is the item that a name calls in one version, as in Lineage.Item, as another version has it; nil where that
// has no such item.
func (h *History) Follow(name, from, to string) *form.Field {
	shown, known := h.at[from]
	at, there := h.at[to]
	if !known || !there {
		return nil
	}
	line := h.called(name, shown)
	if line == nil {
		return nil
	}
	return line.member(at)
}

// In lists the series that stand right inside a repeat, nil for those of the response itself; a repeat inside it is one
// of them.
func (l *Lineage) In(repeat *Series) []*Series {
	var out []*Series
	for _, s := range l.Series {
		if l.Repeat(s) == repeat {
			out = append(out, s)
		}
	}
	return out
}

// Repeat is the series of the repeat in whose rows a series stands, nil when it stands in none.
func (l *Lineage) Repeat(s *Series) *Series {
	if s.Field.Repeat == nil {
		return nil
	}
	if l.alone {
		return l.names[s.Field.Repeat.Path]
	}
	return l.of[s.Versions[len(s.Versions)-1]][s.Newest().Repeat.Path]
}

// Newest is the item as the newest version of the series has it.
func (s *Series) Newest() *form.Field { return s.Member(s.Versions[len(s.Versions)-1]) }

// LineageOf is the lineage of a form that has no other versions.
func LineageOf(fm *form.Form) *Lineage {
	h := NewHistory([]*survey.Version{{Version: fm.Q.Version}}, []*form.Form{fm})
	l := h.Lineage(fm.Q.Version)
	l.alone = true
	for _, s := range l.Series {
		s.alone = true
	}
	return l
}

// Lineage makes the lineage of a version of the history.
func (h *History) Lineage(version string) *Lineage {
	h.mu.Lock()
	defer h.mu.Unlock()
	shown := h.at[version]
	form := h.editions[shown].form
	l := &Lineage{Form: form, Version: version, h: h, of: map[string]map[string]*Series{}, names: map[string]*Series{}}
	for _, e := range h.editions {
		l.of[e.name] = map[string]*Series{}
	}
	for _, name := range survey.SystemColumns() {
		l.names[form.SystemColumn(name)] = &Series{}
	}
	for _, f := range form.Fields {
		l.names[f.Path] = &Series{}
	}
	for _, f := range form.Fields {
		if f.Kind.Holds() {
			h.series(l, h.editions[shown].lines[f], shown)
		}
	}
	for _, line := range h.lines {
		if f := line.last(); line.member(shown) == nil && f.Kind.Holds() {
			h.series(l, line, shown)
		}
	}
	for name, s := range l.names {
		if s.Field == nil {
			delete(l.names, name)
		}
	}
	return l
}

// series adds the series of one item: the shown one first, then the others by their newest version.
func (h *History) series(l *Lineage, line *line, shown int) {
	var left []int
	for at := range h.editions {
		if line.member(at) != nil {
			left = append(left, at)
		}
	}
	var of *Series
	for head := shown; len(left) > 0; {
		if line.member(head) == nil || !slices.Contains(left, head) {
			head = left[len(left)-1]
		}
		s := &Series{Field: line.member(head), Previous: head != shown, Of: of, members: map[string]*form.Field{}}
		var rest, mine []int
		for _, at := range left {
			if at == head || h.together(line, at, head) {
				mine = append(mine, at)
				s.Versions = append(s.Versions, h.editions[at].name)
				s.members[h.editions[at].name] = line.member(at)
			} else {
				rest = append(rest, at)
			}
		}
		left = rest
		s.Choices = h.choices(line, mine, head)
		if head == shown {
			of = s
		} else if of != nil {
			s.Why = h.why(line, head, shown)
		}
		l.add(s, h.editions[head].name)
	}
}

func (l *Lineage) add(s *Series, head string) {
	s.Name = s.Field.Path
	if s.Previous && l.names[s.Name] != nil {
		s.Name += "@" + head
	}
	l.names[s.Name] = s
	l.Series = append(l.Series, s)
	for version, f := range s.members {
		l.of[version][f.Path] = s
	}
}

// why says what keeps a version's answers apart from the shown ones.
func (h *History) why(line *line, at, shown int) []survey.Words {
	var out []survey.Words
	for _, d := range h.differences(line, at, shown) {
		if d.weight > free {
			out = append(out, d.words)
		}
	}
	if out == nil {
		out = append(out, survey.Say("changes.kept_apart_by_decision"))
	}
	return out
}

// choices are those of the head's list and then those that only others of the series have.
func (h *History) choices(line *line, mine []int, head int) []SeriesChoice {
	f := line.member(head)
	if f.List == nil {
		return nil
	}
	var out []SeriesChoice
	seen := map[string]bool{}
	for _, c := range choicesOnce(f) {
		seen[c.Code] = true
		out = append(out, SeriesChoice{Choice: c, Offered: h.offered(line, mine, c)})
	}
	for _, at := range slices.Backward(mine) {
		if line.member(at).List == nil {
			continue
		}
		for _, c := range choicesOnce(line.member(at)) {
			if !seen[c.Code] {
				seen[c.Code] = true
				out = append(out, SeriesChoice{Choice: c, Previous: true, Version: h.editions[at].name})
			}
		}
	}
	return out
}

// offered lists the versions that have a choice, nil when all do. Choices outside the valid base have no percentage and
// so no base.
func (h *History) offered(line *line, mine []int, c *survey.Choice) []string {
	var out []string
	for _, at := range mine {
		if line.member(at).Codes[c.Code] != nil {
			out = append(out, h.editions[at].name)
		}
	}
	if len(out) == len(mine) || c.Role.Missing() {
		return nil
	}
	return out
}
