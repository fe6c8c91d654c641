package expr

// op says what a term of the parsed tree does.
type op uint8

const (
	opText    op = iota // literal string: text
	opNumber            // literal number: num
	opOr                // args[0] or args[1]
	opAnd               // args[0] and args[1]
	opEqual             // =
	opNot               // !=
	opLess              // <
	opAtMost            // <=
	opMore              // >
	opAtLeast           // >=
	opAdd               // +
	opSub               // -
	opMul               // *
	opDiv               // div
	opMod               // mod
	opNegate            // - args[0]
	opUnion             // args[0] | args[1]
	opCall              // fn(args...)
	opRef               // ${text}; steps hold the absolute path once bound
	opPath              // start, then steps
)

// symbols are the operators as they are written and as Expr.JSON names them.
var symbols = map[op]string{
	opOr: "or", opAnd: "and", opEqual: "=", opNot: "!=", opLess: "<", opAtMost: "<=", opMore: ">", opAtLeast: ">=",
	opAdd: "+", opSub: "-", opMul: "*", opDiv: "div", opMod: "mod", opNegate: "neg", opUnion: "|",
}

// start says where a path begins.
type start uint8

const (
	fromItem start = iota // the context item: "a/b", "./a", "../a"
	fromRoot              // the top: "/data/a"
	fromTerm              // the node-set of args[0]: "${rep}/a", "current()/../a", "instance('l')/root/item"
)

// axis is the direction of one step.
type axis uint8

const (
	axisChild axis = iota
	axisParent
	axisSelf
	axisDeep // descendant-or-self::node(), the second slash of "//"
)

// step is one part of a path. name "*" takes any name; it is empty for "..", "." and "//".
type step struct {
	axis  axis
	name  string
	where []*term // predicates, applied in order
}

// term is one node of the parsed tree. It is never changed after Parse or Bind.
type term struct {
	op    op
	at    int // offset in the source, in runes
	text  string
	num   float64
	args  []*term
	fn    *function
	from  start
	steps []step
	bound []string // opRef after Bind: the absolute path, root name first
	prog  *pattern // regex() with a literal pattern
}

// each calls f for the term and all terms below it, parents first; f returning false prunes the branch.
func (t *term) each(f func(*term) bool) {
	if !f(t) {
		return
	}
	for _, a := range t.args {
		a.each(f)
	}
	for _, s := range t.steps {
		for _, p := range s.where {
			p.each(f)
		}
	}
}

// depth is the number of levels of the tree.
func (t *term) depth() int {
	most := 0
	for _, a := range t.args {
		most = max(most, a.depth())
	}
	for _, s := range t.steps {
		for _, p := range s.where {
			most = max(most, p.depth())
		}
	}
	return most + 1
}
