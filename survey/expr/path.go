package expr

import (
	"slices"
	"strings"
)

// LastSaved before a name, ${last-saved#name}, means the answer in the form that was saved before on this device.
const LastSaved = "last-saved#"

// lastSavedInstance is the name under which a Context may carry that form.
const lastSavedInstance = "__last-saved"

// ref evaluates ${name}: all items of that name, held to the repeat instances that the current item is in.
func (r *run) ref(t *term) Value {
	if r.ctx.Lookup != nil {
		if v, ok := r.ctx.Lookup(t.text); ok {
			return v
		}
	}
	name, saved := strings.CutPrefix(t.text, LastSaved)
	names := t.bound
	if names == nil {
		if r.ctx.Resolve != nil {
			if path, ok := r.ctx.Resolve(name); ok {
				names = splitPath(path)
			}
		}
		if names == nil {
			return r.fail(t, nil, "ref.unknown:no_question", "name", name)
		}
	}
	if saved {
		if in := lookupInstance(r.ctx.Instances, lastSavedInstance); in != nil && len(in.top.Children) > 0 {
			return r.descend(t, in.top.Children[0], names, nil)
		}
		return Value{kind: KindNodes}
	}
	if r.current == nil {
		return Value{kind: KindNodes}
	}
	return r.scoped(t, names, nil)
}

func splitPath(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// choose fixes which instance of the node at a depth of the path is meant: indexed-repeat(). Position 0 is all of them.
type choose struct{ depth, position int }

// scoped finds the nodes of an absolute path. Parts that the path shares with the current item above their last common
// repeat or group are taken from the current item's own ancestors, all others from the tree.
func (r *run) scoped(t *term, names []string, chosen []choose) Value {
	at := r.current
	if r.row.hasPath(names) { // of the row that a choice comes from
		at = r.row
	}
	for at.depth > len(names)-2 && at.Parent != nil {
		at = at.Parent
	}
	for at.Parent != nil && !at.hasPath(names) {
		at = at.Parent
	}
	for _, c := range chosen { // what is chosen is looked up from above
		for at.depth >= c.depth && at.Parent != nil {
			at = at.Parent
		}
	}
	if at.Parent == nil && at.Name != names[0] {
		return Value{kind: KindNodes}
	}
	return r.descend(t, at, names, chosen)
}

// hasPath tells whether the names from the root down to n are the first of names.
func (n *Node) hasPath(names []string) bool {
	if n == nil {
		return false
	}
	for ; n != nil; n = n.Parent {
		if n.depth >= len(names) || n.Name != names[n.depth] {
			return false
		}
	}
	return true
}

// descend follows names from the node at, which stands for names[at.depth], through relevant nodes.
func (r *run) descend(t *term, at *Node, names []string, chosen []choose) Value {
	set := Value{kind: KindNodes, one: at}
	for depth := at.depth + 1; depth < len(names); depth++ {
		set = r.children(t, set, names[depth])
		for _, c := range chosen {
			if c.depth == depth && c.position > 0 {
				set = set.at(c.position)
			}
		}
		if set.Len() == 0 || r.err != nil {
			return Value{kind: KindNodes}
		}
	}
	return set
}

// at keeps the node at a position from 1.
func (v Value) at(position int) Value {
	if position < 1 || position > v.Len() {
		return Value{kind: KindNodes}
	}
	return Value{kind: KindNodes, one: v.node(position - 1)}
}

// children is one child step: relevant children of that name, "*" for any.
func (r *run) children(t *term, set Value, name string) Value {
	if set.one != nil && name != "*" {
		return r.childrenOf(t, set.one, name)
	}
	var out []*Node
	for i := range set.Len() {
		n := set.node(i)
		if name == "*" {
			for _, c := range n.Children {
				if c.Relevant && r.spend(t, 1) {
					out = append(out, c)
				}
			}
			continue
		}
		out = append(out, r.childrenOf(t, n, name).Nodes()...)
		if r.err != nil {
			return Value{}
		}
	}
	return nodeSet(out)
}

func nodeSet(nodes []*Node) Value {
	if len(nodes) == 1 {
		return Value{kind: KindNodes, one: nodes[0]}
	}
	return Value{kind: KindNodes, many: nodes}
}

func (r *run) childrenOf(t *term, n *Node, name string) Value {
	same := n.Children
	if n.byName != nil {
		same = n.byName[name]
	}
	if !r.spend(t, len(same)) {
		return Value{}
	}
	var first *Node
	var more []*Node
	for i, c := range same {
		if c.Name != name || !c.Relevant {
			continue
		}
		switch {
		case first == nil:
			first = c
		case more == nil:
			more = append(make([]*Node, 0, 1+len(same)-i), first, c)
		default:
			more = append(more, c)
		}
	}
	if more != nil {
		return Value{kind: KindNodes, many: more}
	}
	return Value{kind: KindNodes, one: first}
}

// path evaluates a location path.
func (r *run) path(t *term) Value {
	var set Value
	steps := t.steps
	switch t.from {
	case fromTerm:
		set = r.eval(t.args[0])
		if set.kind != KindNodes {
			return r.fail(t, nil, "argument.nodes")
		}
	case fromRoot:
		if r.current == nil {
			return Value{kind: KindNodes}
		}
		if names := plainNames(steps); names != nil {
			return r.scoped(t, names, nil)
		}
		// An unnamed node above the root, so that the first step can choose the root by its name.
		root := r.current.Root()
		if len(steps) == 0 {
			return Value{kind: KindNodes, one: root}
		}
		set, steps = r.rootStep(t, root, steps)
	default:
		if r.ctx.Lookup != nil && len(steps) == 1 && steps[0].axis == axisChild && steps[0].name != "*" &&
			len(steps[0].where) == 0 {
			if v, ok := r.ctx.Lookup(steps[0].name); ok {
				return v
			}
			if r.node == nil {
				return r.fail(t, nil, "name.unknown", "name", steps[0].name)
			}
		}
		if r.node == nil {
			return Value{kind: KindNodes}
		}
		set = Value{kind: KindNodes, one: r.node}
	}
	for i := range steps {
		if set = r.step(t, set, &steps[i]); set.Len() == 0 || r.err != nil {
			return Value{kind: KindNodes}
		}
	}
	return set
}

// plainNames are the names of child steps without predicates, else nil.
func plainNames(steps []step) []string {
	var names []string
	for _, s := range steps {
		if s.axis != axisChild || s.name == "*" || len(s.where) > 0 {
			return nil
		}
		names = append(names, s.name)
	}
	return names
}

// rootStep takes the first step of an absolute path: the root itself when its name fits, or everything for "//".
func (r *run) rootStep(t *term, root *Node, steps []step) (Value, []step) {
	s := steps[0]
	switch {
	case s.axis == axisDeep && len(steps) > 1 && steps[1].axis == axisChild:
		// "//name" may name the root too, which no child step from the root would find.
		all := r.step(t, Value{kind: KindNodes, one: root}, &steps[0])
		below := r.step(t, all, &step{axis: axisChild, name: steps[1].name})
		nodes := below.Nodes()
		if n := steps[1].name; n == root.Name || n == "*" {
			nodes = append([]*Node{root}, nodes...)
		}
		return r.filter(t, nodeSet(nodes), steps[1].where), steps[2:]
	case s.axis == axisChild && (s.name == root.Name || s.name == "*"):
		return r.filter(t, Value{kind: KindNodes, one: root}, s.where), steps[1:]
	case s.axis == axisSelf || s.axis == axisDeep:
		return r.step(t, Value{kind: KindNodes, one: root}, &steps[0]), steps[1:]
	}
	return Value{kind: KindNodes}, nil
}

// step applies one step with its predicates to every node of the set.
func (r *run) step(t *term, set Value, s *step) Value {
	switch s.axis {
	case axisChild:
		if len(s.where) == 0 {
			return r.children(t, set, s.name)
		}
		if n := set.one; n != nil {
			if n.Parent != nil && n.Parent.list != nil && n.Name == "root" && s.name == "item" {
				return r.filter(t, r.candidates(s.where[0], n.Parent.list), s.where)
			}
			return r.filter(t, r.children(t, set, s.name), s.where)
		}
		var out []*Node
		for _, n := range set.many { // positions count among the children of one parent
			one := r.children(t, Value{kind: KindNodes, one: n}, s.name)
			out = append(out, r.filter(t, one, s.where).Nodes()...)
			if r.err != nil {
				return Value{}
			}
		}
		return nodeSet(out)
	case axisParent:
		return r.filter(t, r.parents(t, set, s.name), s.where)
	case axisDeep:
		return r.deep(t, set)
	}
	if s.name != "" && s.name != "()" && s.name != "*" {
		set = nodeSet(slices.DeleteFunc(slices.Clone(set.Nodes()), func(n *Node) bool { return n.Name != s.name }))
	}
	return r.filter(t, set, s.where)
}

func (r *run) parents(t *term, set Value, name string) Value {
	if set.one != nil {
		p := set.one.Parent
		if p != nil && name != "" && name != "*" && p.Name != name {
			p = nil
		}
		return Value{kind: KindNodes, one: p}
	}
	var out []*Node
	for _, n := range set.many {
		if p := n.Parent; r.spend(t, 1) && p != nil && (name == "" || name == "*" || p.Name == name) {
			out = append(out, p)
		}
	}
	return r.ordering(t, out)
}

// deep is every relevant node at or below the set, in document order.
func (r *run) deep(t *term, set Value) Value {
	var out []*Node
	var walk func(n *Node)
	walk = func(n *Node) {
		if !r.spend(t, 1) {
			return
		}
		out = append(out, n)
		for _, c := range n.Children {
			if c.Relevant {
				walk(c)
			}
		}
	}
	for _, n := range set.Nodes() {
		walk(n)
	}
	if set.Len() > 1 {
		return r.ordering(t, out)
	}
	return nodeSet(out)
}

// filter keeps the nodes for which every predicate holds. A number n as predicate means position() = n.
func (r *run) filter(t *term, set Value, where []*term) Value {
	if len(where) == 0 {
		return set
	}
	node, pos, size := r.node, r.pos, r.size
	for _, p := range where {
		nodes := set.Nodes()
		kept := make([]*Node, 0, 4)
		r.size = len(nodes)
		for i, n := range nodes {
			r.node, r.pos = n, i+1
			v := r.eval(p)
			if r.err != nil {
				break
			}
			if r.holds(v) {
				kept = append(kept, n)
			}
		}
		set = nodeSet(kept)
	}
	r.node, r.pos, r.size = node, pos, size
	return set
}

// union joins node-sets into document order without doubles.
func (r *run) union(t *term) Value {
	var out []*Node
	for _, a := range t.args {
		v := r.eval(a)
		if v.kind != KindNodes && !v.Empty() {
			return r.fail(t, nil, "argument.nodes")
		}
		out = append(out, v.Nodes()...)
	}
	return r.ordering(t, out)
}

// ordering puts nodes into document order and removes doubles. Nodes of several trees: one tree after the other, as
// they first appear.
func (r *run) ordering(t *term, nodes []*Node) Value {
	if len(nodes) < 2 {
		return nodeSet(nodes)
	}
	wanted := make(map[*Node]bool, len(nodes))
	var roots []*Node
	for _, n := range nodes {
		if wanted[n] {
			continue
		}
		wanted[n] = true
		if root := n.Root(); !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	out := make([]*Node, 0, len(wanted))
	var walk func(n *Node)
	walk = func(n *Node) {
		if len(out) == len(wanted) || !r.spend(t, 1) {
			return
		}
		if wanted[n] {
			out = append(out, n)
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	for _, root := range roots {
		walk(root)
	}
	return nodeSet(out)
}
