package live

import (
	"context"
	"slices"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// Answers are some responses with what gives them their meaning, apart from any store: what verify makes tables from.
type Answers struct {
	Survey  *survey.Survey
	Lineage *survey.Lineage                            // of the version whose items are shown
	Form    func(version string) (*survey.Form, error) // the version that a response was given to
	Units   []survey.Unit
	Links   []survey.Link // whose names stand above columns
	Rows    []*survey.Response
}

// Tables makes the tables of a query from exactly these responses, of one scope, in a frame that is built for them row by row: nothing of the
// columns that a Board keeps is used. columns are the codes that the breaks beside items have, those without an answer included.
func (a *Answers) Tables(ctx context.Context, q TablesQuery, scope string, columns map[string][]string) (*stats.Tables, error) {
	c := a.columns()
	if err := c.reset(ctx, a.Survey); err != nil {
		return nil, err
	}
	for name, codes := range columns {
		at := c.main.frame.Index(c.dimension(levelled(name)))
		for _, code := range codes {
			if at >= 0 {
				if err := c.main.frame.AddCode(at, stats.Code{Value: code, Label: code}); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, r := range a.Rows {
		form, err := a.Form(r.Version)
		if err != nil {
			return nil, err
		}
		e := &entry{}
		c.known[r.ID] = e
		c.see(e, r)
		if err := c.put(e, form, r); err != nil {
			return nil, err
		}
	}
	return c.tabulate(a.Lineage.Form, q, scope, a.Links)
}

func (a *Answers) columns() *columns {
	return &columns{slug: a.Survey.Slug, survey: a.Survey, mode: a.Survey.Mode, lineage: a.Lineage,
		places: survey.NewPlaces(a.Survey, survey.NewRegister(a.Survey, a.Units))}
}

// BreakCodes are the codes of the columns of the breaks that are not items, by their names in the query: a column stands there although none of
// the answers is in it, since other waves have some.
func (t *Tabulated) BreakCodes(q TablesQuery) map[string][]string {
	out := map[string][]string{}
	for i, by := range q.By {
		if t.Form.Field(by) != nil || i >= len(t.Tables.Tables) {
			continue
		}
		for _, base := range t.Tables.Tables[i].Bases[1:] {
			out[by] = append(out[by], *base.Column)
		}
		slices.Sort(out[by])
	}
	return out
}
