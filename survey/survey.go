package survey

import (
	"sync"
	"time"
)

// Mode says whether responses can be traced to people. It is fixed when the survey is first published.
type Mode string

const (
	Named     Mode = "named"
	Anonymous Mode = "anonymous"
)

// MinimumBase is of how many people a figure must be at least where it could tell of single ones: on the public page,
// and by unit in an anonymous survey.
const MinimumBase = 5

// Access says who may answer.
type Access string

const (
	Open    Access = "open"
	ByToken Access = "token"
)

// Survey is a questionnaire's life: versions, units, waves, links and answers belong to one.
type Survey struct {
	Slug     string    `json:"slug"`
	Title    Text      `json:"title"`
	Mode     Mode      `json:"mode"`
	Access   Access    `json:"access"`
	TimeZone string    `json:"time_zone"` // IANA name
	Current  string    `json:"current"`   // version that new respondents get; "" = never published
	Versions []string  `json:"versions"`  // published, oldest first
	Closed   bool      `json:"closed,omitempty"`
	Opens    time.Time `json:"opens,omitzero"`
	Closes   time.Time `json:"closes,omitzero"`
	Units    string    `json:"units,omitempty"`     // UnitSet.ID
	UnitDay  Day       `json:"unit_day,omitempty"`  // on which day codes are read
	UnitItem string    `json:"unit_item,omitempty"` // item whose answer is the unit's code, when no link says it
	Classes  []Class   `json:"classes,omitempty"`
	Waves    []Wave    `json:"waves,omitempty"`
	Wave     string    `json:"wave,omitempty"`   // current wave, given to answers that bring none
	Public   bool      `json:"public,omitempty"` // results shown at /r/{slug}
	Created  time.Time `json:"created"`
}

// Zone is the survey's time zone; Asia/Ho_Chi_Minh when the survey names none that this machine knows.
func (s *Survey) Zone() *time.Location {
	if loc, ok := zones.Load(s.TimeZone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == "" {
		return vietnam
	}
	zones.Store(s.TimeZone, loc)
	return loc
}

// zones are the time zones that were read from the machine, by name.
var zones sync.Map

var vietnam = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// TakesAnswers reports whether the survey is published and open at the moment.
func (s *Survey) TakesAnswers(now time.Time) bool {
	return s.Current != "" && !s.Closed && (s.Opens.IsZero() || !now.Before(s.Opens)) &&
		(s.Closes.IsZero() || now.Before(s.Closes))
}

// Version is a stored version of a questionnaire: a draft until Published is set, immutable from then on.
type Version struct {
	Survey        string         `json:"survey"`
	Version       string         `json:"version"`
	Questionnaire *Questionnaire `json:"questionnaire"`
	Published     time.Time      `json:"published,omitzero"`
	By            string         `json:"by,omitempty"`
	After         string         `json:"after,omitempty"`     // version that respondents got before it, which its changes are against
	Decisions     []Decision     `json:"decisions,omitempty"` // what By decided about the answers before; see History
	Accepted      bool           `json:"accepted,omitempty"`  // By confirmed the changes of meaning
}

// Decision is what the author of a version decided about an item that changed.
type Decision struct {
	Item  string `json:"item"` // its path in the version
	Merge Merge  `json:"merge"`
}

// Merge is what is to become of the answers that were given before an item changed.
type Merge string

const (
	Pool  Merge = "pooled" // gộp: counted together with the new ones
	Apart Merge = "apart"  // tách: figures of their own
)
