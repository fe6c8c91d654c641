package expr

import "strings"

// logicFunctions decide: truth, choice between values, and counting of conditions.
var logicFunctions = map[string]*function{
	"true":  {usage: "true()", eval: func(*run, *term) Value { return BoolValue(true) }},
	"false": {usage: "false()", eval: func(*run, *term) Value { return BoolValue(false) }},
	"not": {usage: "not(condition)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		return BoolValue(!r.bool(t.args[0]))
	}},
	"boolean": {usage: "boolean(value)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		return BoolValue(r.bool(t.args[0]))
	}},
	"boolean-from-string": {usage: "boolean-from-string(text)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		s := r.text(t.args[0])
		return BoolValue(s == "1" || strings.EqualFold(s, "true"))
	}},
	"if": {usage: "if(condition, then, else)", min: 3, max: 3, nodes: true, eval: func(r *run, t *term) Value {
		if r.bool(t.args[0]) {
			return r.eval(t.args[1])
		}
		return r.eval(t.args[2])
	}},
	"coalesce": {usage: "coalesce(a, b)", min: 1, max: -1, nodes: true, eval: func(r *run, t *term) Value {
		var v Value
		for _, a := range t.args {
			if v = r.eval(a); !r.read(v).Empty() || r.err != nil {
				break
			}
		}
		return v
	}},
	"once":      {usage: "once(value)", min: 1, max: 1, volatile: true, eval: once},
	"checklist": {usage: "checklist(least, most, condition, …)", min: 2, max: -1, eval: checklist},
	"weighted-checklist": {usage: "weighted-checklist(least, most, condition, weight, …)", min: 2, max: -1,
		eval: weightedChecklist, check: func(p *parser, t *term) {
			if len(t.args)%2 != 0 {
				p.fail(fault(t.at, t.text, "function.arguments"))
			}
		}},
}

// once gives the value that the item already has, else the argument.
func once(r *run, t *term) Value {
	if r.node != nil && r.node.Value != "" {
		return Value{kind: KindNodes, one: r.node}
	}
	return r.eval(t.args[0])
}

// checklist counts true conditions; a bound below 0 does not bind. A node-set as a lone third argument gives one
// condition for each node. Source: JavaRosa.
func checklist(r *run, t *term) Value {
	least, most := toInt(r.num(t.args[0])), toInt(r.num(t.args[1]))
	n := 0.0
	for _, v := range r.values(t.args[2:]) {
		if v.Bool() {
			n++
		}
	}
	return BoolValue(!(n < least) && (!(most >= 0) || n <= most))
}

// weightedChecklist adds the weights of true conditions and asks whether the sum lies between the bounds.
func weightedChecklist(r *run, t *term) Value {
	least, most := r.num(t.args[0]), r.num(t.args[1])
	var conditions, weights []Value
	if len(t.args) == 4 {
		conditions, weights = r.values(t.args[2:3]), r.values(t.args[3:])
	} else {
		for i := 2; i+1 < len(t.args); i += 2 {
			conditions, weights = append(conditions, r.eval(t.args[i])), append(weights, r.eval(t.args[i+1]))
		}
	}
	if len(conditions) != len(weights) {
		return r.fail(t, nil, "argument.length")
	}
	sum := 0.0
	for i, c := range conditions {
		if c.Bool() {
			sum += r.number(weights[i])
		}
	}
	return BoolValue(sum >= least && sum <= most)
}

// values evaluates arguments; a single argument that is a node-set gives one value for each node.
func (r *run) values(args []*term) []Value {
	var out []Value
	if len(args) == 1 {
		v := r.eval(args[0])
		if v.kind == KindNodes && (v.Len() == 0 || !r.spend(args[0], v.Len())) {
			return nil
		}
		out = parts(v)
	} else {
		out = make([]Value, 0, len(args))
		for _, a := range args {
			out = append(out, r.eval(a))
		}
	}
	for _, v := range out {
		r.read(v)
	}
	return out
}
