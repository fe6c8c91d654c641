package kinds

import (
	"math/rand/v2"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Kind is the entry of one kind of item. It is never changed once it is in a Set. What is left out is "no": a kind
// that says nothing takes no answer, is asked of nobody and is counted nowhere.
type Kind struct {
	Name  survey.ItemKind
	Words survey.Words // what a person calls it: “số nguyên”, “whole number”
	Types []Type       // its types in an XLSForm; the first word of the first one is written

	// What an answer is.
	From   Source
	Value  survey.ValueKind  // what an accepted answer is; Absent: it holds none
	Choose Choose            // how many codes of a choice list an answer is
	Moment Moment            // what of day and clock an answer says
	Points Points            // of coordinates
	Open   bool              // words of the person's own: read with the blanks round them, listed as they were written
	Unit   bool              // an answer can be the code of a unit
	Bounds []Parameter       // by which its numbers are bounded; others than before mean another item
	Wider  []survey.ItemKind // kinds to which an item can be changed and its answers still mean the same
	Media  string            // what its files are: image, audio, video; "" = anything
	Bared  bool              // what tells of people can be taken out of its files, and must in an anonymous survey

	// Accept brings an answer that is not empty to its stored form, or says what is wrong with it.
	Accept func(q *Question, v survey.Value) (survey.Value, *survey.Flaw)
	// Read makes an answer of the strings of a page's input or of a table's cell; blank strings were taken out before.
	Read func(q *Question, texts []string) survey.Value
	// Node is the answer as expressions see it.
	Node func(v survey.Value) string
	// Fit brings what a calculation came to nearer to what the item holds; nil: it is read as it is.
	Fit func(q *Question, text string) string
	// Convert is Fit as an expression, in which . is what the calculation came to; "": there is none.
	Convert string
	// Whole reports whether only whole numbers can be answered; nil: fractions can.
	Whole func(q *Question) bool

	Look    string       // how it is asked for on a page, see web/respond/look.go
	Said    survey.Words // how an answer is shown that can only be one; none: as it is stored
	Phone   string       // as which type of web/respond/static/respond_types.js the page judges it; "" = by its own name
	Default survey.Words // how a default is written: “số nguyên như 12”

	Tally Tally // how it is tabulated
	SPSS  SPSS  // which variables of SPSS it becomes

	// Examples lists answers to try where answers are made up, the constraint not looked at.
	Examples func(q *Question, h Hints) []survey.Value
	// Mistakes lists answers that must be refused, with the code of the refusal; those of choice lists are known
	// already.
	Mistakes func(q *Question) []Mistake
	Sample   *File // an attachment to try
}

// Type is a type of an XLSForm.
type Type struct {
	Words      []string    // its spellings, by the letter
	List       bool        // the name of a choice list follows
	File       bool        // … or of a file that holds one
	External   bool        // the list is that of the sheet external_choices
	Meta       string      // Item.Meta
	Constraint string      // that the type brings along, used when the row has none
	Hint       survey.Text // that the type brings along: such a question needs no label
	Spelled    bool        // kept in Item.Type, because the kind alone does not say it
	Parameters []Parameter // that these spellings look at; nil: any may stand there and are kept
	Deaf       bool        // they look at none: what stands there is left out
}

// Source says where the answers of a kind come from.
type Source uint8

const (
	FromNobody  Source = iota // there are none: groups, repeats, notes
	FromPerson                // a person answers
	FromFormula               // a calculation
	FromAuthor                // the author wrote it in, unless a calculation did
	FromDevice                // the device noted it
)

// Choose says how many codes an answer is.
type Choose uint8

const (
	NoChoice Choose = iota
	OneOf           // one code, as text
	SomeOf          // several codes
	InOrder         // several codes, the first one first
)

// Moment says what of day and clock an answer says.
type Moment uint8

const (
	NoMoment Moment = iota
	Day
	Clock
	DayAndClock
)

// Points bounds how many points an answer has. The last one of a closed line is the first one.
type Points struct {
	Least, Most int // Most 0: no bound
	Closed      bool
}

// Tally says how answers are tabulated.
type Tally uint8

const (
	TallyNone    Tally = iota // not at all
	TallyGiven                // only who gave one is counted
	TallyNumbers              // mean, total, median …
	TallyOne                  // one code each
	TallySeveral              // several codes each
	TallyRanks                // several codes each, with their places
)

// SPSS says which variables of SPSS answers become.
type SPSS uint8

const (
	SPSSText   SPSS = iota // a string, nominal
	SPSSCodes              // a number for each code: ordinal on a scale, else nominal
	SPSSSet                // a set of variables, one for each code
	SPSSRanks              // a variable for each code, its place
	SPSSNumber             // a number, scale
	SPSSDay                // a date, scale
)

// Mistake is an answer that must be refused.
type Mistake struct {
	Name  string
	Code  string // of the refusal
	Value survey.Value
}

// File is an attachment to try: the smallest of its kind.
type File struct {
	Name, Media string
	Content     []byte
}

// Hints help to make up answers.
type Hints struct {
	Texts    []string // constants of conditions
	Numbers  []float64
	Patterns func() []string // texts that fit the patterns by which the author holds the item
	Codes    func() []string // codes that are offered, those of conditions first, in a random order
	Rand     *rand.Rand
	Now      time.Time // in the survey's time zone
}

// Asked reports whether a person answers.
func (k *Kind) Asked() bool { return k.From == FromPerson }

// Container reports whether items of the kind hold others.
func (k *Kind) Container() bool { return k.Name.Container() }

// Holds reports whether there is an answer or rows of answers.
func (k *Kind) Holds() bool { return k.Value != survey.Absent }

// Shown reports whether a respondent sees it.
func (k *Kind) Shown() bool { return k.From == FromNobody || k.From == FromPerson }

// Counted reports whether answers are tabulated, be it only as given.
func (k *Kind) Counted() bool { return k.Tally != TallyNone }

// Choosing reports whether answers are codes of a choice list.
func (k *Kind) Choosing() bool { return k.Choose != NoChoice }

// Several reports whether one answer is several codes.
func (k *Kind) Several() bool { return k.Value == survey.VCodes }

// Numeric reports whether answers are numbers.
func (k *Kind) Numeric() bool { return k.Value == survey.VNumber }

// Place reports whether answers are coordinates.
func (k *Kind) Place() bool { return k.Value == survey.VPoints }

// Attached reports whether answers are files.
func (k *Kind) Attached() bool { return k.Value == survey.VFile }

// PhoneType is the type as which the scripts of the page judge answers.
func (k *Kind) PhoneType() string {
	if k.Phone != "" {
		return k.Phone
	}
	return string(k.Name)
}
