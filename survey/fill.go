package survey

import (
	"fmt"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey/expr"
)

// Clock says when an evaluation happens: today(), now() and the survey's time zone.
type Clock struct {
	Now  func() time.Time
	Zone *time.Location
}

// Filled is a form with answers in it, routed and calculated. It belongs to one goroutine.
type Filled struct {
	Form *Form
	Top  []*Slot
	All  []*Slot // document order, containers before their members

	clock  Clock
	byPath map[string]*Slot
	byNode map[*expr.Node]*Slot
	root   *expr.Node
	now    time.Time
	failed []Problem // expressions that could not be evaluated
}

// Slot is one place for an answer: an item, or an item within one row of a repeat.
type Slot struct {
	Field    *Field
	Path     string // as Field.Path, with the row in it: "household[2]/name"
	Value    Value
	Asked    bool    // routing reaches it
	Children []*Slot // members of a group; for a repeat its rows, each a Slot with the members as Children
	Row      int     // 1-based for the row of a repeat, else 0

	node *expr.Node
}

// maxPasses bounds how often relevance and calculations are worked out until nothing changes.
const maxPasses = 30

// Fill puts answers into the form, which must be keyed as Normalize leaves them, and works out relevance and calculations
// until nothing changes.
func (f *Form) Fill(answers Answers, clock Clock) *Filled {
	x := &Filled{Form: f, clock: clock, byPath: map[string]*Slot{}, byNode: map[*expr.Node]*Slot{}, now: clock.Now()}
	x.root = expr.NewRoot(strings.TrimPrefix(rootName, "/"))
	x.Top = x.slots("", f.top, answers, x.root)
	for pass := 0; x.pass(); pass++ {
		if pass == maxPasses {
			x.failed = append(x.failed, Problem{Code: "form.unstable", Words: Say(
				"Các phép tính trong phiếu phụ thuộc vòng quanh nhau.", "The calculations of this form depend on each other in a circle.")})
			break
		}
	}
	return x
}

// Slot returns the slot with the path, nil when there is none.
func (x *Filled) Slot(path string) *Slot { return x.byPath[path] }

func (x *Filled) slots(prefix string, fields []*Field, answers Answers, parent *expr.Node) []*Slot {
	out := make([]*Slot, 0, len(fields))
	for _, f := range fields {
		s := x.slot(prefix+f.Item.Name, f)
		switch f.Item.Kind {
		case Group:
			s.node = parent.Append(f.Item.Name, "")
			s.Children = x.slots(s.Path+"/", f.children, answers, s.node)
		case Repeat:
			for i, row := range answers[f.Path].Rows {
				r := x.slot(fmt.Sprintf("%s[%d]", s.Path, i+1), f)
				r.Row, r.node = i+1, parent.Append(f.Item.Name, "")
				r.node.Repeat = true
				x.byNode[r.node] = r
				r.Children = x.slots(r.Path+"/", f.children, row, r.node)
				s.Children = append(s.Children, r)
			}
		default:
			s.Value = answers[f.Path]
			s.node = parent.Append(f.Item.Name, "")
			s.show()
		}
		if s.node != nil {
			x.byNode[s.node] = s
		}
		out = append(out, s)
	}
	return out
}

func (x *Filled) slot(path string, f *Field) *Slot {
	s := &Slot{Field: f, Path: path, Asked: true}
	x.All = append(x.All, s)
	x.byPath[path] = s
	return s
}

// show writes the answer where expressions see it.
func (s *Slot) show() {
	k := s.Field.Item.Kind
	s.node.Value, s.node.Type = "", expr.Text
	if rules, ok := kinds[k]; ok && !s.Value.Empty() && s.Value.Kind != VStated {
		s.node.Value = rules.node(s.Value)
	}
	if k.Numeric() {
		s.node.Type = expr.Decimal
	}
}

// pass works out relevance and calculations once, in document order, and reports whether anything changed.
func (x *Filled) pass() bool {
	x.failed = nil
	return x.passOver(x.Top, true)
}

func (x *Filled) passOver(slots []*Slot, above bool) bool {
	changed := false
	for _, s := range slots {
		asked := above
		if s.Row == 0 && asked && s.Field.relevant != nil {
			asked = x.truth(s, s.Field.relevant, "relevant")
		}
		if asked != s.Asked {
			s.Asked, changed = asked, true
		}
		if s.node != nil {
			s.node.Relevant = asked
		}
		if asked && s.Field.calculation != nil && x.calculate(s) {
			changed = true
		}
		if x.passOver(s.Children, asked) {
			changed = true
		}
	}
	return changed
}

// calculate sets a computed value. What depends on chance or the clock, and what a trigger guards, is computed by the
// phone when it happens: its value is kept when it came with the answers.
func (x *Filled) calculate(s *Slot) bool {
	it := s.Field.Item
	if !s.Value.Empty() && (it.Trigger != "" || s.Field.calculation.Volatile()) {
		return false
	}
	v, err := s.Field.calculation.Eval(x.context(s))
	if err != nil {
		x.fail(s, "calculation", err)
		return false
	}
	before := s.node.Value
	s.node.Set(v)
	text := s.node.Value
	if text == before {
		return false
	}
	s.Value = Value{}
	switch {
	case text == "":
	case it.Kind.Numeric():
		s.Value = Value{Kind: VText, Text: text} // Check brings it to a number
	case it.Kind == Multiple || it.Kind == Rank:
		s.Value = readCodes(s.Field, []string{text})
	default:
		s.Value = OfText(text)
	}
	return true
}

func (x *Filled) truth(s *Slot, e *expr.Expr, column string) bool {
	v, err := e.Eval(x.context(s))
	if err != nil {
		x.fail(s, column, err)
		return true // asked rather than lost
	}
	return v.Bool()
}

func (x *Filled) fail(s *Slot, column string, err error) {
	w := Words{VI: err.Error(), EN: err.Error()}
	if e, ok := err.(*expr.EvalError); ok {
		w = Words{VI: e.VI, EN: e.EN}
	}
	x.failed = append(x.failed, Problem{Code: "expression.failed", Place: Place{Item: s.Path},
		Words: Say("Không tính được cột %[1]s: %[2]s", "Column %[1]s could not be worked out: %[3]s", column, w.VI, w.EN)})
}

func (x *Filled) context(s *Slot) *expr.Context {
	node := s.node
	if node == nil { // a repeat as a whole: its expressions stand beside it
		node = x.root
		if s.Field.Parent != nil {
			if up := x.byPath[s.Path[:max(0, strings.LastIndexByte(s.Path, '/'))]]; up != nil && up.node != nil {
				node = up.node
			}
		}
	}
	return &expr.Context{
		Node:      node,
		Resolve:   func(name string) (string, bool) { return x.Form.resolve(s.Field, name) },
		Instances: x.Form.instances,
		ChoiceLabel: func(n *expr.Node, code string) string {
			if of := x.byNode[n]; of != nil {
				if c := of.Field.Choice(code); c != nil {
					return c.Label.In(x.Form.Q.DefaultLanguage)
				}
			}
			return code
		},
		Now:  func() time.Time { return x.now },
		Zone: x.clock.Zone,
	}
}

// Choices lists the choices that the slot offers under its choice_filter, in the list's order.
func (x *Filled) Choices(s *Slot) []*Choice {
	if s.Field.List == nil {
		return nil
	}
	if s.Field.filter == nil {
		return s.Field.offer
	}
	ctx := x.context(s)
	ctx.Current = ctx.Node
	items := x.Form.instances[s.Field.List.Name].Items()
	var out []*Choice
	for i, c := range s.Field.offer {
		ctx.Node = items[i]
		if v, err := s.Field.filter.Eval(ctx); err == nil && v.Bool() {
			out = append(out, c)
		}
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
	var labels []string
	for _, code := range strings.Fields(s.node.Value) {
		if c := s.Field.Choice(code); c != nil {
			labels = append(labels, c.Label.In(chain...))
		} else {
			labels = append(labels, code)
		}
	}
	return strings.Join(labels, ", ")
}
