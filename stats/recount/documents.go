package recount

import (
	"context"
	"iter"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/versions"
)

// Documents are what figures are made from beside the answers: the survey's settings, its published versions, its units
// and the plan.
type Documents struct {
	Survey   *survey.Survey         `json:"survey"`
	Versions []*survey.Version      `json:"versions"` // published ones, oldest first
	Units    []survey.Unit          `json:"units,omitempty"`
	Frames   []survey.SamplingFrame `json:"frames,omitempty"` // plans of all waves
	Kinds    *kinds.Set             `json:"-"`                // of items; nil = the built-in ones
}

// Load fetches the documents of a survey as the store has them now.
func Load(ctx context.Context, svc *service.Service, slug string) (*Documents, error) {
	sv, err := svc.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	d := &Documents{Survey: sv, Kinds: svc.Kinds()}
	for _, name := range sv.Versions {
		v, err := svc.Version(ctx, slug, name)
		if err != nil {
			return nil, err
		}
		d.Versions = append(d.Versions, v)
	}
	register, err := svc.Register(ctx, sv)
	if err != nil {
		return nil, err
	}
	d.Units = register.Units
	frames, err := svc.Frames(ctx, reader, slug)
	if err != nil {
		return nil, err
	}
	for _, f := range frames {
		d.Frames = append(d.Frames, f.Value)
	}
	return d, nil
}

// Until leaves out the versions that are not among the named ones: those that were published later. A unit item that
// only they call so is called as those that stay do.
func (d *Documents) Until(versions []string) *Documents {
	out, sv := *d, *d.Survey
	sv.UnitItem = d.unitItemIn(versions)
	sv.Versions = slices.DeleteFunc(slices.Clone(sv.Versions),
		func(v string) bool { return !slices.Contains(versions, v) })
	out.Survey = &sv
	out.Versions = slices.DeleteFunc(slices.Clone(d.Versions),
		func(v *survey.Version) bool { return !slices.Contains(versions, v.Version) })
	return &out
}

// unitItemIn is the unit item as the newest of some versions that has it calls it; the setting itself where none has,
// or some version does not compile.
func (d *Documents) unitItemIn(editions []string) string {
	forms, problem := d.forms()
	if problem != nil || d.Survey.UnitItem == "" || d.Survey.Current == "" {
		return d.Survey.UnitItem
	}
	all := versions.NewHistory(d.Versions, forms)
	for _, v := range slices.Backward(d.Versions) {
		if !slices.Contains(editions, v.Version) {
			continue
		}
		if field := all.Follow(d.Survey.UnitItem, d.Survey.Current, v.Version); field != nil {
			return field.Path
		}
	}
	return d.Survey.UnitItem
}

// forms compiles the versions, in their order.
func (d *Documents) forms() ([]*form.Form, error) {
	var out []*form.Form
	for _, v := range d.Versions {
		form, problems := form.CompilePublished(d.Kinds, v.Questionnaire)
		if len(problems) > 0 {
			return nil, survey.Fail(survey.Invalid, "recount.form", "version", v.Version, "cause",
				problems[0].Words.In("en"))
		}
		out = append(out, form)
	}
	return out, nil
}

// Source makes the source of figures of some responses, with the items of the version that is shown.
func (d *Documents) Source(shown string, rows iter.Seq2[*survey.Response, error]) (*Source, error) {
	inOrder, err := d.forms()
	if err != nil {
		return nil, err
	}
	forms := map[string]*form.Form{}
	for i, v := range d.Versions {
		forms[v.Version] = inOrder[i]
	}
	s := &Source{Survey: d.Survey, Units: d.Units, Frames: d.Frames, Rows: rows,
		Form: func(version string) (*form.Form, error) {
			if form := forms[version]; form != nil {
				return form, nil
			}
			return nil, survey.Fail(survey.Invalid, "recount.version", "version", version)
		}}
	if _, err := s.Form(shown); err != nil {
		return nil, err
	}
	s.Lineage = versions.NewHistory(d.Versions, inOrder).Lineage(shown)
	return s, nil
}
