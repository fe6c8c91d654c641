package stats

// Kind is what a column holds.
type Kind uint8

// The kinds of variables.
const (
	Single Kind = iota // one code of a code list
	Multi              // any number of codes of a code list: one bit for each
	Number             // a float64
	Rank               // codes of a code list in an order, best first
)

var kindNames = [...]string{"single", "multi", "number", "rank"}

// String names the kind: "single", "multi", "number" or "rank".
func (k Kind) String() string { return kindNames[k] }

// several tells whether a row may hold more than one code.
func (k Kind) several() bool { return k == Multi || k == Rank }

// Role is the part that a code plays in its scale, in the words of the XLSForm column "role".
type Role string

// The roles. The last three are missing kinds: such a code is counted and shown, but stands outside the valid base.
const (
	RoleNone           Role = ""
	RolePositiveStrong Role = "positive_strong"
	RolePositive       Role = "positive"
	RoleNeutral        Role = "neutral"
	RoleNegative       Role = "negative"
	RoleDontKnow       Role = "dont_know"
	RoleRefused        Role = "refused"
	RoleNotApplicable  Role = "not_applicable"
)

// Missing is the missing kind of a role, NotMissing for a role that counts.
func (r Role) Missing() MissingKind {
	switch r {
	case RoleDontKnow:
		return DontKnow
	case RoleRefused:
		return Refused
	case RoleNotApplicable:
		return NotApplicable
	}
	return NotMissing
}

// Code is one choice of a code list.
type Code struct {
	Value    string  // as stored in answers
	Label    string  // as printed, in the language of the tables
	Role     Role    // its part in a rating scale, "" if none
	Score    float64 // its score, where HasScore
	HasScore bool
}

// Variable describes a column: an item of a questionnaire, a unit, a weight, a sampling key.
type Variable struct {
	Name  string
	Label string
	Kind  Kind
	Codes []Code // of Single, Multi and Rank, in the order of tables
	// Open lets a Single column take codes that are not yet listed, in order of appearance (units, sampling keys, free
	// categories). Otherwise a code outside the list is an error.
	Open bool
}

// CodeIndex is the position of a code value, -1 if the variable does not list it.
func (v *Variable) CodeIndex(value string) int {
	for i := range v.Codes {
		if v.Codes[i].Value == value {
			return i
		}
	}
	return -1
}

// TopBox lists the positions of the strongest positive codes; it is empty for a variable that is no rating scale.
func (v *Variable) TopBox() []int { return v.withRoles(RolePositiveStrong) }

// Top2Box lists the positions of all positive codes, strongest included.
func (v *Variable) Top2Box() []int { return v.withRoles(RolePositiveStrong, RolePositive) }

// box is a net of a rating scale by the name of its row.
type box struct {
	name  string
	codes []int
}

// boxes are the top boxes of a rating scale; one of which no code has a role is left out.
func (v *Variable) boxes() []box {
	var out []box
	for _, b := range []box{{"top_box", v.TopBox()}, {"top2_box", v.Top2Box()}} {
		if v.Kind == Single && len(b.codes) > 0 {
			out = append(out, b)
		}
	}
	return out
}

// Scored tells whether any code of the variable has a score.
func (v *Variable) Scored() bool {
	for _, c := range v.Codes {
		if c.HasScore && c.Role.Missing() == NotMissing {
			return true
		}
	}
	return false
}

// valid tells whether a code counts in the valid base.
func (v *Variable) valid(code int) bool { return v.Codes[code].Role.Missing() == NotMissing }

func (v *Variable) withRoles(roles ...Role) []int {
	var list []int
	for i, c := range v.Codes {
		for _, r := range roles {
			if c.Role == r {
				list = append(list, i)
			}
		}
	}
	return list
}
