package places

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// Placed yields the responses with their units as UnitOf has them, for whatever people read row by row. In an anonymous
// survey the rows of a unit × class (of a wave) of fewer than survey.MinimumBase people come without their unit,
// without a name, and without every answer that can tell the unit (form.Tied). So do those of the next smallest units
// of the class, until the rows without a unit are of that many people together: else the totals by unit would tell
// whose they are. People are the responses that count, whichever in has besides them; a second copy is nobody else.
// That holds for one file: whoever joins two by their ids, made while answers came in, and whoever sees the desk's own
// list of responses, which shows the unit, may learn more. in is read twice there; what comes in between is left out.
func Placed(
	sv *survey.Survey, l *versions.Lineage, in iter.Seq2[*survey.Response, error],
) iter.Seq2[*survey.Response, error] {
	return NewRows(sv, l, in).All()
}

// Rows are the responses of Placed.
type Rows struct {
	LeftOut int // how many came without their unit, so far

	survey  *survey.Survey
	lineage *versions.Lineage
	in      iter.Seq2[*survey.Response, error]
	tied    map[string][]*form.Field // what can tell the unit, by version
	behind  map[string][]*form.Field // by what it is chosen, by version
}

// NewRows takes what Placed takes.
func NewRows(sv *survey.Survey, l *versions.Lineage, in iter.Seq2[*survey.Response, error]) *Rows {
	return &Rows{survey: sv, lineage: l, in: in, tied: map[string][]*form.Field{},
		behind: map[string][]*form.Field{}}
}

// All yields the responses.
func (p *Rows) All() iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		few, known, err := map[rowGroup]bool{}, map[string]rowGroup{}, error(nil)
		p.LeftOut = 0
		if p.survey.Mode == survey.Anonymous {
			if few, known, err = p.fewIn(); err != nil {
				yield(nil, err)
				return
			}
		}
		for r, err := range p.in {
			if err == nil {
				group, there := known[r.ID]
				if !there && p.survey.Mode == survey.Anonymous {
					continue
				}
				r = p.placed(r, few[group])
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// rowGroup is what is known of the people of some rows: where they belong, and what a row says besides.
type rowGroup struct {
	wave, class string
	place       string // as Rows.place has it; "" = nothing is said
}

// fewIn finds the groups whose rows come without their unit, and the group of each response.
func (p *Rows) fewIn() (few map[rowGroup]bool, known map[string]rowGroup, err error) {
	people := map[rowGroup]int{}
	known = map[string]rowGroup{}
	for r, err := range p.in {
		if err != nil {
			return nil, nil, err
		}
		group := rowGroup{r.Wave, r.Class, p.place(r)}
		known[r.ID] = group
		if group.place == "" {
			continue
		}
		if people[group] += 0; r.State.Counts() && r.Of == "" {
			people[group]++
		}
	}
	return fewOf(people), known, nil
}

// fewOf chooses among the groups of each wave and class: those of fewer people than the minimum base, and more of them,
// the smallest first, until together they have as many. A group of nobody takes none with it.
func fewOf(people map[rowGroup]int) map[rowGroup]bool {
	few, hidden := map[rowGroup]bool{}, map[rowGroup]int{}
	for _, g := range slices.SortedFunc(maps.Keys(people), func(a, b rowGroup) int {
		return cmp.Or(cmp.Compare(people[a], people[b]), strings.Compare(a.place, b.place))
	}) {
		all := rowGroup{wave: g.wave, class: g.class}
		some := hidden[all] > 0
		if people[g] < survey.MinimumBase || some && hidden[all] < survey.MinimumBase {
			few[g] = true
			hidden[all] += people[g]
		}
	}
	return few
}

// place is what a row says of where its respondent belongs: the unit that was preset and the one that was answered;
// without any, the answers by which that is chosen.
func (p *Rows) place(r *survey.Response) string {
	field := UnitField(p.survey, p.lineage, r.Version)
	if field == nil {
		return r.Unit
	}
	if said := r.Answers[field.Path].Text; said != "" && said != r.Unit {
		return strings.TrimPrefix(r.Unit+"\n"+said, "\n")
	}
	if r.Unit != "" {
		return r.Unit
	}
	var said []string
	for _, f := range p.behindIn(r.Version, field) {
		if v := r.Answers[f.Path]; !v.Empty() {
			said = append(said, f.Path+"="+v.Text)
		}
	}
	return strings.Join(said, "\n")
}

// behindIn lists the items by whose answers the unit is chosen.
func (p *Rows) behindIn(version string, unit *form.Field) []*form.Field {
	behind, known := p.behind[version]
	if !known {
		behind = slices.DeleteFunc(p.lineage.FormOf(version).Behind(unit),
			func(f *form.Field) bool { return f.Repeat != nil || !f.Kind.Choosing() })
		p.behind[version] = behind
	}
	return behind
}

// tiedIn lists the items of a version that can tell the unit.
func (p *Rows) tiedIn(version string) []*form.Field {
	tied, known := p.tied[version]
	if known {
		return tied
	}
	if field := UnitField(p.survey, p.lineage, version); field != nil {
		tied = p.lineage.FormOf(version).Tied(field)
	}
	p.tied[version] = tied
	return tied
}

// TellsUnit tells whether a series holds answers that rows without their unit come without.
func (p *Rows) TellsUnit(s *versions.Series) bool {
	return slices.ContainsFunc(s.Versions, func(version string) bool {
		return slices.Contains(p.tiedIn(version), s.Member(version))
	})
}

// placed is a copy of a response with its unit, or without whatever tells it.
func (p *Rows) placed(r *survey.Response, few bool) *survey.Response {
	out := *r
	if !few {
		out.Unit = UnitOf(p.survey, p.lineage, r)
		return &out
	}
	p.LeftOut++
	out.Unit, out.Name = "", ""
	gone := map[string]bool{}
	for _, f := range p.tiedIn(r.Version) {
		gone[f.Path] = true
	}
	if len(gone) > 0 {
		out.Answers = without(r.Answers, gone)
		out.Skipped = slices.DeleteFunc(slices.Clone(r.Skipped),
			func(path string) bool { return gone[form.WithoutRows(path)] })
	}
	return &out
}

// without is a copy of answers less some paths, in the rows of repeats as well.
func without(answers survey.Answers, gone map[string]bool) survey.Answers {
	out := survey.Answers{}
	for path, v := range answers {
		if gone[path] {
			continue
		}
		if len(v.Rows) > 0 {
			rows := make([]survey.Answers, len(v.Rows))
			for i, row := range v.Rows {
				rows[i] = without(row, gone)
			}
			v = survey.OfRows(rows)
		}
		out[path] = v
	}
	return out
}
