package survey

// Role is what a choice means on a rating scale. The roles DontKnow, Refused and NotApplicable are the missing kinds:
// such an answer was given but is outside the valid base.
type Role string

const (
	NoRole         Role = ""
	PositiveStrong Role = "positive_strong"
	Positive       Role = "positive"
	Neutral        Role = "neutral"
	Negative       Role = "negative"
	DontKnow       Role = "dont_know"
	Refused        Role = "refused"
	NotApplicable  Role = "not_applicable"
)

// Roles lists every role that an author may write, in the order of a scale.
func Roles() []Role {
	return []Role{PositiveStrong, Positive, Neutral, Negative, DontKnow, Refused, NotApplicable}
}

// Missing reports whether the role keeps an answer out of the valid base.
func (r Role) Missing() bool { return r == DontKnow || r == Refused || r == NotApplicable }

// Choice is one answer of a choice list.
type Choice struct {
	Code      string            `json:"code"`
	Label     Text              `json:"label,omitempty"`
	Role      Role              `json:"role,omitempty"`
	Score     string            `json:"score,omitempty"` // decimal, "" = none
	Exclusive bool              `json:"exclusive,omitempty"`
	Media     map[string]Text   `json:"media,omitempty"`   // image, audio, video, big-image → file name by language
	Columns   map[string]string `json:"columns,omitempty"` // further columns of the row, for choice_filter
	Source    Place             `json:"source,omitzero"`
}

// ChoiceList is a named list of choices in the author's order. Several items may share one: a battery.
type ChoiceList struct {
	Name    string   `json:"name"`
	Choices []Choice `json:"choices"`
	File    string   `json:"file,omitempty"` // select_one_from_file: the choices come from this attached file
}

// Choice returns the choice with the code, nil when the list has none.
func (l *ChoiceList) Choice(code string) *Choice {
	for i := range l.Choices {
		if l.Choices[i].Code == code {
			return &l.Choices[i]
		}
	}
	return nil
}

// IsScale reports whether the list rates something: one of its choices has a positive, neutral or negative role.
func (l *ChoiceList) IsScale() bool {
	for _, c := range l.Choices {
		if c.Role != NoRole && !c.Role.Missing() {
			return true
		}
	}
	return false
}
