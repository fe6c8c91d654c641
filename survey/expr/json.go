package expr

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
)

// JSON is the tree as data, for the evaluator on the phone (survey/expr/js/expr.js):
//
//	"text"  12.5                        literals
//	["or"|"and"|"="|"!="|"<"|"<="|">"|">="|"+"|"-"|"*"|"div"|"mod"|"|", a, b, …]     operators, left to right
//	["neg", a]
//	["call", "name", a, …]              a function; regex with a literal pattern: ["call", "regex", a, {"i", "c"}]
//	["ref", "name", ["data", "group", "name"]]     ${name}; the path only after Bind
//	["path", from, step, …]             from: "." the item, "/" the top, or a tree that gives nodes
//
// A step is "name", "*", "..", "." or "//", or, with predicates, ["name", predicate, …]. The step "()" stands for the
// set that from gives, so that ["()", p] filters it as a whole; "parent::name" and "self::name" also look at the name.
func (e *Expr) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e.top.tree())
	return bytes.TrimSpace(b.Bytes()), err
}

// MarshalJSON is JSON, so that an Expr can stand inside a questionnaire.
func (e *Expr) MarshalJSON() ([]byte, error) { return e.JSON() }

func (t *term) tree() any {
	switch t.op {
	case opText:
		return t.text
	case opNumber:
		if math.IsInf(t.num, 0) {
			return []any{"call", "number", "Infinity"}
		}
		return t.num
	case opRef:
		if t.bound == nil {
			return []any{"ref", t.text}
		}
		return []any{"ref", t.text, t.bound}
	case opPath:
		return t.pathTree()
	}
	out := []any{symbols[t.op]}
	if t.op == opCall {
		out = []any{"call", strings.TrimPrefix(t.text, "odk:")}
	}
	for _, a := range t.args {
		out = append(out, a.tree())
	}
	if t.prog != nil {
		out[len(out)-1] = t.prog.tree()
	}
	return out
}

// tree is a pattern as data: {"i": instructions, "c": classes}. An instruction is the number of a class, [a] a jump,
// [a, b] a split, "^", "$", "b", "B", ["=", a] and ["!", a] looks, or "." the end.
func (p *pattern) tree() any {
	var code []any
	for _, in := range p.code {
		switch in.kind {
		case doClass:
			code = append(code, in.a)
		case doJump:
			code = append(code, []any{in.a})
		case doSplit:
			code = append(code, []any{in.a, in.b})
		case doAhead:
			code = append(code, []any{"=", in.a})
		case doNotAhead:
			code = append(code, []any{"!", in.a})
		default:
			code = append(code, map[instrKind]string{doMatch: ".", doStart: "^", doEnd: "$", doEdge: "b",
				doNotEdge: "B"}[in.kind])
		}
	}
	return map[string]any{"i": code, "c": trees(p.classes)}
}

func (t *term) pathTree() any {
	out := []any{"path", map[start]any{fromItem: ".", fromRoot: "/"}[t.from]}
	if t.from == fromTerm {
		out[1] = t.args[0].tree()
	}
	for _, s := range t.steps {
		name := s.name
		switch {
		case s.axis == axisDeep:
			name = "//"
		case s.axis == axisParent && s.name == "":
			name = ".."
		case s.axis == axisParent:
			name = "parent::" + s.name
		case s.axis == axisSelf && s.name == "":
			name = "."
		case s.axis == axisSelf && s.name != "()":
			name = "self::" + s.name
		}
		if len(s.where) == 0 {
			out = append(out, name)
			continue
		}
		step := []any{name}
		for _, p := range s.where {
			step = append(step, p.tree())
		}
		out = append(out, step)
	}
	return out
}
