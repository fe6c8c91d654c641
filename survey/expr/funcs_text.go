package expr

import (
	"math"
	"strings"
	"unicode/utf8"
)

// textFunctions work on text. Positions and lengths are counted in characters (Unicode code points).
var textFunctions = map[string]*function{
	"string": {usage: "string(value)", max: 1, eval: func(r *run, t *term) Value { return Value{str: r.own(t)} }},
	"concat": {usage: "concat(a, b, …)", max: -1, eval: func(r *run, t *term) Value { return r.join(t, "", t.args) }},
	"join": {usage: "join(separator, a, b, …)", min: 1, max: -1, eval: func(r *run, t *term) Value {
		return r.join(t, r.text(t.args[0]), t.args[1:])
	}},
	"contains": {usage: "contains(text, part)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		return BoolValue(strings.Contains(r.text(t.args[0]), r.text(t.args[1])))
	}},
	"starts-with": {usage: "starts-with(text, start)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		return BoolValue(strings.HasPrefix(r.text(t.args[0]), r.text(t.args[1])))
	}},
	"ends-with": {usage: "ends-with(text, end)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		return BoolValue(strings.HasSuffix(r.text(t.args[0]), r.text(t.args[1])))
	}},
	"substr":    {usage: "substr(text, from, to)", min: 2, max: 3, eval: substr},
	"substring": {usage: "substring(text, first, length)", min: 2, max: 3, eval: substring},
	"substring-before": {usage: "substring-before(text, mark)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		before, _, found := strings.Cut(r.text(t.args[0]), r.text(t.args[1]))
		if !found {
			return Value{}
		}
		return Value{str: before}
	}},
	"substring-after": {usage: "substring-after(text, mark)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		_, after, _ := strings.Cut(r.text(t.args[0]), r.text(t.args[1]))
		return Value{str: after}
	}},
	"string-length": {usage: "string-length(text)", max: 1, eval: func(r *run, t *term) Value {
		return NumberValue(float64(utf8.RuneCountInString(r.own(t))))
	}},
	"normalize-space": {usage: "normalize-space(text)", max: 1, eval: func(r *run, t *term) Value {
		return r.made(t, strings.Join(strings.FieldsFunc(r.own(t), isBlank), " "))
	}},
	"trim": {usage: "trim(text)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		return Value{str: strings.TrimFunc(r.text(t.args[0]), isBlank)}
	}},
	"translate": {usage: "translate(text, from, to)", min: 3, max: 3, eval: translate},
	"regex":     {usage: "regex(text, 'pattern')", min: 2, max: 2, eval: regex, check: checkRegex},
	"linebreak": {usage: "linebreak()", eval: func(*run, *term) Value { return Value{str: "\n"} }},
}

// isBlank is XPath's white space and the no-break space that people paste.
func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' }

// own is the text of the only argument, or of the context item when there is none.
func (r *run) own(t *term) string {
	if len(t.args) == 0 {
		return r.read(Value{kind: KindNodes, one: r.node}).Text()
	}
	return r.text(t.args[0])
}

// join puts texts together; a lone node-set gives one text for each node.
func (r *run) join(t *term, separator string, args []*term) Value {
	var b strings.Builder
	for i, v := range r.values(args) {
		s := v.Text()
		if i > 0 {
			s = separator + s
		}
		if !r.room(t, len(s)) {
			return Value{}
		}
		b.WriteString(s)
	}
	return Value{str: b.String()}
}

// substr takes the characters from position from to before position to, counted from 0, or from the end when negative.
// Source: JavaRosa.
func substr(r *run, t *term) Value {
	s := []rune(r.text(t.args[0]))
	place := func(n float64) int {
		if n = toInt(n); math.IsNaN(n) {
			n = 0
		}
		if n < 0 {
			n += float64(len(s))
		}
		return int(max(0, min(n, float64(len(s)))))
	}
	from, to := place(r.num(t.args[1])), len(s)
	if len(t.args) == 3 {
		to = place(r.num(t.args[2]))
	}
	if from > to || !r.spend(t, len(s)/16) {
		return Value{}
	}
	return Value{str: string(s[from:to])}
}

// substring is XPath 1.0's: positions from 1, the character at p is taken when p >= round(first) and
// p < round(first) + round(length).
func substring(r *run, t *term) Value {
	s := []rune(r.text(t.args[0]))
	first, end := roundTo(r.num(t.args[1]), 0), math.Inf(1)
	if len(t.args) == 3 {
		end = first + roundTo(r.num(t.args[2]), 0)
	}
	var b strings.Builder
	for i, c := range s {
		if p := float64(i + 1); p >= first && p < end {
			b.WriteRune(c)
		}
	}
	if !r.spend(t, len(s)/16) {
		return Value{}
	}
	return Value{str: b.String()}
}

// translate replaces each character of from by the one at the same place of to; without one it is dropped.
func translate(r *run, t *term) Value {
	s, from, to := r.text(t.args[0]), []rune(r.text(t.args[1])), []rune(r.text(t.args[2]))
	if !r.spend(t, len(s)/16+len(from)) {
		return Value{}
	}
	table := make(map[rune]rune, len(from))
	for i, c := range from {
		if _, double := table[c]; double {
			continue
		}
		table[c] = -1 // strings.Map drops it
		if i < len(to) {
			table[c] = to[i]
		}
	}
	return r.made(t, strings.Map(func(c rune) rune {
		if n, ok := table[c]; ok {
			return n
		}
		return c
	}, s))
}
