package desk

import (
	"strconv"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// pairPart shows a response beside the second copy that came under its id.
type pairPart struct {
	First, Second pairSide
	Rows          []pairRow // what they answer differently, in the order of the first's questionnaire
	Same          string    // how many answers are the same; "" = none
}

type pairSide struct {
	ID, StateLabel, Received, Version string
	Here                              bool // it is the one that the page shows
}

type pairRow struct{ Label, First, Second string }

// pairOf is the pair of a response, nil when no second copy came.
func (d *Desk) pairOf(v *visit, x *survey.Response) (*pairPart, error) {
	pair, err := d.Service.PairOf(v.Request.Context(), v.actor, x)
	if err != nil || pair == nil {
		return nil, err
	}
	first, err := d.answersOf(v, pair.First)
	if err != nil {
		return nil, err
	}
	second, err := d.answersOf(v, pair.Second)
	if err != nil {
		return nil, err
	}
	out := &pairPart{First: pairSideOf(v, pair.First, x), Second: pairSideOf(v, pair.Second, x)}
	same := 0
	if out.Rows, same = differing(first, second); same > 0 {
		out.Same = digits.FormatCount(v.Lang, int64(same))
	}
	return out, nil
}

func pairSideOf(v *visit, r, shown *survey.Response) pairSide {
	return pairSide{ID: r.ID, StateLabel: v.T("desk.state." + string(r.State)), Version: r.Version,
		Received: localTime(v.Lang, v.sv, r.Received), Here: r.ID == shown.ID}
}

// answersOf lists the answers of a response as its page does.
func (d *Desk) answersOf(v *visit, x *survey.Response) ([]answerRow, error) {
	form, err := d.Service.Form(v.Request.Context(), v.sv.Slug, x.Version)
	if err != nil {
		return nil, err
	}
	a := answerLister{View: v.View, chain: form.Q.Chain(v.Lang), skipped: x.Skipped}
	a.list(form.Top(), x.Answers, 0, "")
	return a.out, nil
}

// differing are the questions that two responses answer differently, and how many they answer alike. What only the
// second was asked comes last.
func differing(first, second []answerRow) (rows []pairRow, same int) {
	others, used := placesOf(second), map[string]bool{}
	firsts := placesOf(first)
	for _, key := range firsts.order {
		a, b := firsts.rows[key], others.rows[key]
		used[key] = true
		if a.shown() == b.shown() && a.File == b.File {
			if a.Text != "" {
				same++
			}
			continue
		}
		rows = append(rows, pairRow{a.Label, a.shown(), b.shown()})
	}
	for _, key := range others.order {
		if b := others.rows[key]; !used[key] && b.Text != "" {
			rows = append(rows, pairRow{b.Label, "", b.shown()})
		}
	}
	return rows, same
}

// shown is an answer as its page has it.
func (r answerRow) shown() string {
	if r.Text != "" {
		return r.Text
	}
	return r.None
}

// answerPlaces are answers by their place: the path, and which of the rows of a repeat.
type answerPlaces struct {
	order []string
	rows  map[string]answerRow
}

func placesOf(rows []answerRow) answerPlaces {
	out, seen := answerPlaces{rows: map[string]answerRow{}}, map[string]int{}
	for _, row := range rows {
		if row.Heading {
			continue
		}
		seen[row.Path]++
		key := row.Path + " " + strconv.Itoa(seen[row.Path])
		out.order = append(out.order, key)
		out.rows[key] = row
	}
	return out
}

// choosePair decides which of two responses with one id counts.
func (d *Desk) choosePair(v *visit) error {
	err := d.Service.ChooseCopy(v.Request.Context(), v.actor, v.sv.Slug, v.PostForm("id"),
		service.Keep(v.PostForm("keep")), v.PostForm("why"))
	if err != nil {
		return d.again(v, err, d.responsePage)
	}
	return v.done(v.at("fieldwork"), "reviewed")
}
