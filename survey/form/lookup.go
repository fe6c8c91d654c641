package form

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// An author's text may look a word up: "Huyện: instance('xa')/root/item[name=${x}]/huyen". As in pyxform what stands
// there is computed: in labels, hints, guidance and messages, from the word instance( up to the end of the path.

// Lookups gives the places of a text that are looked up, as pairs of byte offsets.
func Lookups(text string) [][2]int {
	var out [][2]int
	for at := 0; ; {
		i := strings.Index(text[at:], "instance(")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("instance(")
		if n := lookupEnd(text[at:]); n > 0 {
			out = append(out, [2]int{i, at + n})
			at += n
		}
	}
}

// lookupEnd is the length of what follows "instance(" up to the end of its path; 0 when no path follows.
func lookupEnd(s string) int {
	end := strings.IndexByte(s, ')')
	if end < 0 {
		return 0
	}
	pos, steps := end+1, 0
	for pos < len(s) {
		switch n := 0; {
		case s[pos] == '/':
			n = 1 + strings.IndexFunc(s[pos+1:]+" ", notInName)
			steps++
			pos += n
			continue
		case s[pos] == '[' && steps > 0:
			if n = bracketEnd(s[pos:]); n > 0 {
				pos += n
				continue
			}
			return 0
		}
		break
	}
	if steps == 0 {
		return 0
	}
	return len(strings.TrimRight(s[:pos], ".-/")) // the full stop of the sentence
}

func notInName(r rune) bool {
	return strings.ContainsRune(" \t\r\n\u00a0/[](){}<>,;:!?\"'“”‘’+=|…", r)
}

// bracketEnd is the length of a predicate with its brackets, 0 when it is not closed.
func bracketEnd(s string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

var straight = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`)

// ParseLookup reads one of the places that Lookups gives.
func ParseLookup(q *survey.Questionnaire, source string) (*expr.Expr, error) {
	return expr.ParseIn(straight.Replace(source), q.Roots()...)
}

// Lookups are what the texts of the field look up, by what stands in the text, every ${name} bound to its path. What
// cannot be read is left out and shown as it is written.
func (f *Field) Lookups() map[string]*expr.Expr { return f.lookups }

// findLookups parses what the texts of a field look up.
func (c *compiler) findLookups(f *Field) {
	it := f.Item
	for _, text := range []survey.Text{it.Label, it.Hint, it.Guidance, it.ConstraintMessage, it.RequiredMessage} {
		for _, s := range text {
			for _, place := range Lookups(s) {
				source := s[place[0]:place[1]]
				e, err := ParseLookup(c.form.Q, source)
				if err != nil {
					continue
				}
				bound, err := e.Bind(func(name string) (string, bool) { return c.form.Resolve(f, name) })
				if err != nil {
					continue // an unknown name: said where texts are looked at
				}
				if f.lookups == nil {
					f.lookups = map[string]*expr.Expr{}
				}
				f.lookups[source] = bound
			}
		}
	}
}

// looked replaces what a text looks up, and hands what stands between on to pipe.
func (x *Filled) looked(s *Slot, text string, pipe func(string) string) string {
	if len(s.Field.lookups) == 0 {
		return pipe(text)
	}
	var b strings.Builder
	at := 0
	for _, place := range Lookups(text) {
		e := s.Field.lookups[text[place[0]:place[1]]]
		if e == nil {
			continue
		}
		b.WriteString(pipe(text[at:place[0]]))
		if v, err := e.Eval(x.at(s)); err == nil {
			b.WriteString(x.quote(v.Text()))
		}
		at = place[1]
	}
	b.WriteString(pipe(text[at:]))
	return b.String()
}
