package survey

import "time"

// Link is an address of a survey that presets what the respondent need not choose.
type Link struct {
	Survey   string `json:"survey"`
	Code     string `json:"code"` // what stands in ?link=
	Label    string `json:"label,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Class    string `json:"class,omitempty"`
	Wave     string `json:"wave,omitempty"`
	Language string `json:"language,omitempty"`
	Off      bool   `json:"off,omitempty"`
}

// Token admits one response to a survey whose Access is ByToken. Only its hash is kept.
type Token struct {
	Survey string `json:"survey"`
	Hash   string `json:"hash"` // keyed hash of the token, hex
	Unit   string `json:"unit,omitempty"`
	Class  string `json:"class,omitempty"`
	Wave   string `json:"wave,omitempty"`
}

// Preset is what a link or a token says in the respondent's place; "" = it does not say.
type Preset struct{ Unit, Class, Wave string }

// Preset is what the link says.
func (l *Link) Preset() Preset { return Preset{l.Unit, l.Class, l.Wave} }

// Preset is what the token says.
func (t *Token) Preset() Preset { return Preset{t.Unit, t.Class, t.Wave} }

// Snapshot fixes which responses, in which revision, a report was made from.
type Snapshot struct {
	Survey string    `json:"survey"`
	ID     string    `json:"id"` // hex SHA-256 over the sorted keys
	Made   time.Time `json:"made"`
	Keys   []Key     `json:"keys"` // sorted by ID
}

// Secret is key material that the installation made for itself.
type Secret struct {
	Key []byte `json:"key"`
}
