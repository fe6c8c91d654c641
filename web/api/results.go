package api

import (
	"bytes"
	"cmp"
	"math"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// number is a figure in JSON: null where it is undefined.
type number float64

// MarshalJSON writes NaN and infinities as null.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

type resultsJSON struct {
	Survey   string     `json:"survey"`
	Version  string     `json:"version"`
	Wave     string     `json:"wave,omitempty"` // whose answers: a code, "all" or "none"; absent in a survey without waves
	Waves    []waveJSON `json:"waves,omitempty"`
	Made     time.Time  `json:"made,omitzero"`
	Snapshot string     `json:"snapshot"`
	Counted  int64      `json:"counted"`
	Items    []itemJSON `json:"items"`
}

type waveJSON struct {
	Wave    string `json:"wave"` // "none" = answers that belong to no wave
	Label   string `json:"label"`
	Counted int64  `json:"counted"`
}

type itemJSON struct {
	// the path; of answers to previous versions that stand apart, with "@" and a version where another item has that
	// path
	Item string       `json:"item"`
	Type string       `json:"type"`
	Base results.Base `json:"base"`
	Rows []rowJSON    `json:"rows"`
	// Ranks say how each choice was ranked, in the order of rows; absent where nothing is ranked.
	Ranks []rankJSON `json:"ranks,omitempty"`
	Top   *shareJSON `json:"top_box"`
	Top2  *shareJSON `json:"top2_box"`
	Mean  number     `json:"mean"`
	SD    number     `json:"sd"`

	Versions []string `json:"versions,omitempty"` // whose answers are counted
	Previous bool     `json:"previous,omitempty"` // other versions than the current one, not counted with its items
	Apart    []string `json:"apart,omitempty"`    // which answers are not counted and why, in words
}

type rowJSON struct {
	Code       string `json:"code"`
	Label      string `json:"label"`
	Count      int64  `json:"count"`
	Proportion number `json:"proportion"`
	Base       int64  `json:"base,omitempty"`     // what proportion is of, where not all who answered were offered the choice
	Previous   string `json:"previous,omitempty"` // the newest version that has the choice, when the current one does not
}

type rankJSON struct {
	Code     string       `json:"code"`
	Count    int64        `json:"count"` // who ranked it
	MeanRank number       `json:"mean_rank"`
	Top      []*shareJSON `json:"top"` // first, among the best two …
}

type shareJSON struct {
	Count    int64  `json:"count"`
	Base     int64  `json:"base"`
	Estimate number `json:"estimate"`
	Lower    number `json:"lower"`
	Upper    number `json:"upper"`
	Method   string `json:"method"`
}

// getResults gives the finished figures of a survey to whoever may see its totals.
func (a *API) getResults(c *gin.Context) error {
	slug := c.Param("slug")
	if _, err := a.May(c, survey.SeeTotals, slug); err != nil {
		return err
	}
	if _, err := a.Service.Survey(c.Request.Context(), slug); err != nil {
		return err
	}
	r, err := a.figures.Results(c.Request.Context(), slug, results.Scope{Wave: c.Query("wave"), Identified: true})
	if err != nil {
		return err
	}
	a.Json(c, http.StatusOK, "application/json", resultsView(r, c.DefaultQuery("lang", "vi")))
	return nil
}

func resultsView(r *results.Results, lang string) resultsJSON {
	out := resultsJSON{Survey: r.Survey.Slug, Version: r.Form.Q.Version, Wave: r.Wave, Made: r.Made,
		Snapshot: r.Snapshot, Counted: r.Counted, Items: []itemJSON{}}
	chain := r.Form.Q.Chain(lang)
	for _, w := range r.Waves {
		out.Waves = append(out.Waves, waveJSON{cmp.Or(w.Code, survey.NoWave), w.Label.In(chain...), w.Counted})
	}
	speak := sentence.For(r.Form.Q, lang)
	for _, it := range r.Items {
		view := itemJSON{Item: it.Name(), Previous: it.Previous(), Apart: speak.Apart(it, r.Items),
			Type: string(it.Field.Item.Kind), Base: it.Base, Rows: []rowJSON{},
			Top: shareView(it.Top), Top2: shareView(it.Top2), Mean: number(math.NaN()), SD: number(math.NaN())}
		for _, row := range it.Rows {
			one := rowJSON{Code: row.Code, Label: row.Label.In(chain...), Count: row.Count,
				Proportion: number(row.Proportion), Previous: row.Previous}
			if row.Offered {
				one.Base = row.Base
			}
			view.Rows = append(view.Rows, one)
		}
		if it.Series != nil {
			view.Versions = it.Series.Versions
		}
		for i, rank := range it.Ranks {
			r := rankJSON{Code: it.Rows[i].Code, Count: rank.N, MeanRank: number(rank.Mean)}
			for _, share := range rank.Top {
				r.Top = append(r.Top, shareView(share))
			}
			view.Ranks = append(view.Ranks, r)
		}
		numbers := it.Numbers
		if numbers == nil {
			numbers = it.Scores
		}
		if numbers != nil {
			view.Mean, view.SD = number(numbers.Mean), number(numbers.SD)
		}
		out.Items = append(out.Items, view)
	}
	return out
}

func shareView(s *results.Share) *shareJSON {
	if s == nil {
		return nil
	}
	return &shareJSON{s.Count, s.Base, number(s.Estimate), number(s.Lower), number(s.Upper), s.Method}
}

// getReport gives the workbook. It is written into memory first: a fault half-way must not look like a finished file.
func (a *API) getReport(c *gin.Context) error {
	slug := c.Param("slug")
	actor, err := a.May(c, survey.SeeTotals, slug)
	if err != nil {
		return err
	}
	if _, err := a.Service.Survey(c.Request.Context(), slug); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := a.report(c.Request.Context(), actor, slug, edge.ReaderLanguage(c, "xlsx", "common"),
		results.Scope{Wave: c.Query("wave")}, &b); err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": slug + ".xlsx"}))
	c.Data(http.StatusOK, edge.WorkbookType, b.Bytes())
	return nil
}
