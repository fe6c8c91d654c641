package live

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/results"
)

// tallies are those of a layout's items for the answers of one scope, in all and by levels of units. They follow the
// frame: an answer more costs its own cells.
type tallies struct {
	*stats.Running
	levels  []string
	columns int // of the frame when they were made
	at      map[*stats.Column]int
}

// mostTallies is how many scopes' tallies a layout keeps.
const mostTallies = 4

// tallies brings the tallies of a scope up to date. What they give is read before the frame changes.
func (s *layout) tallies(scope string, levels []string) (*tallies, error) {
	t := s.kept[scope]
	if t != nil && slices.Equal(t.levels, levels) && t.columns == len(s.frame.Columns()) {
		return t, t.Update()
	}
	t = &tallies{levels: slices.Clone(levels), columns: len(s.frame.Columns()), at: map[*stats.Column]int{}}
	spec := stats.RunningSpec{Breaks: [][]string{{}}, Rows: s.within(scope), NoErrors: true}
	for _, c := range s.frame.Columns() {
		if !strings.HasPrefix(c.Variable.Name, "@") { // these say where answers come from
			t.at[c] = len(spec.Items)
			spec.Items = append(spec.Items, c.Variable.Name)
		}
	}
	for _, level := range levels {
		spec.Breaks = append(spec.Breaks, []string{results.UnitVariable + level})
	}
	var err error
	if t.Running, err = stats.NewRunning(s.frame, spec); err != nil {
		return nil, err
	}
	if s.kept == nil || len(s.kept) >= mostTallies {
		s.kept = map[string]*tallies{}
	}
	s.kept[scope] = t
	return t, nil
}

// of are the tallies of a column: in all, then by each level.
func (t *tallies) of(c *stats.Column) []*stats.Cross { return t.Crosses()[t.at[c]] }
