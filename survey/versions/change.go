package versions

import (
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/words"
)

// ChangeKind says what sort of thing changed. The list is closed.
type ChangeKind string

const (
	Reworded ChangeKind = "wording"
	Added    ChangeKind = "added"   // an item, or with a code a choice
	Removed  ChangeKind = "removed" // an item, or with a code a choice
	Moved    ChangeKind = "moved"
	Renamed  ChangeKind = "renamed"
	Retyped  ChangeKind = "type"
	Remeant  ChangeKind = "meaning" // of a code, or who is asked and how
)

// Change is one difference between a questionnaire and the version before it, with what becomes of the answers that are
// there.
type Change struct {
	Item   string       // path, of a removed item the one that it had
	Code   string       // of a choice; "" for the item itself
	Kind   ChangeKind   //
	Effect survey.Merge // Pool: old and new answers are counted together
	// Decide: the author has to say whether old and new answers are counted together. Until then Effect is Apart and
	// nothing is published.
	Decide bool
	// Fixed: the answers before cannot be counted with the new ones, whatever the author says.
	Fixed bool
	// Confirm: the answers before are no longer counted with the new ones, which has to be confirmed.
	Confirm bool
	Words   survey.Words // what changed, and what follows
}

// Changes compares a questionnaire that is to be published after a version with what was before it, under what its
// author decided. current is the version that respondents get now. A decision about something that is no item, or that
// cannot be, is a problem.
func (h *History) Changes(draft *form.Form, current string, decisions []survey.Decision) ([]Change, []survey.Problem) {
	h.mu.Lock()
	defer h.mu.Unlock()
	after, ok := h.at[current]
	if !ok {
		return nil, nil
	}
	d := differ{h: h.with("", draft, after, nil), draft: draft, after: after}
	d.now = len(d.h.editions) - 1
	problems := d.decide(decisions)
	for _, f := range draft.Fields {
		d.item(f)
	}
	for _, f := range d.h.editions[after].form.Fields {
		d.gone(f)
	}
	return d.changes, problems
}

// differ lists the changes of a draft, which is the last version of its history.
type differ struct {
	h          *History
	draft      *form.Form
	after, now int
	changes    []Change
}

// decide puts the author's decisions to the lines that they are about: a group or repeat stands for all that is in it.
func (d *differ) decide(decisions []survey.Decision) []survey.Problem {
	e := d.h.editions[d.now]
	var problems []survey.Problem
	for _, x := range decisions {
		of := d.named(x.Item)
		if of == nil {
			problems = append(problems,
				survey.ProblemAt(survey.Place{Item: x.Item}, "decision.unknown_item", "item", x.Item))
			continue
		}
		for _, f := range d.draft.Fields {
			if !inside(f, of) || f.Kind.Container() || !f.Kind.Holds() {
				continue
			}
			l := e.lines[f]
			if before, twice := e.decide[l]; twice && before != x.Merge {
				problems = append(problems, survey.ProblemAt(survey.Place{Item: f.Path}, "decision.twice"))
			}
			e.decide[l] = x.Merge
			if from := d.h.before(l, d.now); f == of && x.Merge == survey.Pool && from >= 0 &&
				heaviest(d.h.differences(l, from, d.now)) == never {
				problems = append(problems,
					survey.ProblemAt(survey.Place{Item: f.Path}, "decision.impossible", "why", d.told(l, from, never)))
			}
		}
	}
	return problems
}

// told is the first difference of a weight in words.
func (d *differ) told(l *line, from int, w weight) survey.Words {
	for _, x := range d.h.differences(l, from, d.now) {
		if x.weight == w {
			return x.words
		}
	}
	return survey.Words{}
}

// named is the item of the draft that a person means: by its path or name, also by the path that it had before.
func (d *differ) named(name string) *form.Field {
	if f, _ := d.draft.Find(name); f != nil {
		return f
	}
	was, _ := d.h.editions[d.after].form.Find(name)
	if was == nil {
		return nil
	}
	return d.h.editions[d.after].lines[was].member(d.now)
}

func inside(f, of *form.Field) bool {
	for ; f != nil; f = f.Parent {
		if f == of {
			return true
		}
	}
	return false
}

// item lists what changed of one item of the draft.
func (d *differ) item(f *form.Field) {
	l := d.h.editions[d.now].lines[f]
	from := d.h.before(l, d.now)
	if !f.Kind.Holds() {
		return
	}
	if from < 0 {
		d.add(Change{Item: f.Path, Kind: Added, Effect: survey.Pool,
			Words: survey.Say("changes.new_item_only_responses")})
		return
	}
	if from != d.after && l.member(d.after) == nil {
		d.back(l, f, from)
	}
	decided, there := d.h.editions[d.now].decide[l]
	joined := d.h.together(l, from, d.now)
	found := d.h.differences(l, from, d.now)
	left := d.left(l, from)
	for _, x := range found {
		d.add(d.change(f.Path, x, heaviest(found), joined, there, left))
	}
	if there && len(found) == 0 && decided == survey.Apart {
		d.add(Change{Item: f.Path, Kind: Remeant, Effect: survey.Apart,
			Words: survey.Say("changes.kept_apart_author_decided")})
	}
	d.drifted(l, f, from, there)
}

// left names the versions whose answers are counted with those of one version, and no longer with the new ones.
func (d *differ) left(l *line, from int) string {
	var names []string
	for v := range d.now {
		if l.member(v) != nil && d.h.together(l, v, from) && !d.h.together(l, v, d.now) {
			names = append(names, d.h.editions[v].name)
		}
	}
	return strings.Join(names, ", ")
}

// change says what follows from a difference, the heaviest of those of its item being worst; left are the versions that
// are kept apart then.
func (d *differ) change(path string, x difference, worst weight, joined, decided bool, left string) Change {
	out := Change{Item: path, Code: x.code, Kind: x.kind, Effect: survey.Pool, Fixed: worst == never}
	tail := survey.Say("changes.counted_together_answers_before")
	switch {
	case x.weight == asks && worst == asks && !decided:
		out.Effect, out.Decide = survey.Apart, true
		tail = survey.Say("changes.whether_answers_before_pooled")
	case !joined && x.weight > free:
		out.Effect, out.Confirm = survey.Apart, x.weight > asks && !decided
		tail = survey.Say("changes.answers_version_kept_apart", "versions", left)
	case !joined:
		tail = survey.Say("changes.answers_version_kept_apart_another", "versions", left)
		out.Effect = survey.Apart
	}
	out.Words = words.Join(" → ", x.words, tail)
	return out
}

// back tells of an item that older versions had and the current one has not.
func (d *differ) back(l *line, f *form.Field, from int) {
	name := d.h.editions[from].name
	d.add(Change{Item: f.Path, Kind: Added,
		Effect: map[bool]survey.Merge{true: survey.Pool, false: survey.Apart}[d.h.together(l, from, d.now)],
		Words:  survey.Say("changes.item_again_version_had", "name", name)})
}

// drifted tells of versions whose answers were counted with those before and can no longer be counted with the new
// ones, although the step from the version before is small.
func (d *differ) drifted(l *line, f *form.Field, from int, decided bool) {
	if !d.h.together(l, from, d.now) {
		return
	}
	for v := range d.now {
		if v == from || l.member(v) == nil || !d.h.together(l, v, from) || d.h.together(l, v, d.now) {
			continue
		}
		for _, x := range d.h.differences(l, v, d.now) {
			if x.weight < splits {
				continue
			}
			name := d.h.editions[v].name
			d.add(Change{Item: f.Path, Code: x.code, Kind: x.kind, Effect: survey.Apart, Confirm: !decided,
				Words: survey.Say("changes.compared_version_answers_version", "name", name, "change", x.words)})
		}
	}
}

// gone tells of an item of the current version that the draft does not have.
func (d *differ) gone(f *form.Field) {
	if !f.Kind.Holds() || d.h.editions[d.after].lines[f].member(d.now) != nil {
		return
	}
	d.add(Change{Item: f.Path, Kind: Removed, Effect: survey.Apart,
		Words: survey.Say("changes.item_taken_out_answers")})
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// Undecided are the changes that keep a questionnaire from being published: those that the author has not decided, and
// unless accepted those that have to be confirmed.
func Undecided(changes []Change, accepted bool) []survey.Problem {
	var problems []survey.Problem
	for _, c := range changes {
		how := survey.Words{}
		code := ""
		switch {
		case c.Decide:
			code, how = "version.undecided", survey.Say("changes.choose_pool_or_apart", "item", c.Item)
		case c.Confirm && !accepted:
			code, how = "version.unconfirmed", survey.Say("changes.confirm_accept_changes_pool", "item", c.Item)
			if c.Fixed {
				how = survey.Say("changes.confirm_accept_changes")
			}
		default:
			continue
		}
		problems = append(problems,
			survey.Problem{Code: code, Place: survey.Place{Item: c.Item}, Words: c.Words.Then(sentence).Plus(how)})
	}
	return problems
}

// sentence begins a text with a capital and ends it with a full stop.
func sentence(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:]) + "."
}

// String is a change on one line, in both languages.
func (c Change) String() string {
	return fmt.Sprintf("%s %s: %s (%s): %s", c.Item, c.Code, c.Kind, c.Effect, c.Words)
}

// DecisionsOf makes decisions of the names that a person gave.
func DecisionsOf(pool, apart []string) []survey.Decision {
	var out []survey.Decision
	for _, name := range pool {
		out = append(out, survey.Decision{Item: survey.NFC(name), Merge: survey.Pool})
	}
	for _, name := range apart {
		out = append(out, survey.Decision{Item: survey.NFC(name), Merge: survey.Apart})
	}
	return out
}

// Resolve gives decisions the paths of the items that they are about, those about a group its items': what is recorded
// with the version.
func (h *History) Resolve(draft *form.Form, current string, decisions []survey.Decision) []survey.Decision {
	h.mu.Lock()
	defer h.mu.Unlock()
	after, ok := h.at[current]
	if !ok {
		return nil
	}
	d := differ{h: h.with("", draft, after, nil), draft: draft, after: after}
	d.now = len(d.h.editions) - 1
	d.decide(decisions)
	var out []survey.Decision
	for _, f := range draft.Fields {
		if m, there := d.h.editions[d.now].decide[d.h.editions[d.now].lines[f]]; there {
			out = append(out, survey.Decision{Item: f.Path, Merge: m})
		}
	}
	return out
}
