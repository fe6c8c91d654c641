package expr

import (
	"slices"
	"strings"
)

// Ref is one place of the form that an expression reads.
type Ref struct {
	// Name is the name of ${Name}, without "last-saved#"; "" for a path that does not start with ${ }.
	Name string
	// Path is a path without predicates: absolute "/data/a", relative to the item that the expression belongs to
	// "../a", "." or "a", or, where Name is set too, below ${Name}: "a", "../a". It is "" for ${Name} alone.
	Path      string
	Offset    int  // runes
	LastSaved bool // ${last-saved#Name}: the form saved before, not this one
	// Row is set for a path inside the predicate of an instance() or pulldata row: it names a column, not an item.
	Row bool
}

// Refs lists what the expression reads, in the order of the source. A path inside a predicate is given from the node
// that the predicate stands at.
func (e *Expr) Refs() []Ref {
	var out []Ref
	gather(e.top, base{}, &out)
	return out
}

// base is where relative paths start: the item itself, a node below ${name} or path, or the row of an instance.
type base struct {
	name, path string
	row        bool
}

func gather(t *term, from base, out *[]Ref) {
	switch t.op {
	case opRef:
		name, saved := strings.CutPrefix(t.text, LastSaved)
		*out = append(*out, Ref{Name: name, Offset: t.at, LastSaved: saved})
		return
	case opPath:
		gatherPath(t, from, out)
		return
	}
	for _, a := range t.args {
		gather(a, from, out)
	}
}

// gatherPath lists a path after what its predicates read, and gives the place that it leads to.
func gatherPath(t *term, from base, out *[]Ref) base {
	at := from
	switch t.from {
	case fromRoot:
		at = base{path: "/"}
	case fromTerm:
		switch a := t.args[0]; {
		case a.op == opRef && !strings.HasPrefix(a.text, LastSaved):
			at = base{name: a.text}
		case a.op == opCall && a.text == "current":
			at = base{}
		case a.op == opPath:
			at = gatherPath(a, from, out)
		default: // instance() and computed sets: their own references count, what hangs below them is a row
			gather(a, from, out)
			at = base{row: true}
		}
	}
	start := at
	for _, s := range t.steps {
		at = at.step(s)
		for _, p := range s.where {
			gather(p, at, out)
		}
	}
	if at != start || t.from != fromTerm || at.name != "" && at.path == "" {
		*out = append(*out, Ref{Name: at.name, Path: at.path, Offset: t.at, Row: at.row})
	}
	return at
}

func (b base) step(s step) base {
	part := s.name
	switch {
	case s.axis == axisParent:
		part = ".."
	case s.axis == axisDeep:
		part = ""
	case s.axis == axisSelf && (b.path != "" || b.name != "" || b.row || s.name == "()"):
		return b
	case s.axis == axisSelf:
		part = "."
	}
	switch {
	case b.path == "" || b.path == ".":
		b.path = part
	case part == ".." && b.path != ".." && !strings.HasSuffix(b.path, "/..") && b.path != "/":
		if i := strings.LastIndexByte(b.path, '/'); i > 0 {
			b.path = b.path[:i]
		} else if i == 0 {
			b.path = "/"
		} else {
			b.path = "."
		}
	case strings.HasSuffix(b.path, "/"):
		b.path += part
	default:
		b.path += "/" + part
	}
	return b
}

// ResolvePath makes a path of Ref.Path absolute: relative to the item whose absolute path is item. ok is false when the
// path leaves the form at the top.
func ResolvePath(item, path string) (absolute string, ok bool) {
	if strings.HasPrefix(path, "/") {
		return path, true
	}
	parts := splitPath(item)
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "", ".":
		case "..":
			if len(parts) <= 1 {
				return "", false
			}
			parts = parts[:len(parts)-1]
		default:
			parts = append(parts, part)
		}
	}
	return "/" + strings.Join(parts, "/"), true
}

// Names lists bare names used as values, such as district in "district = 'D1'": columns in a choice filter or a table
// filter, and in other places often a text without its quotes. Each once, in the order of the source.
func (e *Expr) Names() []string {
	var out []string
	for _, r := range e.Refs() {
		if r.Name == "" && !r.Row && isName(r.Path) && !slices.Contains(out, r.Path) {
			out = append(out, r.Path)
		}
	}
	return out
}

// Instances lists the choice lists and files that instance() and pulldata() name by a literal, each once.
func (e *Expr) Instances() []string {
	var out []string
	e.top.each(func(t *term) bool {
		if t.op == opCall && (t.text == "instance" || t.text == "pulldata") && t.args[0].op == opText &&
			!slices.Contains(out, t.args[0].text) {
			out = append(out, t.args[0].text)
		}
		return true
	})
	return out
}

// Functions lists the functions called, each once, in the order of the source.
func (e *Expr) Functions() []string {
	var out []string
	e.top.each(func(t *term) bool {
		if t.op == opCall && !slices.Contains(out, t.text) {
			out = append(out, t.text)
		}
		return true
	})
	return out
}

// Volatile tells whether the value may change though nothing that Refs lists has: the clock, chance, uuid(), once(),
// whose value depends on whether the item already has one, and index() and position() without an argument, which depend
// on the repeat instances before.
func (e *Expr) Volatile() bool {
	volatile := false
	e.top.each(func(t *term) bool {
		volatile = volatile || t.op == opCall &&
			(t.fn.volatile || t.text == "randomize" && len(t.args) == 1 || t.text == "position" && len(t.args) == 0)
		return !volatile
	})
	return volatile
}

// Bind gives a copy in which every ${name} is looked up once, so that evaluation need not. resolve gives the absolute
// path of a name, /data/group/name. A name that it does not know is a *SyntaxError "ref.unknown".
func (e *Expr) Bind(resolve func(name string) (path string, ok bool)) (*Expr, error) {
	var bad *SyntaxError
	bound := bind(e.top, resolve, &bad)
	if bad != nil {
		return nil, bad
	}
	return &Expr{src: e.src, top: bound}, nil
}

func bind(t *term, resolve func(string) (string, bool), bad **SyntaxError) *term {
	c := *t
	if t.op == opRef {
		path, ok := resolve(strings.TrimPrefix(t.text, LastSaved))
		if !ok && *bad == nil {
			*bad = fault(t.at, "${"+t.text+"}", "ref.unknown:no_question_named", "token", t.text)
		}
		c.bound = splitPath(path)
		return &c
	}
	c.args = make([]*term, len(t.args))
	for i, a := range t.args {
		c.args[i] = bind(a, resolve, bad)
	}
	c.steps = slices.Clone(t.steps)
	for i, s := range c.steps {
		c.steps[i].where = make([]*term, len(s.where))
		for j, p := range s.where {
			c.steps[i].where[j] = bind(p, resolve, bad)
		}
	}
	return &c
}
