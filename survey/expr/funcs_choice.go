package expr

import "strings"

// choiceFunctions work on answers to choice items: codes separated by blanks.
var choiceFunctions = map[string]*function{
	"selected":       {usage: "selected(${item}, 'code')", min: 2, max: 2, eval: selected},
	"is-selected":    {usage: "is-selected(${item}, 'code')", min: 2, max: 2, eval: selected},
	"selected-at":    {usage: "selected-at(${item}, number)", min: 2, max: 2, eval: selectedAt},
	"count-selected": {usage: "count-selected(${item})", min: 1, max: 1, eval: countSelected},
	"jr:choice-name": {usage: "jr:choice-name(code, '${item}')", min: 2, max: 2, eval: choiceName,
		check: checkChoiceName},
	"choice-label": {usage: "choice-label(${item}, code)", min: 2, max: 2, eval: choiceLabel},
	"item-at":      {usage: "item-at(separator, list, number)", min: 3, max: 3, eval: itemAt},
	"count-items":  {usage: "count-items(separator, list)", min: 2, max: 2, eval: countItems},
}

// selected tells whether a code is among the codes of an answer.
func selected(r *run, t *term) Value {
	list, code := r.text(t.args[0]), strings.Trim(r.text(t.args[1]), " ")
	for from := 0; ; {
		i := strings.Index(list[from:], code)
		if i < 0 {
			return BoolValue(false)
		}
		i += from
		end := i + len(code)
		if (i == 0 || list[i-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return BoolValue(true)
		}
		from = i + 1
		if from > len(list) || !r.spend(t, 1) {
			return BoolValue(false)
		}
	}
}

// selectedAt is the code at a place counted from 0, or the empty text.
func selectedAt(r *run, t *term) Value {
	return Value{str: pick(fields(r.text(t.args[0])), r.num(t.args[1]))}
}

// fields cuts at blanks.
func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(blanks, r) })
}

func pick(list []string, place float64) string {
	if place = toInt(place); place >= 0 && place < float64(len(list)) {
		return list[int(place)]
	}
	return ""
}

func countSelected(r *run, t *term) Value {
	s, n, inside := r.text(t.args[0]), 0, false
	for i := range len(s) {
		blank := s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'
		if !blank && !inside {
			n++
		}
		inside = !blank
	}
	return NumberValue(float64(n))
}

// choiceName is the label of a code in the list of an item, in the language in use; "" when the list has no such code.
func choiceName(r *run, t *term) Value {
	code := r.text(t.args[0])
	return r.label(t, r.eval(t.args[1]), code)
}

func choiceLabel(r *run, t *term) Value {
	item := r.eval(t.args[0])
	return r.label(t, item, r.text(t.args[1]))
}

func (r *run) label(t *term, item Value, code string) Value {
	if item.kind != KindNodes {
		return r.fail(t, nil, "argument.nodes")
	}
	node := item.first()
	if node == nil || code == "" || r.ctx.ChoiceLabel == nil {
		return Value{}
	}
	return r.made(t, r.ctx.ChoiceLabel(node, code))
}

// checkChoiceName reads the item that XLSForm puts in quotes, '${item}' or '/data/item', as a path.
func checkChoiceName(p *parser, t *term) {
	a := t.args[1]
	if a.op != opText {
		p.nodes(a)
		return
	}
	inner, err := Parse(a.text)
	if err != nil || inner.top.op != opRef && inner.top.op != opPath {
		p.fail(fault(a.at, a.text, "argument.item"))
		return
	}
	inner.top.each(func(x *term) bool { x.at += a.at + 1; return true })
	t.args[1] = inner.top
}

// itemAt is SurveyCTO's: the part at a place counted from 0 of a list with any separator.
func itemAt(r *run, t *term) Value {
	return Value{str: pick(r.split(t), r.num(t.args[2]))}
}

func countItems(r *run, t *term) Value { return NumberValue(float64(len(r.split(t)))) }

// split cuts args[1] at the separator args[0]; the empty text has no parts.
func (r *run) split(t *term) []string {
	separator, list := r.text(t.args[0]), r.text(t.args[1])
	if list == "" || !r.spend(t, len(list)/16) {
		return nil
	}
	if separator == "" {
		return []string{list}
	}
	return strings.Split(list, separator)
}
