package expr

// Answers given in the rows of a repeat can be the choices of another item: select_one ${name}. Source: pyxform,
// itemset nodeset="/data/rep[./name != '']" with value and label ref="name"; ODK XForms specification, itemsets.

// RepeatSource are the places whose answers an item offers as choices.
type RepeatSource struct {
	Path string `json:"path"` // absolute: /data/rep/name
	// depth in the path of the repeat whose rows are meant, the root being 0; 0: the place is in no repeat
	Repeat int `json:"repeat"`
}

// Offered gives the places that hold an answer and for which filter holds, in document order; a nil filter holds for
// all. All rows of the repeat count, also that of ctx.Current, or ctx.Node when that is nil; of repeats around it only
// those rows in which that item is. In the filter "." is the element around the answer, and ${name} of the same row
// means that row; everything else is seen from the item.
func Offered(ctx *Context, given RepeatSource, filter *Expr) ([]*Node, error) {
	r := begin(ctx)
	nodes := r.offered(given, filter)
	return nodes, r.end()
}

func (r *run) offered(given RepeatSource, filter *Expr) []*Node {
	if r.current == nil {
		return nil
	}
	here := &term{op: opRef, text: given.Path} // where errors are told of
	var rows []choose
	if given.Repeat > 0 {
		rows = []choose{{depth: given.Repeat}}
	}
	all := r.scoped(here, splitPath(given.Path), rows).Nodes()
	r.size = len(all)
	var out []*Node
	for i, n := range all {
		if r.read(NodesValue(n)).Text() == "" {
			continue
		}
		if filter != nil {
			r.node, r.pos, r.row = n.Parent, i+1, n.row()
			v := r.eval(filter.top)
			if r.err != nil {
				return nil
			}
			if !r.holds(v) {
				continue
			}
		}
		out = append(out, n)
	}
	return out
}

// holds reports whether the value of a predicate keeps the node that it is worked out at. A number n means position() =
// n.
func (r *run) holds(v Value) bool {
	if v.kind == KindNumber {
		return v.num == float64(r.pos)
	}
	return r.read(v).Bool()
}

// row is the nearest instance of a repeat that n is in, nil when there is none.
func (n *Node) row() *Node {
	for ; n != nil && !n.Repeat; n = n.Parent {
	}
	return n
}
