package expr

import (
	"math"
	"strings"
	"time"
)

// Kind is one of the four kinds of value that XPath knows.
type Kind uint8

const (
	KindText Kind = iota
	KindNumber
	KindBoolean
	KindNodes
)

func (k Kind) String() string { return [...]string{"string", "number", "boolean", "nodes"}[k] }

// Value is what an expression gives. The zero Value is the empty text.
type Value struct {
	kind Kind
	str  string
	num  float64 // numbers; 1 or 0 for booleans
	one  *Node   // the only node, when many is nil
	many []*Node // document order (randomize: its own order)
}

// TextValue makes a text.
func TextValue(s string) Value { return Value{str: s} }

// NumberValue makes a number; NaN is the undefined number.
func NumberValue(f float64) Value { return Value{kind: KindNumber, num: f} }

// BoolValue makes a truth value.
func BoolValue(b bool) Value {
	v := Value{kind: KindBoolean}
	if b {
		v.num = 1
	}
	return v
}

// NodesValue makes a node-set; the nodes must be in document order.
func NodesValue(nodes ...*Node) Value {
	if len(nodes) == 1 {
		return Value{kind: KindNodes, one: nodes[0]}
	}
	return Value{kind: KindNodes, many: nodes}
}

// Kind tells which of the four kinds the value has.
func (v Value) Kind() Kind { return v.kind }

// Nodes is the node-set; nil for other kinds and for the empty set.
func (v Value) Nodes() []*Node {
	if v.one != nil {
		return []*Node{v.one}
	}
	return v.many
}

// Len is the number of nodes; 0 for other kinds.
func (v Value) Len() int {
	if v.one != nil {
		return 1
	}
	return len(v.many)
}

func (v Value) node(i int) *Node {
	if v.one != nil {
		return v.one
	}
	return v.many[i]
}

func (v Value) first() *Node {
	if v.one != nil {
		return v.one
	}
	if len(v.many) > 0 {
		return v.many[0]
	}
	return nil
}

// Text is XPath's string(): the first node of a set, "" for the empty set; whole numbers without a point, never an
// exponent, "NaN", "Infinity"; "true" and "false".
func (v Value) Text() string {
	switch v.kind {
	case KindNumber:
		return FormatNumber(v.num)
	case KindBoolean:
		if v.num != 0 {
			return "true"
		}
		return "false"
	case KindNodes:
		return v.first().text()
	}
	return v.str
}

// Number is XPath's number(), and beyond it: ISO dates, date-times and times of day count in days, so that they can be
// compared and subtracted. "" and text that is neither give NaN. Date-times count by the clock they were written by;
// inside an evaluation they count by the clock of Context.Zone.
func (v Value) Number() float64 { return v.numberIn(nil) }

func (v Value) numberIn(zone *time.Location) float64 {
	switch v.kind {
	case KindNumber, KindBoolean:
		return v.num
	case KindNodes:
		return v.first().number(zone)
	}
	return parseNumber(v.str, zone)
}

// Bool is XPath's boolean(), with ODK's reading of answers: a node is true when it has a value and this is not a
// number 0 or a condition that was false; a number is true when it is defined and further from 0 than 1e-12.
func (v Value) Bool() bool {
	switch v.kind {
	case KindNumber:
		return math.Abs(v.num) > closeness
	case KindBoolean:
		return v.num != 0
	case KindNodes:
		return v.first().truth()
	}
	return v.str != ""
}

// Empty tells whether there is nothing: the empty text, an empty node or set, the undefined number.
func (v Value) Empty() bool {
	switch v.kind {
	case KindNumber:
		return math.IsNaN(v.num)
	case KindBoolean:
		return false
	}
	return v.Text() == ""
}

// closeness is how near two numbers must be to be equal. Source: JavaRosa's XPathEqExpr, 1e-12.
const closeness = 1e-12

// text of a node: its value, or, of a group, the values below it one after another. nil gives "".
func (n *Node) text() string {
	if n == nil {
		return ""
	}
	if len(n.Children) == 0 {
		return n.Value
	}
	var b strings.Builder
	n.write(&b)
	return b.String()
}

// maxNodeText bounds the text of a group, in bytes.
const maxNodeText = 1 << 20

func (n *Node) write(b *strings.Builder) {
	b.WriteString(n.Value)
	for _, c := range n.Children {
		if c.Relevant && b.Len() < maxNodeText {
			c.write(b)
		}
	}
}

func (n *Node) number(zone *time.Location) float64 {
	if n != nil && n.Type == Boolean && n.Value != "" {
		return BoolValue(n.Value == "true").num
	}
	return parseNumber(n.text(), zone)
}

func (n *Node) truth() bool {
	s := n.text()
	if s == "" {
		return false
	}
	switch n.Type {
	case Boolean:
		return s != "false"
	case Decimal:
		return math.Abs(parseNumber(s, nil)) > closeness
	}
	return true
}
