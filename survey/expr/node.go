package expr

import "strings"

// Type says how the value of a node was given, which decides comparisons: "5" = "5.0" is true between numbers and
// false between texts.
type Type uint8

const (
	Text    Type = iota // text, codes, dates
	Decimal             // answers to integer, decimal and range items, results of arithmetic
	Boolean             // "true" or "false", the result of a condition
)

// Node is one place of the instance tree that expressions see, like an element of ODK's XML instance. A repeat is
// several children of one name. The tree belongs to one goroutine while it changes; a finished tree may be read by
// many.
type Node struct {
	Name     string
	Value    string // "" = empty; dates and times ISO 8601; several choices separated by single blanks
	Type     Type
	Parent   *Node   // nil at the root
	Children []*Node // document order; change through Append, Insert and Remove only
	Relevant bool    // false: this node and all below count as empty. New nodes are relevant.
	Repeat   bool    // an instance of a repeat, for index()

	depth  int
	list   *Instance          // at the top of a list made by NewInstance
	byName map[string][]*Node // kept from manyChildren children on, else nil
}

// manyChildren is where a map beats looking through the names.
const manyChildren = 8

// NewRoot starts a tree. The root of a form is called "data" by pyxform.
func NewRoot(name string) *Node { return &Node{Name: name, Relevant: true} }

// Append adds a child behind the others and returns it.
func (n *Node) Append(name, value string) *Node { return n.Insert(len(n.Children), name, value) }

// Insert adds a child so that it becomes Children[i]; i is held between 0 and len(Children).
func (n *Node) Insert(i int, name, value string) *Node {
	i = max(0, min(i, len(n.Children)))
	c := &Node{Name: name, Value: value, Parent: n, Relevant: true, depth: n.depth + 1}
	n.Children = append(n.Children, nil)
	copy(n.Children[i+1:], n.Children[i:])
	n.Children[i] = c
	switch {
	case n.byName != nil && i == len(n.Children)-1:
		n.byName[name] = append(n.byName[name], c)
	case len(n.Children) >= manyChildren:
		n.index()
	}
	return c
}

// Beside gives a node that has n as its parent without being one of its children: a place from which expressions look,
// such as that of a repeat without instances.
func (n *Node) Beside(name string) *Node {
	return &Node{Name: name, Parent: n, Relevant: true, depth: n.depth + 1}
}

// Remove takes the node out of its parent; the node keeps its own children and can be thrown away.
func (n *Node) Remove() {
	p := n.Parent
	if p == nil {
		return
	}
	for i, c := range p.Children {
		if c == n {
			p.Children = append(p.Children[:i], p.Children[i+1:]...)
			break
		}
	}
	if p.byName != nil {
		p.index()
	}
	n.Parent = nil
}

func (n *Node) index() {
	n.byName = make(map[string][]*Node, len(n.Children))
	for _, c := range n.Children {
		n.byName[c.Name] = append(n.byName[c.Name], c)
	}
}

// Set stores a result the way the item shows it and remembers its type; an undefined number becomes empty, as in ODK.
func (n *Node) Set(v Value) {
	n.Value, n.Type = v.Text(), Text
	switch v.Kind() {
	case KindNumber:
		n.Type = Decimal
		if v.num != v.num {
			n.Value = ""
		}
	case KindBoolean:
		n.Type = Boolean
	case KindNodes:
		if first := v.first(); first != nil {
			n.Type = first.Type
		}
	}
}

// Child is the first child of that name, or nil.
func (n *Node) Child(name string) *Node {
	if n.byName != nil {
		if same := n.byName[name]; len(same) > 0 {
			return same[0]
		}
		return nil
	}
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// All is every child of that name in document order. The slice must not be changed.
func (n *Node) All(name string) []*Node {
	if n.byName != nil {
		return n.byName[name]
	}
	var out []*Node
	for _, c := range n.Children {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}

// At follows names below n, first child of each name, nil where one is missing. At("group", "name").
func (n *Node) At(names ...string) *Node {
	for _, name := range names {
		if n == nil {
			return nil
		}
		n = n.Child(name)
	}
	return n
}

// Root is the top of the tree.
func (n *Node) Root() *Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// Path is the absolute path of names without positions: "/data/group/name".
func (n *Node) Path() string {
	var names []string
	for ; n != nil; n = n.Parent {
		names = append(names, n.Name)
	}
	var b strings.Builder
	for i := len(names) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(names[i])
	}
	return b.String()
}

// Position is the place among the siblings of the same name, from 1.
func (n *Node) Position() int {
	if n.Parent == nil {
		return 1
	}
	if n.Parent.byName != nil {
		for i, c := range n.Parent.byName[n.Name] {
			if c == n {
				return i + 1
			}
		}
	}
	at := 0
	for _, c := range n.Parent.Children {
		if c.Name == n.Name {
			at++
		}
		if c == n {
			break
		}
	}
	return max(at, 1)
}
