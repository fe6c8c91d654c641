package service

import (
	"context"
	"net/url"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
)

// maxTokens is how many tokens are made at a time.
const maxTokens = 100_000

// InvitationOrder says for whom tokens are drawn: for Count people, or for each row of a List.
type InvitationOrder struct {
	Count   int
	Preset  survey.Preset    // of all; what a column of the list says goes before it
	List    *rows.ImportFile // nil: none
	Address string           // of the form, to which the token is added
}

// Invitations are tokens that were drawn and open nothing yet, in a table for mail merge. KeepInvitations makes them
// good; nothing of the table is stored.
type Invitations struct {
	Header   []string       // the list's own columns, then rows.InvitationColumns
	Rows     [][]string     // as wide as the header, in the order of the list
	Warnings []survey.Words // as WarnOfFew says them

	slug   string
	tokens []survey.Row[survey.Token]
}

// PlanInvitations draws tokens. Everything wrong with the order is listed, by the cells of the list.
func (s *Service) PlanInvitations(
	ctx context.Context, a survey.Actor, slug string, o InvitationOrder,
) (*Invitations, error) {
	if err := s.allow(a, survey.Publish, slug); err != nil {
		return nil, err
	}
	rules, err := s.presetRules(ctx, slug)
	if err != nil {
		return nil, err
	}
	if problems := rules.wrong(o.Preset); len(problems) > 0 {
		return nil, survey.Wrong("Service.PlanInvitations", problems)
	}
	presets, list := slices.Repeat([]survey.Preset{o.Preset}, min(max(o.Count, 0), maxTokens+1)), rows.ImportFile{}
	if o.List != nil {
		var problems []survey.Problem
		if presets, problems = rows.ReadInvitations(*o.List, o.Preset, rules.wrong); len(problems) > 0 {
			return nil, survey.Wrong("Service.PlanInvitations", problems)
		}
		list = *o.List
	}
	if len(presets) < 1 || len(presets) > maxTokens {
		return nil, survey.Fail(survey.Invalid, "token.count")
	}
	made := map[survey.Preset]int{}
	for _, p := range presets {
		made[p]++
	}
	warnings, err := s.WarnOfFew(ctx, a, slug, made, nil)
	if err != nil {
		return nil, err
	}
	return s.drawInvitations(slug, o, presets, list, warnings)
}

func (s *Service) drawInvitations(
	slug string, o InvitationOrder, presets []survey.Preset, list rows.ImportFile, warnings []survey.Words,
) (*Invitations, error) {
	out := &Invitations{Warnings: warnings, Header: slices.Concat(list.Header, rows.InvitationColumns), slug: slug}
	for i, p := range presets {
		token, err := s.drawToken()
		if err != nil {
			return nil, err
		}
		out.add(survey.Token{Survey: slug, Hash: s.identity.TokenHash(slug, token), Unit: p.Unit, Class: p.Class,
			Wave: p.Wave})
		row := []string{token, o.Address + "?token=" + url.QueryEscape(token)}
		if o.List != nil {
			row = slices.Concat(list.Rows[i].Cells, row)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

func (i *Invitations) add(t survey.Token) {
	i.tokens = append(i.tokens, survey.Row[survey.Token]{Key: i.slug + "/" + t.Hash, Value: t})
}

// KeepInvitations makes the tokens of a plan good. Only their keyed hashes and presets are kept.
func (s *Service) KeepInvitations(ctx context.Context, a survey.Actor, plan *Invitations) error {
	if err := s.allow(a, survey.Publish, plan.slug); err != nil {
		return err
	}
	_, err := s.store.Tokens().InsertMany(ctx, plan.tokens)
	return err
}

// MakeTokens draws n invitation tokens and makes them good. They are told once.
func (s *Service) MakeTokens(
	ctx context.Context, a survey.Actor, slug string, n int, preset survey.Preset,
) ([]string, error) {
	plan, err := s.PlanInvitations(ctx, a, slug, InvitationOrder{Count: n, Preset: preset})
	if err != nil {
		return nil, err
	}
	tokens := make([]string, n)
	for i, row := range plan.Rows {
		tokens[i] = row[0]
	}
	return tokens, s.KeepInvitations(ctx, a, plan)
}
