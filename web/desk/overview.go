package desk

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// surveyStatus names where a survey stands: draft (never published), soon, open or closed.
func surveyStatus(sv *survey.Survey, now time.Time) string {
	switch {
	case sv.Current == "":
		return "draft"
	case sv.TakesAnswers(now):
		return "open"
	case !sv.Closed && !sv.Opens.IsZero() && now.Before(sv.Opens):
		return "soon"
	}
	return "closed"
}

// results gives the figures of a scope of a survey, nil for a survey that was never published.
func (d *Desk) results(ctx context.Context, sv *survey.Survey, scope results.Scope) (*results.Results, error) {
	if sv.Current == "" {
		return nil, nil
	}
	return d.Figures.Results(ctx, sv.Slug, scope)
}

// scope is the wave that a page is asked for by ?wave=.
func (v *visit) scope() results.Scope { return results.Scope{Wave: v.Query("wave")} }

type overviewPage struct {
	Counted    string
	Made       string // time of the figures in the survey's zone
	Items      []itemView
	More       bool // the results page has more items than are shown here
	Attention  []attention
	Waves      wavesPart
	RespondURL string
	CanReset   bool
}

// overview is the first screen of a survey: its leading figures in sentences, and what to do next.
func (d *Desk) overview(v *visit) error {
	r, err := d.results(v.Request.Context(), v.sv, v.scope())
	if err != nil {
		return err
	}
	page := overviewPage{RespondURL: "/s/" + v.sv.Slug}
	if d.Demo != nil && d.Demo.Slug == v.sv.Slug && d.Demo.Reset != nil {
		page.CanReset = v.actor.May(survey.Administer, v.sv.Slug, "", nil)
	}
	if r != nil {
		items := itemViews(r, v.Lang)
		page.Items = leading(items)
		page.More = len(items) > len(page.Items)
		page.Counted = digits.FormatCount(v.Lang, r.Counted)
		page.Made, page.Waves = localTime(v.Lang, v.sv, r.Made), wavesView(v, r.Wave, r.Waves)
		if page.Attention, err = d.attention(v.Request.Context(), v.View, v.sv); err != nil {
			return err
		}
	}
	return d.render(v, "overview", page)
}

// live tells a page that is open whether its figures are still the newest: 304 when they are.
func (d *Desk) live(v *visit) error {
	r, err := d.results(v.Request.Context(), v.sv, v.scope())
	if err != nil {
		return err
	}
	if r == nil {
		return edge.ErrNoPage
	}
	tag := `"` + r.Tag + `"`
	v.Header("ETag", tag)
	if v.GetHeader("If-None-Match") == tag {
		v.Status(http.StatusNotModified)
		return nil
	}
	d.Json(v.Context, http.StatusOK, "application/json", map[string]any{"counted": r.Counted})
	return nil
}

// report gives the workbook in the desk's language. It is written into memory first: a fault half-way must not look
// like a finished file.
func (d *Desk) report(v *visit) error {
	if v.sv.Current == "" {
		return edge.ErrNoPage
	}
	var b bytes.Buffer
	if err := d.Report(v.Request.Context(), v.actor, v.sv.Slug, v.Lang, v.scope(), &b); err != nil {
		return err
	}
	v.attach(v.sv.Slug+".xlsx", edge.WorkbookType, b.Bytes())
	return nil
}

// attach answers with a file to be kept.
func (v *visit) attach(name, contentType string, content []byte) {
	v.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	v.Data(http.StatusOK, contentType, content)
}

// reset restores the demo's sample data.
func (d *Desk) reset(v *visit) error {
	if d.Demo == nil || d.Demo.Slug != v.sv.Slug || d.Demo.Reset == nil {
		return edge.ErrNoPage
	}
	if err := d.Demo.Reset(v.Request.Context()); err != nil {
		return err
	}
	return v.done(v.at(""), "reset")
}
