package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
)

type surveyCommand struct {
	List  surveyList  `cmd:"" help:"help.survey.list"`
	Show  surveyShow  `cmd:"" help:"help.survey.show"`
	Set   surveySet   `cmd:"" help:"help.survey.set"`
	Open  surveyOpen  `cmd:"" help:"help.survey.open"`
	Close surveyClose `cmd:"" help:"help.survey.close"`
}

type surveyList struct {
	place
	JSON bool `name:"json" help:"help.check.json"`
}

// surveyLine is what the commands tell of a survey.
type surveyLine struct {
	Slug     string      `json:"survey"`
	Title    string      `json:"title"`
	Mode     survey.Mode `json:"mode"`
	Access   string      `json:"access"`
	Version  string      `json:"version"` // the current one; "" = never published
	Closed   bool        `json:"closed"`
	Units    string      `json:"units,omitempty"`
	UnitDay  survey.Day  `json:"unit_day,omitempty"`
	UnitItem string      `json:"unit_item,omitempty"`
	Wave     string      `json:"wave,omitempty"`
	Waves    []waveLine  `json:"waves,omitempty"`
	Counted  int64       `json:"counted"`
}

type waveLine struct {
	Code    string     `json:"wave"`
	Label   string     `json:"label,omitempty"`
	Day     survey.Day `json:"day,omitempty"`
	From    survey.Day `json:"from,omitempty"`
	To      survey.Day `json:"to,omitempty"`
	Counted int64      `json:"counted"`
}

func lineOf(t *terminal, sv *survey.Survey) surveyLine {
	return surveyLine{Slug: sv.Slug, Title: sv.Title.In(t.lang), Mode: sv.Mode, Access: string(sv.Access),
		Version: sv.Current, Closed: sv.Closed,
		Units: sv.Units, UnitDay: sv.UnitDay, UnitItem: sv.UnitItem, Wave: sv.Wave}
}

// Run lists the surveys, one a line: address, version, whether it is closed, title.
func (c *surveyList) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		surveys, err := svc.Surveys(t.ctx, system)
		if err != nil {
			return err
		}
		lines := []surveyLine{}
		for _, sv := range surveys {
			lines = append(lines, lineOf(t, sv))
		}
		if c.JSON {
			return printJSON(t, lines)
		}
		for _, l := range lines {
			state := "open"
			if l.Closed {
				state = "closed"
			}
			fmt.Fprintf(t.stdout, "%s\t%s\t%s\t%s\n", l.Slug, l.Version, state, l.Title)
		}
		return nil
	})
}

func printJSON(t *terminal, v any) error {
	e := json.NewEncoder(t.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

type surveyShow struct {
	place
	Slug string `arg:"" help:"SLUG"`
	JSON bool   `name:"json" help:"help.check.json"`
}

// Run shows the settings of a survey and its waves with how many answers each has.
func (c *surveyShow) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *service.Service) error {
		sv, err := svc.Survey(t.ctx, c.Slug)
		if err != nil {
			return err
		}
		l := lineOf(t, sv)
		if err := l.count(t, svc, sv); err != nil {
			return err
		}
		if c.JSON {
			return printJSON(t, l)
		}
		l.print(t)
		return nil
	})
}

// count fills in the waves with their answers; a survey that was never published has neither.
func (l *surveyLine) count(t *terminal, svc *service.Service, sv *survey.Survey) error {
	if sv.Current == "" {
		return nil
	}
	r, err := live.NewBoard(svc).Results(t.ctx, sv.Slug, results.Scope{Wave: survey.AllWaves})
	if err != nil {
		return err
	}
	l.Counted = r.Counted
	for _, w := range r.Waves {
		listed, _ := sv.FindWave(w.Code)
		if w.Code == "" {
			w.Code = survey.NoWave
		}
		l.Waves = append(l.Waves,
			waveLine{Code: w.Code, Label: w.Label.In(t.lang), Day: listed.Day, From: listed.From, To: listed.To,
				Counted: w.Counted})
	}
	return nil
}

func (l *surveyLine) print(t *terminal) {
	line := func(key string, value any) {
		if text := fmt.Sprint(value); text != "" {
			fmt.Fprintf(t.stdout, "%s\t%s\n", key, text)
		}
	}
	line("survey", l.Slug)
	line("title", l.Title)
	line("mode", l.Mode)
	line("access", l.Access)
	line("version", l.Version)
	line("closed", l.Closed)
	line("units", l.Units)
	line("unit-day", l.UnitDay)
	line("unit-item", l.UnitItem)
	line("counted", l.Counted)
	line("wave", l.Wave)
	for _, w := range l.Waves {
		line("", strings.Join([]string{w.Code, w.Label, "day=" + string(w.Day), "from=" + string(w.From),
			"to=" + string(w.To), fmt.Sprint(w.Counted)}, "\t"))
	}
}

type surveySet struct {
	place
	Slug      string  `arg:"" help:"SLUG"`
	Wave      *string `help:"help.survey.set.wave"`
	WaveLabel string  `help:"help.survey.set.wave_label"`
	WaveDay   *string `help:"help.survey.set.wave_day" placeholder:"2025-07-01"`
	WaveFrom  *string `help:"help.survey.set.wave_from"`
	WaveTo    *string `help:"help.survey.set.wave_to"`
	UnitItem  *string `help:"help.survey.set.unit_item"`
	Units     *string `help:"help.survey.set.units"`
	UnitDay   *string `help:"help.survey.set.unit_day" placeholder:"2025-07-01"`
	Title     string  `help:"help.survey.set.title"`
	Public    *bool   `negatable:"" help:"help.survey.set.public"`
}

// Run changes the settings that are given and leaves the others.
func (c *surveySet) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error {
		sv, err := svc.Survey(t.ctx, c.Slug)
		if err != nil {
			return err
		}
		var want survey.Survey
		if want, err = c.apply(*sv); err != nil {
			return err
		}
		if err := checkPlaces(t, svc, &want, *sv); err != nil {
			return err
		}
		if _, err := svc.Change(t.ctx, system, c.Slug, func(x *survey.Survey) {
			if changed, err := c.apply(*x); err == nil {
				*x = changed
			}
		}); err != nil {
			return err
		}
		return sayUnclear(t, svc, c.Slug)
	})
}

// apply gives the survey with what is asked for.
func (c *surveySet) apply(x survey.Survey) (survey.Survey, error) {
	set := func(to, from *string) {
		if from != nil {
			*to = strings.TrimSpace(survey.NFC(*from))
		}
	}
	setDay := func(to *survey.Day, from *string) {
		if from != nil {
			*to = survey.Day(strings.TrimSpace(*from))
		}
	}
	set(&x.UnitItem, c.UnitItem)
	set(&x.Units, c.Units)
	setDay(&x.UnitDay, c.UnitDay)
	set(&x.Wave, c.Wave)
	if c.Title != "" {
		x.Title = survey.Text{"vi": c.Title}
	}
	if c.Public != nil {
		x.Public = *c.Public
	}
	if x.Wave == "" && (c.WaveLabel != "" || c.WaveDay != nil || c.WaveFrom != nil || c.WaveTo != nil) {
		return x, survey.Fail(survey.Invalid, "wave.missing")
	}
	x.Waves = append([]survey.Wave(nil), x.Waves...)
	at := -1
	for i := range x.Waves {
		if x.Waves[i].Code == x.Wave {
			at = i
		}
	}
	if x.Wave != "" && at < 0 {
		x.Waves, at = append(x.Waves, survey.Wave{Code: x.Wave, Label: survey.Text{"vi": x.Wave}}), len(x.Waves)
	}
	if at >= 0 {
		w := &x.Waves[at]
		if c.WaveLabel != "" {
			w.Label = survey.Text{"vi": c.WaveLabel}
		}
		setDay(&w.Day, c.WaveDay)
		setDay(&w.From, c.WaveFrom)
		setDay(&w.To, c.WaveTo)
	}
	problems := survey.CheckWaves(x.Waves, x.Wave)
	if !x.UnitDay.Valid() {
		problems = append(problems,
			survey.ProblemAt(survey.Place{Item: "unit_day"}, "settings.unit_day", "day", x.UnitDay))
	}
	return x, survey.Wrong("survey set", problems)
}

// checkPlaces refuses a set of units that is not there and a unit item that the questionnaire does not have.
func checkPlaces(t *terminal, svc *service.Service, want *survey.Survey, was survey.Survey) error {
	if want.Units != "" && want.Units != was.Units {
		if r, err := svc.Register(t.ctx, want); err != nil {
			return err
		} else if r.Revision == 0 {
			return survey.Fail(survey.NotFound, "units.unknown", "set", want.Units)
		}
	}
	if want.UnitItem == "" || want.UnitItem == was.UnitItem || want.Current == "" {
		return nil
	}
	lineage, err := svc.Lineage(t.ctx, want)
	if err != nil {
		return err
	}
	if places.UnitField(want, lineage, want.Current) == nil {
		return survey.Fail(survey.NotFound, "item.unknown", "item", want.UnitItem)
	}
	return nil
}

// sayUnclear asks for a day where codes of the register mean two places.
func sayUnclear(t *terminal, svc *service.Service, slug string) error {
	tree, err := svc.Units(t.ctx, slug)
	if err != nil {
		return err
	}
	if codes := tree.Unclear(); len(codes) > 0 {
		t.say("command.unit_codes_mean_two", "n", len(codes), "codes", strings.Join(codes[:min(len(codes), 5)], ", "))
	}
	return nil
}

type surveyOpen struct {
	place
	Slug string `arg:"" help:"SLUG"`
}

// Run lets the survey take answers again.
func (c *surveyOpen) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error { return setClosed(t, svc, c.Slug, false) })
}

type surveyClose struct {
	place
	Slug string `arg:"" help:"SLUG"`
}

// Run lets the survey take no more answers; what comes nevertheless is kept apart.
func (c *surveyClose) Run(t *terminal, args []string) error {
	return c.writing(t, args, nil, func(svc *service.Service) error { return setClosed(t, svc, c.Slug, true) })
}

func setClosed(t *terminal, svc *service.Service, slug string, closed bool) error {
	_, err := svc.Change(t.ctx, system, slug, func(x *survey.Survey) { x.Closed = closed })
	return err
}
