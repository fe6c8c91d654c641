package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/edge"
)

// attention is one thing that somebody should look at, with the page where it can be mended.
type attention struct {
	Text, Page string // Page is a page of the survey: "fieldwork"
}

type surveyCard struct {
	Slug, Title, Status string
	Mode                string
	Counted, Made, Wave string
	Closes              string
	Attention           []attention
	made                time.Time
	rank                int // the smaller, the higher on the page
}

type homePage struct {
	Surveys   []surveyCard
	CanUpload bool
	Made      string // time of the oldest figures here, in the zone of their survey
}

// closingSoon is how long before its end a survey asks for attention.
const closingSoon = 3 * 24 * time.Hour

// home lists the surveys, those that need attention first. The demo leads to its first screen; ?list=1 shows the list
// there as well.
func (d *Desk) home(v *visit) error {
	if d.Demo != nil && d.Demo.Slug != "" && v.Query("list") == "" {
		if _, err := d.Service.Survey(v.Request.Context(), d.Demo.Slug); err == nil {
			v.Redirect(http.StatusSeeOther, "/desk/"+url.PathEscape(d.Demo.Slug))
			return nil
		}
	}
	return d.showHome(v)
}

func (d *Desk) showHome(v *visit) error {
	surveys, err := d.Service.Surveys(v.Request.Context(), v.actor)
	if err != nil {
		return err
	}
	page := homePage{CanUpload: v.actor.May(survey.Edit, "*", "", nil)}
	var oldest time.Time
	for _, sv := range surveys {
		card, err := d.card(v, sv)
		if err != nil {
			return err
		}
		page.Surveys = append(page.Surveys, card)
		if page.Made == "" || card.made.Before(oldest) && card.Made != "" {
			page.Made, oldest = card.Made, card.made
		}
	}
	slices.SortStableFunc(page.Surveys, func(a, b surveyCard) int { return cmp.Compare(a.rank, b.rank) })
	return d.render(v, "home", page)
}

func (d *Desk) card(v *visit, sv *survey.Survey) (surveyCard, error) {
	card := surveyCard{Slug: sv.Slug, Title: surveyTitle(sv, v.Lang), Status: surveyStatus(sv, d.Now()),
		Mode: string(sv.Mode)}
	card.rank = map[string]int{"open": 10, "soon": 20, "draft": 30, "closed": 40}[card.Status]
	if !sv.Closes.IsZero() {
		card.Closes = words.Day(v.Lang, sv.Closes.In(sv.Zone()))
	}
	r, err := d.results(v.Request.Context(), sv, results.Scope{})
	if err != nil || r == nil {
		return card, err
	}
	card.Counted, card.Made, card.made = digits.FormatCount(v.Lang, r.Counted), localTime(v.Lang, sv, r.Made), r.Made
	if r.Wave != "" {
		card.Wave = waveWords(v.View, sv, r.Wave)
	}
	card.Attention, err = d.attention(v.Request.Context(), v.View, sv)
	if len(card.Attention) > 0 {
		card.rank -= 10
	}
	return card, err
}

// attention lists what needs to be looked at in a survey: answers that wait for a decision, units that are late, an end
// that is near, a day without answers.
func (d *Desk) attention(ctx context.Context, say edge.View, sv *survey.Survey) ([]attention, error) {
	var out []attention
	add := func(page, key string, pairs ...any) { out = append(out, attention{say.T(key, pairs...), page}) }
	f, err := d.Figures.Fieldwork(ctx, sv.Slug, results.Scope{})
	if err != nil {
		return nil, err
	}
	if n := f.States[survey.Quarantined]; n > 0 {
		add("fieldwork", "desk.attention.quarantined", "n", digits.FormatCount(say.Lang, n))
	}
	if f.Flags > 0 {
		add("fieldwork", "desk.attention.flagged", "n", digits.FormatCount(say.Lang, int64(f.Flags)))
	}
	if unclear := f.Tree.Unclear(); len(unclear) > 0 {
		add("settings", "desk.attention.unclear", "n", digits.FormatCount(say.Lang, int64(len(unclear))))
	}
	if surveyStatus(sv, d.Now()) != "open" {
		return out, nil
	}
	late := map[string]bool{}
	for _, row := range f.Late() {
		late[row.Unit] = true
	}
	if len(late) > 0 {
		add("fieldwork", "desk.attention.late", "n", digits.FormatCount(say.Lang, int64(len(late))))
	}
	if !sv.Closes.IsZero() && sv.Closes.Sub(d.Now()) < closingSoon {
		add("settings", "desk.attention.closing", "when", localTime(say.Lang, sv, sv.Closes))
	}
	if sv.Mode == survey.Named && f.Today == 0 {
		add("fieldwork", "desk.attention.none_today")
	}
	return out, nil
}
