package expr

import "time"

// Context says where and when an evaluation happens. A Context belongs to one goroutine at a time.
type Context struct {
	// Node is the item that the expression belongs to: ".", relative paths and once() start from it. In a choice filter
	// it is the <item> of the choice.
	Node *Node
	// Current is what current() gives and what ${name} is scoped to: the same name in the nearest common repeat. nil
	// means Node.
	Current *Node
	// Resolve turns the name of ${name} into the absolute path /data/group/name. Not called for an Expr that was bound.
	Resolve func(name string) (path string, ok bool)
	// Lookup, when set, gives the value of ${name} and of a bare name before the tree is asked: filters over table
	// rows.
	Lookup func(name string) (Value, bool)
	// Instances are the choice lists and files that instance() and pulldata() name.
	Instances map[string]*Instance
	// ChoiceLabel is the label, in the language in use, of a choice of the item at node.
	ChoiceLabel func(node *Node, code string) string

	Now     func() time.Time // nil: time.Now
	Started time.Time        // when filling in began, for duration(); zero: unknown
	Zone    *time.Location   // the survey's time zone; nil: UTC
	Rand    func() float64   // 0 <= x < 1; nil: math/rand/v2
	UUID    func() string    // nil: 16 bytes of crypto/rand as version 4
	Version string           // version()
	// Language is the BCP 47 tag of the language in use, for the names of months and days; "" means English.
	Language string

	MaxSteps int // 0: DefaultMaxSteps. Terms evaluated and nodes visited.
	MaxBytes int // 0: DefaultMaxBytes. Bytes of text made on the way.
}

// Limits of one evaluation where the Context names none.
const (
	DefaultMaxSteps = 1_000_000
	DefaultMaxBytes = 1 << 20
)
