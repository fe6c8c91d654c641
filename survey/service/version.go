package service

import (
	"context"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// History returns the published versions of a survey. It is kept: published versions never change.
func (s *Service) History(ctx context.Context, sv *survey.Survey) (*versions.History, error) {
	key := sv.Slug + "/" + sv.Created.String() + "/" + strings.Join(sv.Versions, "\x00")
	s.mu.Lock()
	h := s.histories[sv.Slug]
	s.mu.Unlock()
	if h.key == key {
		return h.history, nil
	}
	var editions []*survey.Version
	var forms []*form.Form
	for _, name := range sv.Versions {
		v, err := s.Version(ctx, sv.Slug, name)
		if err != nil {
			return nil, err
		}
		f, err := s.Form(ctx, sv.Slug, name)
		if err != nil {
			return nil, err
		}
		editions, forms = append(editions, v), append(forms, f)
	}
	h = keptHistory{key: key, history: versions.NewHistory(editions, forms), lineages: map[string]*versions.Lineage{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	if there := s.histories[sv.Slug]; there.key == key { // somebody else was faster
		return there.history, nil
	}
	s.histories[sv.Slug] = h
	return h.history, nil
}

// keptHistory is a history with the lineages made of it.
type keptHistory struct {
	key      string
	history  *versions.History
	lineages map[string]*versions.Lineage // by shown version
}

// Lineage returns which answers are counted together when the survey's current version is shown. NotFound before
// anything is published.
func (s *Service) Lineage(ctx context.Context, sv *survey.Survey) (*versions.Lineage, error) {
	if sv.Current == "" {
		return nil, survey.Fail(survey.NotFound, "survey.not_published", "survey", sv.Slug)
	}
	h, err := s.History(ctx, sv)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.histories[sv.Slug]
	if kept.history == h && kept.lineages[sv.Current] != nil {
		return kept.lineages[sv.Current], nil
	}
	l := h.Lineage(sv.Current)
	if kept.history == h {
		kept.lineages[sv.Current] = l
	}
	return l, nil
}

// Changes compares a questionnaire with the version that respondents get now: what differs and what becomes of the
// answers that are there. Nothing differs from what was never published. A wrong decision is an Invalid error.
func (s *Service) Changes(ctx context.Context, a survey.Actor, slug string, q *survey.Questionnaire,
	decisions []survey.Decision) ([]versions.Change, error) {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	form, problems := form.CompileWith(s.kinds, q)
	if len(problems) > 0 {
		return nil, survey.Wrong("Service.Changes", problems)
	}
	h, err := s.History(ctx, sv)
	if err != nil {
		return nil, err
	}
	changes, problems := changed(h, sv, form, decisions)
	return changes, survey.Wrong("Service.Changes", problems)
}

// changed compares a questionnaire with the current version of a survey. That it no longer asks for the unit has to be
// confirmed.
func changed(
	h *versions.History, sv *survey.Survey, draft *form.Form, decisions []survey.Decision,
) ([]versions.Change, []survey.Problem) {
	changes, problems := h.Changes(draft, sv.Current, decisions)
	if sv.UnitItem == "" || sv.Current == "" {
		return changes, problems
	}
	asks := h.Follow(sv.UnitItem, sv.Current, sv.Current)
	for i, c := range changes {
		if asks != nil && c.Kind == versions.Removed && c.Code == "" && c.Item == asks.Path {
			changes[i].Confirm, changes[i].Fixed = true, true
			changes[i].Words = survey.Say("survey.item_tells_unit_taken")
		}
	}
	return changes, problems
}

// reviewChanges decides whether a questionnaire may be published after the current version, and returns what is
// recorded of it.
func (s *Service) reviewChanges(ctx context.Context, sv *survey.Survey, q *survey.Questionnaire,
	o PublishOptions) ([]survey.Decision, error) {
	if sv.Current == "" {
		return nil, nil
	}
	form, problems := form.CompileWith(s.kinds, q)
	if len(problems) > 0 {
		return nil, survey.Wrong("Service.PublishDraft", problems)
	}
	h, err := s.History(ctx, sv)
	if err != nil {
		return nil, err
	}
	changes, problems := changed(h, sv, form, o.Decisions)
	if len(problems) > 0 {
		return nil, survey.Wrong("Service.PublishDraft", problems)
	}
	if problems := versions.Undecided(changes, o.Accept); len(problems) > 0 {
		return nil, &survey.Error{Kind: survey.Invalid, Code: "version.changes", Op: "Service.PublishDraft",
			Problems: problems, Msg: survey.Say("version.changes")}
	}
	return h.Resolve(form, sv.Current, o.Decisions), nil
}

// WouldGoBack tells whether publishing a questionnaire would give respondents a version again that was published before
// the current one.
func (s *Service) WouldGoBack(ctx context.Context, sv *survey.Survey, q *survey.Questionnaire) (bool, error) {
	name, same := q.Version, *q
	if name == "" && len(sv.Versions) > 0 {
		name = sv.Versions[len(sv.Versions)-1]
		same.Version = name
	}
	if name == sv.Current || !slices.Contains(sv.Versions, name) {
		return false, nil
	}
	there, err := s.Version(ctx, sv.Slug, name)
	return err == nil && sameQuestionnaire(there.Questionnaire, &same), err
}

// back refuses to give respondents a version again that was published before the current one, unless that is wanted.
func back(sv *survey.Survey, version string, o PublishOptions) error {
	if version == sv.Current || !slices.Contains(sv.Versions, version) || o.Accept {
		return nil
	}
	return survey.Fail(survey.Conflict, "version.back", "version", version, "current", sv.Current)
}
