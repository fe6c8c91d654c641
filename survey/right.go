package survey

// Action is what a person may do in a survey for a subtree of units.
type Action string

const (
	SeeTotals  Action = "see_totals"
	SeeRows    Action = "see_rows"
	Edit       Action = "edit"
	Publish    Action = "publish"
	Administer Action = "administer"
)

// Grant gives actions in one survey ("*" = every) under one unit ("" = all).
type Grant struct {
	Survey  string   `json:"survey"`
	Unit    string   `json:"unit,omitempty"`
	Actions []Action `json:"actions"`
}

// Role names a bundle of grants.
type UserRole string

const (
	Admin   UserRole = "admin"
	Analyst UserRole = "analyst"
)

// Grants lists what a role may do; false for a role that does not exist.
func (r UserRole) Grants() ([]Grant, bool) {
	switch r {
	case Admin:
		return []Grant{{Survey: "*", Actions: []Action{SeeTotals, SeeRows, Edit, Publish, Administer}}}, true
	case Analyst:
		return []Grant{{Survey: "*", Actions: []Action{SeeTotals, SeeRows, Edit, Publish}}}, true
	}
	return nil, false
}

// Actor is who asks. The zero Actor is nobody: a respondent.
type Actor struct {
	Name   string
	Grants []Grant
}

// System is the program itself: the demo and commands run by whoever holds the data folder.
func System(name string) Actor {
	grants, _ := Admin.Grants()
	return Actor{Name: name, Grants: grants}
}

// May reports whether the actor may do the action in the survey for the unit; under decides whether a unit lies in the
// subtree of another and may be nil when only grants without a unit count.
func (a Actor) May(action Action, survey, unit string, under func(unit, top string) bool) bool {
	for _, g := range a.Grants {
		if g.Survey != "*" && g.Survey != survey {
			continue
		}
		if g.Unit != "" && (under == nil || !under(unit, g.Unit)) {
			continue
		}
		for _, x := range g.Actions {
			if x == action {
				return true
			}
		}
	}
	return false
}

// Refused is the error for an actor who may not do what was asked: Forbidden, "right.missing".
func (a Actor) Refused() error {
	return Fail(Forbidden, "right.missing", "account", a.Name)
}

// User is a person who may log in.
type User struct {
	Name     string   `json:"name"`
	Role     UserRole `json:"role"`
	Grants   []Grant  `json:"grants,omitempty"` // further grants of this person
	Password string   `json:"password"`         // PHC string of argon2id
	Off      bool     `json:"off,omitempty"`
}

// APIKey lets a program in. Only the hash of the key is kept.
type APIKey struct {
	Name string   `json:"name"`
	Role UserRole `json:"role"`
	Hash string   `json:"hash"` // hex SHA-256 of the key, which is the table key as well
}

// Session is a login at the desk, kept at the server. The table key is the hash of the cookie's value.
type Session struct {
	User    string `json:"user"`
	Expires int64  `json:"expires"`           // Unix seconds; later at each use
	Started int64  `json:"started,omitempty"` // Unix seconds; 0 = by an earlier version, which did not note it
}

// Actor is the person as somebody who asks.
func (u *User) Actor() Actor {
	grants, _ := u.Role.Grants()
	return Actor{Name: u.Name, Grants: append(grants, u.Grants...)}
}
