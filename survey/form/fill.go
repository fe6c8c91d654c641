package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// Clock says when an evaluation happens: today(), now() and the survey's time zone; and to which response.
type Clock struct {
	Now  func() time.Time
	Zone *time.Location
	ID   string // of the response, for ${instanceID}; "" when it has none or must not be told, see Survey.Clock
}

// Filled is a form with answers in it, routed and calculated. It belongs to one goroutine.
type Filled struct {
	Form *Form
	Top  []*Slot
	All  []*Slot // document order, containers before their members

	// how answers are marked as such within texts of the author, see Text; nil: as they are
	Quote func(answer string) string

	byPath  map[string]*Slot
	byNode  map[*expr.Node]*Slot // made when first asked for
	root    *expr.Node
	id      string  // what ${instanceID} is
	routed  []*Slot // those with a relevance or a calculation, in the order in which they are worked out
	context expr.Context
	failed  []survey.Problem // expressions that could not be evaluated
	spare   []Slot           // made together, to be used one by one
}

// Slot is one place for an answer: an item, or an item within one row of a repeat.
type Slot struct {
	Field    *Field
	Path     string // as Field.Path, with the row in it: "household[2]/name"
	Value    survey.Value
	Asked    bool    // routing reaches it
	Children []*Slot // members of a group; for a repeat its rows, each a Slot with the members as Children
	Row      int     // 1-based for the row of a repeat, else 0

	node     *expr.Node
	parent   *Slot // nil at the top
	relevant bool  // by its own relevance alone
	kept     bool  // the value came with the answers
}

// Fill puts answers into the form, which must be keyed as Normalize leaves them, and works out relevance and
// calculations until nothing changes.
func (f *Form) Fill(answers survey.Answers, clock Clock) *Filled {
	x := f.lay(answers, clock)
	slices.SortStableFunc(x.routed, func(a, b *Slot) int { return a.Field.turn - b.Field.turn })
	x.Recalculate()
	return x
}

// lay puts answers into the form as they are: nothing is routed or calculated.
func (f *Form) lay(answers survey.Answers, clock Clock) *Filled {
	now := clock.Now()
	x := &Filled{Form: f, byPath: make(map[string]*Slot, len(f.Fields)), All: make([]*Slot, 0, len(f.Fields)),
		root: expr.NewRoot(strings.TrimPrefix(RootName, "/"))}
	x.context = expr.Context{Instances: f.instances, ChoiceLabel: x.choiceLabel,
		Now: func() time.Time { return now }, Zone: clock.Zone, Version: f.Q.Version, Language: f.Q.DefaultLanguage}
	x.Top = x.slots("", f.top, answers, x.root, nil)
	x.nameResponse(clock.ID)
	return x
}

// Slot returns the slot with the path, nil when there is none.
func (x *Filled) Slot(path string) *Slot { return x.byPath[path] }

// slots makes the slots of some fields; prefix is "" or the path of the row or group that they are in, with a slash.
func (x *Filled) slots(prefix string, fields []*Field, answers survey.Answers, node *expr.Node, parent *Slot) []*Slot {
	out := make([]*Slot, 0, len(fields))
	for _, f := range fields {
		path := f.Path
		if f.Repeat != nil {
			path = prefix + f.Item.Name
		}
		s := x.slot(path, f, parent)
		switch f.Item.Kind {
		case survey.Group:
			s.node = node.Append(f.Item.Name, "")
			s.Children = x.slots(path+"/", f.children, answers, s.node, s)
		case survey.Repeat:
			for i, row := range answers[f.Path].Rows {
				r := x.slot(path+"["+strconv.Itoa(i+1)+"]", f, s)
				r.Row, r.node = i+1, node.Append(f.Item.Name, "")
				r.node.Repeat = true
				r.Children = x.slots(r.Path+"/", f.children, row, r.node, r)
				s.Children = append(s.Children, r)
			}
		default:
			s.node = node.Append(f.Item.Name, "")
			s.Value = normalized(f, answers[f.Path])
			s.kept = !s.Value.Empty()
			s.show()
		}
		if f.relevant != nil || f.calculation != nil {
			x.routed = append(x.routed, s)
		}
		out = append(out, s)
	}
	return out
}

func (x *Filled) slot(path string, f *Field, parent *Slot) *Slot {
	if len(x.spare) == 0 {
		x.spare = make([]Slot, max(16, len(x.Form.Fields)-len(x.All)))
	}
	s := &x.spare[0]
	x.spare = x.spare[1:]
	*s = Slot{Field: f, Path: path, Asked: true, relevant: true, parent: parent}
	x.All = append(x.All, s)
	x.byPath[path] = s
	return s
}

// normalized brings an answer to its stored form before expressions see it: "Việt " is "Việt", "1e2" is 100. What is
// wrong stays as it is, for Check.
func normalized(f *Field, v survey.Value) survey.Value {
	v = survey.Cleaned(v)
	if f.Kind.Accept == nil || v.Empty() || v.Kind == survey.VStated {
		return v
	}
	if good, bad := f.Kind.Accept(&f.Question, v); bad == nil {
		return good
	}
	return v
}

// show writes the answer where expressions see it.
func (s *Slot) show() {
	k := s.Field.Kind
	s.node.Value, s.node.Type = "", expr.Text
	if k.Node != nil && !s.Value.Empty() && s.Value.Kind != survey.VStated {
		s.node.Value = k.Node(s.Value)
	}
	if k.Numeric() {
		s.node.Type = expr.Decimal
	}
}
