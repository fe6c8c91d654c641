package expr

import "math"

// setFunctions work on sets of nodes: repeats, choice lists, files.
var setFunctions = map[string]*function{
	"count": {usage: "count(${repeat})", min: 1, max: 1, check: needNodes, eval: func(r *run, t *term) Value {
		return NumberValue(float64(r.set(t, t.args[0]).Len()))
	}},
	"count-non-empty": {usage: "count-non-empty(${item})", min: 1, max: 1, check: needNodes,
		eval: func(r *run, t *term) Value {
			set, n := r.set(t, t.args[0]), 0
			for i := range set.Len() {
				if r.spend(t, 1) && r.read(Value{kind: KindNodes, one: set.node(i)}).Text() != "" {
					n++
				}
			}
			return NumberValue(float64(n))
		}},
	"sum": {usage: "sum(${item})", min: 1, max: 1, check: needNodes, eval: sum},
	"max": {usage: "max(${item})", min: 1, max: -1,
		eval: func(r *run, t *term) Value { return r.extreme(t, math.Max) }},
	"min": {usage: "min(${item})", min: 1, max: -1,
		eval: func(r *run, t *term) Value { return r.extreme(t, math.Min) }},
	"position": {usage: "position(..)", max: 1, eval: func(r *run, t *term) Value {
		if len(t.args) == 0 {
			return NumberValue(float64(r.position(t)))
		}
		if n := r.set(t, t.args[0]).first(); n != nil {
			return NumberValue(float64(r.place(t, n)))
		}
		return NumberValue(math.NaN())
	}, check: func(p *parser, t *term) {
		if len(t.args) == 1 {
			p.nodes(t.args[0])
		}
	}},
	"last": {usage: "last()",
		eval: func(r *run, _ *term) Value { return NumberValue(float64(max(r.size, 1))) }},
	"index": {usage: "index()", volatile: true, eval: index},
	"current": {usage: "current()", nodes: true,
		eval: func(r *run, _ *term) Value { return Value{kind: KindNodes, one: r.current} }},
	"instance": {usage: "instance('list')", min: 1, max: 1, nodes: true, eval: instance},
	"indexed-repeat": {usage: "indexed-repeat(${item}, ${repeat}, number)", min: 3, max: 11,
		counts: []int{3, 5, 7, 9, 11}, nodes: true, eval: indexedRepeat, check: checkIndexedRepeat},
	"randomize": {usage: "randomize(items, seed)", min: 1, max: 2, nodes: true, eval: randomize, check: needNodes},
	"pulldata":  {usage: "pulldata('file', 'column wanted', 'key column', key)", min: 4, max: 4, eval: pulldata},
	"name": {usage: "name(${item})", max: 1, eval: func(r *run, t *term) Value {
		n := r.node
		if len(t.args) == 1 {
			n = r.set(t, t.args[0]).first()
		}
		if n == nil {
			return Value{}
		}
		return Value{str: n.Name}
	}},
}

// needNodes refuses a first argument that can never be a node-set.
func needNodes(p *parser, t *term) { p.nodes(t.args[0]) }

// set evaluates a term that must give a node-set; the empty text of an if() counts as the empty set.
func (r *run) set(t, arg *term) Value {
	v := r.eval(arg)
	if v.kind != KindNodes {
		if !v.Empty() {
			r.fail(t, nil, "argument.nodes")
		}
		return Value{kind: KindNodes}
	}
	return v
}

// sum adds the numbers of a set and passes over empty nodes, as JavaRosa does.
func sum(r *run, t *term) Value {
	set, total := r.set(t, t.args[0]), 0.0
	for i := range set.Len() {
		if n := r.number(Value{kind: KindNodes, one: set.node(i)}); !math.IsNaN(n) && r.spend(t, 1) {
			total += n
		}
	}
	return NumberValue(total)
}

// extreme is the largest or smallest number of a set or of several values, empty ones left out; NaN when none is left.
func (r *run) extreme(t *term, better func(a, b float64) float64) Value {
	best := math.NaN()
	for _, v := range r.values(t.args) {
		n := r.number(v)
		if math.IsNaN(best) {
			best = n
		} else if !math.IsNaN(n) {
			best = better(best, n)
		}
	}
	return NumberValue(best)
}

// position is the place inside the set that a predicate filters, elsewhere the place among siblings of the same name.
func (r *run) position(t *term) int {
	if r.pos > 0 {
		return r.pos
	}
	if r.node == nil {
		return 1
	}
	return r.place(t, r.node)
}

// place is Node.Position, paid for: it looks through the siblings.
func (r *run) place(t *term, n *Node) int {
	if n.Parent != nil {
		r.spend(t, len(n.Parent.Children)/8)
	}
	return n.Position()
}

// index is SurveyCTO's: the number of the repeat instance that the item is in, 1 outside repeats.
func index(r *run, t *term) Value {
	for n := r.current; n != nil; n = n.Parent {
		if n.Repeat {
			return NumberValue(float64(r.place(t, n)))
		}
	}
	return NumberValue(1)
}

func instance(r *run, t *term) Value {
	name := r.text(t.args[0])
	in := lookupInstance(r.ctx.Instances, name)
	if in == nil {
		return r.fail(t, nil, "instance.unknown", "name", name)
	}
	return Value{kind: KindNodes, one: in.top}
}

func pulldata(r *run, t *term) Value {
	name := r.text(t.args[0])
	in := lookupInstance(r.ctx.Instances, name)
	if in == nil {
		return r.fail(t, nil, "instance.unknown", "name", name)
	}
	return r.made(t, in.Pull(r.text(t.args[1]), r.text(t.args[2]), r.text(t.args[3])))
}

// checkIndexedRepeat asks for paths where paths are needed.
func checkIndexedRepeat(p *parser, t *term) {
	for i, a := range t.args {
		if i > 0 && i%2 == 0 { // the numbers stand at 2, 4, …
			continue
		}
		if a.op != opRef && (a.op != opPath || a.from == fromTerm || !a.plain()) {
			p.fail(fault(a.at, "", "argument.item:here_indexed"))
			return
		}
	}
}

// plain tells whether a path has only names, "." and "..", without predicates.
func (t *term) plain() bool {
	for _, s := range t.steps {
		if len(s.where) > 0 || s.axis == axisDeep || s.name == "*" {
			return false
		}
	}
	return true
}

// indexedRepeat gives the item inside the chosen repeat instances. A number below 1 counts as 1, as in JavaRosa.
func indexedRepeat(r *run, t *term) Value {
	target := r.names(t.args[0])
	var chosen []choose
	for i := 1; i+1 < len(t.args); i += 2 {
		group := r.names(t.args[i])
		if r.err != nil {
			return Value{}
		}
		if !isAbove(group, target) {
			return r.fail(t.args[i], nil, "argument.repeat")
		}
		n := toInt(r.num(t.args[i+1]))
		if !(n >= 1) {
			n = 1
		}
		chosen = append(chosen, choose{depth: len(group) - 1, position: int(min(n, math.MaxInt32))})
	}
	if r.current == nil || r.err != nil {
		return Value{kind: KindNodes}
	}
	return r.scoped(t, target, chosen)
}

func isAbove(group, target []string) bool {
	if len(group) == 0 || len(group) >= len(target) {
		return false
	}
	for i, name := range group {
		if target[i] != name {
			return false
		}
	}
	return true
}

// names is the absolute path of names that a reference or plain path means from where the evaluation stands.
func (r *run) names(t *term) []string {
	if t.op == opRef {
		if t.bound != nil {
			return t.bound
		}
		if r.ctx.Resolve != nil {
			if path, ok := r.ctx.Resolve(t.text); ok {
				return splitPath(path)
			}
		}
		r.fail(t, nil, "ref.unknown", "token", t.text)
		return nil
	}
	var names []string
	if t.from == fromItem && r.node != nil {
		names = splitPath(r.node.Path())
	}
	for _, s := range t.steps {
		switch {
		case s.axis == axisChild:
			names = append(names, s.name)
		case s.axis == axisParent && len(names) > 0:
			names = names[:len(names)-1]
		}
	}
	return names
}

// randomize shuffles a set: by the Park–Miller generator when a seed is given, so that phone and server agree, else by
// Context.Rand. Source: ODK XForms specification; "inside-out" Fisher–Yates.
func randomize(r *run, t *term) Value {
	set := r.set(t, t.args[0])
	next := r.random
	if len(t.args) == 2 {
		next = parkMiller(r.num(t.args[1]))
	}
	if !r.spend(t, set.Len()) || set.Len() < 2 {
		return set
	}
	out := make([]*Node, set.Len())
	for i, from := range mixed(next, len(out)) {
		out[i] = set.node(from)
	}
	return nodeSet(out)
}

// Order is 0 … n-1 in the order in which randomize(items, seed) puts n items.
func Order(seed float64, n int) []int { return mixed(parkMiller(seed), n) }

func mixed(next func() float64, n int) []int {
	out := make([]int, n)
	for i := range out {
		j := int(next() * float64(i+1))
		if j != i {
			out[i] = out[j]
		}
		out[j] = i
	}
	return out
}

// parkMiller is the minimal standard generator x → 16807·x mod 2^31-1, as numbers in [0, 1).
func parkMiller(seed float64) func() float64 {
	const modulus = 1<<31 - 1
	x := int64(0)
	if seed = toInt(seed); math.Abs(seed) < 1<<53 {
		x = int64(seed) % modulus
	}
	if x <= 0 {
		x += modulus - 1
	}
	return func() float64 {
		x = x * 16807 % modulus
		return float64(x-1) / (modulus - 1)
	}
}
