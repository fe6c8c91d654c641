package recount

import (
	"math"
	"slices"
	"strconv"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/versions"
)

// itemCount counts the answers to one item, in all and by unit.
type itemCount struct {
	series  *versions.Series
	field   *form.Field
	choices []*survey.Choice          // of the list, each code once
	known   map[string]*survey.Choice // by code
	all     tallied
	units   map[string]*tallied // by key of the place
}

// tallied is what was counted of an item among some responses.
type tallied struct {
	base   results.Base
	valid  map[string]int64 // by version
	codes  map[string]int64
	places map[string][]int64 // of a ranking: how many put a code first, second …
	stated map[survey.Role]int64
	values []float64
}

func newItemCount(s *versions.Series) *itemCount {
	it := &itemCount{series: s, field: s.Field, known: map[string]*survey.Choice{}, units: map[string]*tallied{}}
	for i := range s.Choices {
		c := s.Choices[i].Choice
		it.known[c.Code] = c
		it.choices = append(it.choices, c)
	}
	return it
}

func repeatOf(f *form.Field) string {
	if f.Repeat == nil {
		return ""
	}
	return f.Repeat.Path
}

// answer counts one answer, also under the unit that it is of and all units above.
func (it *itemCount) answer(version string, v survey.Value, notAsked bool, places []string) {
	if notAsked {
		return
	}
	a := it.read(v)
	a.version = version
	it.all.add(a)
	for _, key := range places {
		t := it.units[key]
		if t == nil {
			t = &tallied{}
			it.units[key] = t
		}
		t.add(a)
	}
}

// reading is what one answer says.
type reading struct {
	version         string
	answered, valid bool
	codes           []string    // each once
	stated          survey.Role // of an absence that no choice says
	value           float64     // of a valid number
	number          bool
	ranked          bool // codes stand best first
}

// read understands an answer under the item.
func (it *itemCount) read(v survey.Value) reading {
	switch {
	case v.Kind == survey.VStated:
		return reading{answered: v.Missing.Missing(), stated: v.Missing}
	case v.Empty():
		return reading{}
	case it.field.Tally() == kinds.TallyNumbers:
		x, err := strconv.ParseFloat(v.Text, 64)
		ok := err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
		return reading{answered: ok, valid: ok, value: x, number: ok}
	case it.field.Tally() == kinds.TallyGiven:
		return reading{answered: true, valid: true}
	case it.field.Tally() == kinds.TallyOne:
		return it.chosen([]string{v.Text})
	}
	a := it.chosen(v.Codes)
	a.ranked = a.valid && it.field.Tally() == kinds.TallyRanks
	return a
}

// chosen counts codes. They are in the valid base unless all of them have a missing role.
func (it *itemCount) chosen(codes []string) reading {
	a := reading{answered: true}
	for _, code := range codes {
		c := it.known[code]
		if c == nil {
			return reading{}
		}
		a.valid = a.valid || !c.Role.Missing()
		if !slices.Contains(a.codes, code) {
			a.codes = append(a.codes, code)
		}
	}
	return a
}

func (t *tallied) add(a reading) {
	t.base.Asked++
	if a.answered {
		t.base.Answered++
	}
	if a.valid {
		t.base.Valid++
		if t.valid == nil {
			t.valid = map[string]int64{}
		}
		t.valid[a.version]++
	}
	for _, code := range a.codes {
		if t.codes == nil {
			t.codes = map[string]int64{}
		}
		t.codes[code]++
	}
	t.rank(a)
	if a.stated != "" && a.answered {
		if t.stated == nil {
			t.stated = map[survey.Role]int64{}
		}
		t.stated[a.stated]++
	}
	if a.number {
		t.values = append(t.values, a.value)
	}
}

// rank counts in which place each code stands.
func (t *tallied) rank(a reading) {
	if !a.ranked {
		return
	}
	if t.places == nil {
		t.places = map[string][]int64{}
	}
	for i, code := range a.codes {
		for len(t.places[code]) <= i {
			t.places[code] = append(t.places[code], 0)
		}
		t.places[code][i]++
	}
}

// item makes the figures of all responses.
func (it *itemCount) item() *results.Item {
	out := &results.Item{Field: it.field, Series: it.series, Base: it.all.base, Stated: map[survey.Role]int64{}}
	out.Repeat = repeatOf(it.field)
	for role, n := range it.all.stated {
		out.Stated[role] = n
	}
	out.Rows = results.Rows(it.series, it.all.base,
		func(c *versions.SeriesChoice) int64 { return it.all.codes[c.Code] }, it.all.offered)
	for _, c := range it.choices {
		if it.field.Tally() == kinds.TallyRanks {
			places := make([]int64, len(it.choices))
			copy(places, it.all.places[c.Code])
			out.Ranks = append(out.Ranks, results.RankOf(places, it.all.base.Valid))
		}
	}
	out.Top, out.Top2 = it.boxes(&it.all)
	out.Scores = it.scores()
	if it.field.Tally() == kinds.TallyNumbers {
		out.Numbers = results.Summary(it.all.values)
	}
	return out
}

// boxes are the top-box and the top-2-box of a rating scale, nil when no choice is in them.
func (it *itemCount) boxes(t *tallied) (top, top2 *results.Share) {
	if it.field.Tally() != kinds.TallyOne || !it.field.List.IsScale() {
		return nil, nil
	}
	return it.box(t, survey.PositiveStrong), it.box(t, survey.PositiveStrong, survey.Positive)
}

func (it *itemCount) box(t *tallied, roles ...survey.Role) *results.Share {
	count, any := int64(0), false
	for _, c := range it.choices {
		if slices.Contains(roles, c.Role) {
			count, any = count+t.codes[c.Code], true
		}
	}
	if !any {
		return nil
	}
	return results.ShareOf(count, t.base.Valid)
}

// scores summarises the scores of the chosen choices; nil when none has a score.
func (it *itemCount) scores() *results.Numbers {
	var levels []results.Scored
	for _, c := range it.choices {
		score, err := strconv.ParseFloat(c.Score, 64)
		if err == nil && !c.Role.Missing() && it.field.Tally() == kinds.TallyOne {
			levels = append(levels, results.Scored{Score: score, Count: it.all.codes[c.Code]})
		}
	}
	if levels == nil {
		return nil
	}
	return results.ScoreSummary(levels)
}

// byUnit makes the figures of each unit.
func (it *itemCount) byUnit(keys []string) []results.UnitRow {
	out := make([]results.UnitRow, len(keys))
	for i, key := range keys {
		t := it.units[key]
		if t == nil {
			t = &tallied{}
		}
		row := results.UnitRow{Base: t.base, Counts: make([]int64, len(it.choices))}
		for j, c := range it.choices {
			row.Counts[j] = t.codes[c.Code]
			row.Bases = append(row.Bases, t.offered(&it.series.Choices[j]))
		}
		row.Top, row.Top2 = it.boxes(t)
		if it.field.Tally() == kinds.TallyNumbers {
			row.Numbers = results.Summary(t.values)
		}
		out[i] = row
	}
	return out
}

// offered is the base of a choice: the valid answers to the versions that offered it.
func (t *tallied) offered(c *versions.SeriesChoice) int64 {
	n := int64(0)
	for version, valid := range t.valid {
		if c.OfferedBy(version) {
			n += valid
		}
	}
	return n
}
