package expr

import "regexp"

// pattern is a compiled pattern of regex().
type pattern struct{ re *regexp.Regexp }

func compilePattern(src string) (*pattern, error) {
	re, err := regexp.Compile(`^(?:` + src + `)$`)
	if err != nil {
		return nil, err
	}
	return &pattern{re}, nil
}

func (p *pattern) match(s string) bool { return p.re.MatchString(s) }

func regex(r *run, t *term) Value {
	p := t.prog
	s := r.text(t.args[0])
	if p == nil {
		var err error
		if p, err = compilePattern(r.text(t.args[1])); err != nil {
			return r.fail(t, "regex.invalid", nil, "Mẫu regex này không đúng.", "This regex pattern is not right.")
		}
	}
	return BoolValue(p.match(s))
}

func checkRegex(p *parser, t *term) {
	a := t.args[1]
	if a.op != opText {
		return
	}
	var err error
	if t.prog, err = compilePattern(a.text); err != nil {
		p.fail(fault(a.at, a.text, "regex.invalid", "Mẫu regex này không đúng.", "This regex pattern is not right."))
	}
}
