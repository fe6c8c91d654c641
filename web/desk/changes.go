package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// changesView is what differs between a draft and the version that respondents get, with what its author has to say
// about it.
type changesView struct {
	Current string
	Items   []changedItem
	Accept  bool // something has to be confirmed
	Back    bool // the draft is a version that was published before the current one
	Ticked  bool // the author has confirmed it
}

// changedItem is one item with all that changed of it.
type changedItem struct {
	Path   string
	Lines  []changeLine
	Choose bool         // old and new answers can be counted together or kept apart
	Must   bool         // … and which has to be said
	Chosen survey.Merge // "" = not said yet
}

type changeLine struct {
	Text  string
	Apart bool
}

// Fields of the form that publishes: decide: and an item's path says what becomes of its answers.
const (
	decideField = "decide:"
	acceptField = "accept"
)

// decided reads the decisions of the form that publishes.
func decided(v *visit) (o service.PublishOptions) {
	_ = v.PostForm("") // reads the form
	for name, values := range v.Request.PostForm {
		path, ok := strings.CutPrefix(name, decideField)
		if merge := survey.Merge(values[0]); ok && (merge == survey.Pool || merge == survey.Apart) {
			o.Decisions = append(o.Decisions, survey.Decision{Item: path, Merge: merge})
		}
	}
	slices.SortFunc(o.Decisions, func(a, b survey.Decision) int { return cmp.Compare(a.Item, b.Item) })
	o.Accept = v.PostForm(acceptField) != ""
	return o
}

// changes compares the draft with the current version; nil when nothing was published yet or nothing differs.
func (d *Desk) changes(v *visit, draft *survey.Questionnaire) (*changesView, error) {
	if v.sv.Current == "" {
		return nil, nil
	}
	ctx := v.Request.Context()
	found, err := d.Service.Changes(ctx, v.actor, v.sv.Slug, draft, nil)
	if err != nil {
		return nil, err
	}
	said := decided(v)
	out := &changesView{Current: v.sv.Current, Ticked: said.Accept}
	if out.Back, err = d.Service.WouldGoBack(ctx, v.sv, draft); err != nil {
		return nil, err
	}
	out.Accept = out.Back
	at := map[string]int{}
	for _, c := range found {
		i, there := at[c.Item]
		if !there {
			i = len(out.Items)
			at[c.Item] = i
			out.Items = append(out.Items, changedItem{Path: c.Item})
		}
		item := &out.Items[i]
		item.Lines = append(item.Lines, changeLine{c.Words.In(v.Lang), c.Effect == survey.Apart})
		item.Choose = item.Choose || c.Decide || c.Confirm && !c.Fixed
		item.Must = item.Must || c.Decide
		out.Accept = out.Accept || c.Confirm
		for _, s := range said.Decisions {
			if s.Item == c.Item {
				item.Chosen = s.Merge
			}
		}
	}
	if len(out.Items) == 0 && !out.Back {
		return nil, nil
	}
	return out, nil
}
