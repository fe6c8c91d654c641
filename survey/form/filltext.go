package form

import (
	"maps"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Choices lists the choices that the slot offers under its choice_filter, in the list's order.
func (x *Filled) Choices(s *Slot) []*survey.Choice {
	if s.Field.Source != nil {
		return x.repeatChoices(s, s.Field.filter)
	}
	if s.Field.List == nil {
		return nil
	}
	if s.Field.filter == nil {
		return s.Field.Offer
	}
	ctx := x.at(s)
	items, err := s.Field.filter.Filter(ctx, x.Form.instances[s.Field.List.Name])
	if err != nil {
		return nil
	}
	out := make([]*survey.Choice, 0, len(items))
	for _, n := range items {
		out = append(out, x.Form.choiceAt[n])
	}
	return out
}

// Text is an author's text in the first language of the chain that has it, with ${name} replaced by what was answered
// there: the label of a choice, the text of everything else; and with what it looks up by instance(). What was answered
// or looked up passes through Quote.
func (x *Filled) Text(s *Slot, t survey.Text, chain []string) string {
	return x.looked(s, t.In(chain...), func(text string) string { return x.fillText(s, text, chain, 0) })
}

// maxNested bounds how deep the labels of choices that stand in a text may hold answers themselves.
const maxNested = 3

// fillText replaces ${name} in a text. ${last-saved#name} is known to the device alone that sent the response before.
func (x *Filled) fillText(s *Slot, text string, chain []string, depth int) string {
	return survey.Piped.ReplaceAllStringFunc(text, func(m string) string {
		path, ok := x.Form.Resolve(s.Field, survey.Piped.FindStringSubmatch(m)[1])
		if !ok {
			return ""
		}
		if path == instanceIDPath {
			return x.id
		}
		return x.answerText(x.near(s, strings.TrimPrefix(path, RootName+"/")), chain, depth)
	})
}

// fillIn is an author's text with the answers put in, in every language that it has.
func (x *Filled) fillIn(s *Slot, t survey.Text) survey.Text {
	var out survey.Text
	for id, text := range t {
		if !survey.Piped.MatchString(text) && !strings.Contains(text, "instance(") {
			continue
		}
		if out == nil {
			out = maps.Clone(t)
		}
		out[id] = x.Text(s, survey.Text{id: text}, x.Form.Q.Chain(id))
	}
	if out == nil {
		return t
	}
	return out
}

// near finds the slot of the field path that shares the most rows with s.
func (x *Filled) near(s *Slot, path string) *Slot {
	if found := x.byPath[path]; found != nil {
		return found
	}
	var best *Slot
	for _, o := range x.All {
		if o.Field.Path == path && o.Row == 0 && (best == nil || common(o.Path, s.Path) > common(best.Path, s.Path)) {
			best = o
		}
	}
	return best
}

// quote marks what was answered as such.
func (x *Filled) quote(text string) string {
	if x.Quote == nil {
		return text
	}
	return x.Quote(text)
}

func (x *Filled) answerText(s *Slot, chain []string, depth int) string {
	if s == nil || !s.Asked {
		return ""
	}
	if !s.Field.Kind.Choosing() {
		return x.quote(s.node.Value)
	}
	codes := strings.Fields(s.node.Value)
	if s.Field.Kind.Choose == kinds.OneOf && s.node.Value != "" {
		codes = []string{s.node.Value}
	}
	labels := make([]string, len(codes))
	for i, code := range codes {
		labels[i] = x.quote(code)
		switch c := x.Choice(s, code); {
		case c == nil:
		case s.Field.Source != nil: // answers themselves
			labels[i] = x.quote(c.Label.In(chain...))
		case depth < maxNested:
			labels[i] = x.fillText(s, c.Label.In(chain...), chain, depth+1)
		default:
			labels[i] = c.Label.In(chain...)
		}
	}
	return strings.Join(labels, ", ")
}
