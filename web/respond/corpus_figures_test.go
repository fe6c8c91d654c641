package respond_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/web/webtest"
)

// tabulates compares the figures of every item with a count of its own over the answers that were accepted.
func (c *corpusForm) tabulates() {
	r, err := c.w.Figures(c.slug, results.Scope{})
	if err != nil {
		c.t.Fatal(err)
	}
	if r.Counted != int64(len(c.sheets)) {
		c.t.Errorf("%d responses count, want %d", r.Counted, len(c.sheets))
	}
	tabulated := map[string]bool{}
	for _, item := range r.Items {
		tabulated[item.Field.Path] = true
		c.compares(item)
	}
	for _, f := range c.form.Fields {
		if f.Kind.Asked() && !tabulated[f.Path] {
			c.t.Errorf("%s has no figures", f.Path)
		}
	}
	key, err := c.w.Service.AddKey(c.t.Context(), webtest.Admin, "corpus", survey.Analyst)
	if err != nil {
		c.t.Fatal(err)
	}
	var view struct{ Items []json.RawMessage }
	c.w.Get("/api/v1/surveys/"+c.slug+"/results", "Authorization", "Bearer "+key).Want(200).Json(&view)
	if len(view.Items) != len(r.Items) {
		c.t.Errorf("the JSON has %d items, want %d", len(view.Items), len(r.Items))
	}
}

// counted is what the answers themselves say of an item.
type counted struct {
	base  results.Base
	codes map[string]int64
	sum   float64
}

func (c *corpusForm) compares(item *results.Item) {
	f := item.Field
	want := c.count(f)
	if item.Base != want.base {
		c.t.Errorf("%s: bases %+v, counted %+v", f.Path, item.Base, want.base)
	}
	total := int64(0)
	for _, row := range item.Rows {
		if row.Count != want.codes[row.Code] {
			c.t.Errorf("%s = %s: %d, counted %d", f.Path, row.Code, row.Count, want.codes[row.Code])
		}
		total += row.Count
	}
	if f.Item.Kind == survey.Single && total != want.base.Answered {
		c.t.Errorf("%s: the counts add up to %d, answered are %d", f.Path, total, want.base.Answered)
	}
	if n := item.Numbers; n != nil &&
		(n.N != want.base.Valid || n.N > 0 && math.Abs(n.Total-want.sum) > 1e-9*math.Max(1, math.Abs(want.sum))) {
		c.t.Errorf("%s: %d numbers with the total %v, counted %d and %v", f.Path, n.N, n.Total, want.base.Valid,
			want.sum)
	}
}

func (c *corpusForm) count(f *form.Field) counted {
	out := counted{codes: map[string]int64{}}
	for _, sheet := range c.sheets {
		for _, row := range rowsOf(sheet.Answers, f) {
			if slices.Contains(sheet.Skipped, row.prefix+f.Path[strings.LastIndexByte(f.Path, '/')+1:]) {
				continue
			}
			out.base.Asked++
			v := row.answers[f.Path]
			if v.Empty() {
				continue
			}
			out.base.Answered++
			given := v.Codes
			if v.Kind == survey.VText && f.List != nil {
				given = []string{v.Text}
			}
			valid := v.Kind != survey.VStated && len(given) == 0
			for _, code := range given {
				out.codes[code]++
				valid = valid || !f.Choice(code).Role.Missing()
			}
			if valid {
				out.base.Valid++
			}
			if f.Kind.Numeric() {
				n, _ := strconv.ParseFloat(v.Text, 64)
				out.sum += n
			}
		}
	}
	return out
}

// placedRow is one row that holds an item: its answers, and how the places of its items begin.
type placedRow struct {
	answers survey.Answers
	prefix  string // "group/rows[2]/inner/"
}

// rowsOf lists the rows in which an item stands: the sheet itself, or the rows of the repeats around it.
func rowsOf(a survey.Answers, f *form.Field) []placedRow {
	if f.Repeat == nil {
		return []placedRow{{a, strings.TrimSuffix(f.Path, f.Item.Name)}}
	}
	inside := strings.TrimSuffix(strings.TrimPrefix(f.Path, f.Repeat.Path+"/"), f.Item.Name)
	var out []placedRow
	for _, outer := range rowsOf(a, f.Repeat) {
		for i, row := range outer.answers[f.Repeat.Path].Rows {
			out = append(out, placedRow{row, outer.prefix + f.Repeat.Item.Name + "[" + strconv.Itoa(i+1) + "]/" +
				inside})
		}
	}
	return out
}
