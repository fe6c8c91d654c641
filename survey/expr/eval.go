package expr

import (
	"math"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey/words"
)

// run is one evaluation. The first error stays in err; from then on every term gives the empty Value at once.
type run struct {
	ctx       *Context
	node      *Node // context item; changes inside predicates
	pos, size int   // context position and size inside a predicate; pos 0 outside
	current   *Node
	row       *Node // instance of a repeat that an offered choice comes from
	steps     int   // left
	bytes     int   // left
	err       *EvalError
}

var runs = sync.Pool{New: func() any { return new(run) }}

// Eval evaluates the expression. An error is an *EvalError. ctx is not changed and not kept; nil is an empty context.
func (e *Expr) Eval(ctx *Context) (Value, error) {
	r := begin(ctx)
	v := r.eval(e.top)
	if err := r.end(); err != nil {
		return Value{}, err
	}
	return v, nil
}

func begin(ctx *Context) *run {
	if ctx == nil {
		ctx = &Context{}
	}
	r := runs.Get().(*run)
	*r = run{ctx: ctx, node: ctx.Node, current: ctx.Current, steps: ctx.MaxSteps, bytes: ctx.MaxBytes}
	if r.current == nil {
		r.current = ctx.Node
	}
	if r.steps <= 0 {
		r.steps = DefaultMaxSteps
	}
	if r.bytes <= 0 {
		r.bytes = DefaultMaxBytes
	}
	return r
}

// end gives the run back and tells its error.
func (r *run) end() error {
	err := r.err
	*r = run{}
	runs.Put(r)
	if err != nil {
		return err
	}
	return nil
}

// fail keeps the first error; code is the key of its text, as fault has it.
func (r *run) fail(t *term, cause error, code string, pairs ...any) Value {
	if r.err == nil {
		r.err = &EvalError{Offset: t.at, Code: codeOf(code), Message: words.Say(code, pairs...), Err: cause}
	}
	return Value{}
}

// spend takes n steps from the budget.
func (r *run) spend(t *term, n int) bool {
	if r.steps -= n; r.steps < 0 {
		r.fail(t, ErrTooMuchWork, "work.steps")
	}
	return r.err == nil
}

// made takes the bytes of a text just made from the budget.
func (r *run) made(t *term, s string) Value {
	if !r.room(t, len(s)) {
		return Value{}
	}
	return Value{str: s}
}

func (r *run) room(t *term, n int) bool {
	if r.bytes -= n; r.bytes < 0 {
		r.fail(t, ErrTooMuchWork, "work.bytes")
	}
	return r.err == nil
}

func (r *run) eval(t *term) Value {
	if r.steps--; r.steps < 0 || r.err != nil {
		r.spend(t, 0)
		return Value{}
	}
	switch t.op {
	case opText:
		return Value{str: t.text}
	case opNumber:
		return NumberValue(t.num)
	case opOr, opAnd:
		for _, a := range t.args {
			if r.bool(a) == (t.op == opOr) {
				return BoolValue(t.op == opOr)
			}
		}
		return BoolValue(t.op == opAnd)
	case opEqual, opNot:
		return BoolValue(r.equal(t, r.eval(t.args[0]), r.eval(t.args[1])))
	case opLess, opAtMost, opMore, opAtLeast:
		return BoolValue(r.ordered(t, r.eval(t.args[0]), r.eval(t.args[1])))
	case opAdd, opSub, opMul, opDiv, opMod, opNegate:
		return NumberValue(r.arithmetic(t))
	case opRef:
		return r.ref(t)
	case opPath:
		return r.path(t)
	case opUnion:
		return r.union(t)
	}
	return t.fn.eval(r, t)
}

func (r *run) text(t *term) string    { return r.read(r.eval(t)).Text() }
func (r *run) num(t *term) float64    { return r.number(r.eval(t)) }
func (r *run) bool(t *term) bool      { return r.read(r.eval(t)).Bool() }
func (r *run) number(v Value) float64 { return r.read(v).numberIn(r.zone()) }
func (r *run) zone() *time.Location   { return zoneOr(r.ctx.Zone) }

// read takes from the budget what reading a value costs: long texts, and groups, whose text is all that is below them.
func (r *run) read(v Value) Value {
	switch v.kind {
	case KindText:
		r.steps -= len(v.str) / 32
	case KindNodes:
		if n := v.first(); n != nil {
			r.steps -= n.weight(r.steps)
		}
	}
	return v
}

// weight is the cost of reading a node, 0 for a short answer; counting stops above most.
func (n *Node) weight(most int) int {
	w := len(n.Value) / 32
	for _, c := range n.Children {
		if w > most {
			break
		}
		w += 1 + c.weight(most-w)
	}
	return w
}

func zoneOr(z *time.Location) *time.Location {
	if z == nil {
		return time.UTC
	}
	return z
}

func (r *run) arithmetic(t *term) float64 {
	n := r.num(t.args[0])
	if t.op == opNegate {
		return -n
	}
	for _, a := range t.args[1:] {
		m := r.num(a)
		switch t.op {
		case opAdd:
			n += m
		case opSub:
			n -= m
		case opMul:
			n *= m
		case opDiv:
			n /= m
		case opMod:
			n = math.Mod(n, m)
		}
	}
	return n
}

// equal compares as XPath 1.0, section 3.4, where a set with several nodes is equal when one of its nodes is, with
// ODK's differences: an empty set counts as empty text; a number node compares as a number; numbers are equal within
// 1e-12.
func (r *run) equal(t *term, a, b Value) bool {
	want := t.op == opEqual
	if a.kind == KindBoolean || b.kind == KindBoolean {
		return (r.read(a).Bool() == r.read(b).Bool()) == want
	}
	if a.Len() <= 1 && b.Len() <= 1 {
		return r.same(a, b) == want
	}
	return r.some(t, a, b, func(a, b Value) bool { return r.same(a, b) == want })
}

// same compares two values that are not sets of several nodes.
func (r *run) same(a, b Value) bool {
	ta, tb := a.comparesAs(), b.comparesAs()
	switch {
	case ta == Boolean && tb == Boolean, ta == Boolean && tb == Decimal, ta == Decimal && tb == Boolean:
		return a.Bool() == b.Bool()
	case ta == Decimal || tb == Decimal:
		x, y := r.number(a), r.number(b)
		return x == y || math.Abs(x-y) < closeness
	}
	return r.read(a).Text() == r.read(b).Text()
}

// comparesAs is the type that decides an equality: that of the node, for text Text. Empty nodes are text.
func (v Value) comparesAs() Type {
	switch v.kind {
	case KindNumber:
		return Decimal
	case KindBoolean:
		return Boolean
	case KindNodes:
		if n := v.first(); n != nil && n.Value != "" {
			return n.Type
		}
	}
	return Text
}

func (r *run) ordered(t *term, a, b Value) bool {
	if a.Len() <= 1 && b.Len() <= 1 {
		return inOrder(t.op, r.number(a), r.number(b))
	}
	return r.some(t, a, b, func(a, b Value) bool { return inOrder(t.op, r.number(a), r.number(b)) })
}

func inOrder(o op, a, b float64) bool {
	switch o {
	case opLess:
		return a < b
	case opAtMost:
		return a <= b
	case opMore:
		return a > b
	}
	return a >= b
}

// some tells whether a pair of one part of a and one part of b holds; a part is a node, or the value itself.
func (r *run) some(t *term, a, b Value, holds func(a, b Value) bool) bool {
	as, bs := parts(a), parts(b)
	for _, x := range as {
		for _, y := range bs {
			if !r.spend(t, 1) {
				return false
			}
			if holds(x, y) {
				return true
			}
		}
	}
	return false
}

func parts(v Value) []Value {
	if v.Len() <= 1 {
		return []Value{v}
	}
	out := make([]Value, len(v.many))
	for i, n := range v.many {
		out[i] = Value{kind: KindNodes, one: n}
	}
	return out
}
