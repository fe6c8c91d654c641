package survey

import "strings"

// Choices lists the choices that the slot offers under its choice_filter, in the list's order.
func (x *Filled) Choices(s *Slot) []*Choice {
	if s.Field.Source != nil {
		return x.given(s, s.Field.filter)
	}
	if s.Field.List == nil {
		return nil
	}
	if s.Field.filter == nil {
		return s.Field.offer
	}
	ctx := x.at(s)
	items, err := s.Field.filter.Filter(ctx, x.Form.instances[s.Field.List.Name])
	if err != nil {
		return nil
	}
	out := make([]*Choice, 0, len(items))
	for _, n := range items {
		out = append(out, x.Form.choiceAt[n])
	}
	return out
}

// Text is an author's text in the first language of the chain that has it, with ${name} replaced by what was answered there:
// the label of a choice, the text of everything else.
func (x *Filled) Text(s *Slot, t Text, chain []string) string {
	return piped.ReplaceAllStringFunc(t.In(chain...), func(m string) string {
		path, ok := x.Form.resolve(s.Field, piped.FindStringSubmatch(m)[1])
		if !ok {
			return ""
		}
		if path == instanceIDPath {
			return x.id
		}
		return x.answerText(x.near(s, strings.TrimPrefix(path, rootName+"/")), chain)
	})
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

func (x *Filled) answerText(s *Slot, chain []string) string {
	if s == nil || !s.Asked {
		return ""
	}
	if !s.Field.Item.Kind.Choosing() {
		return s.node.Value
	}
	codes := strings.Fields(s.node.Value)
	if s.Field.Item.Kind == Single && s.node.Value != "" {
		codes = []string{s.node.Value}
	}
	labels := make([]string, len(codes))
	for i, code := range codes {
		if labels[i] = code; x.Choice(s, code) != nil {
			labels[i] = x.Choice(s, code).Label.In(chain...)
		}
	}
	return strings.Join(labels, ", ")
}
