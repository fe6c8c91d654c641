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

// Claim burns a token: it is won by the first insert. Claim.By is a keyed hash of the posted id and shares nothing with
// the stored answer, so that a resend is recognised and nobody can join the two.
type Claim struct {
	Survey string `json:"survey"`
	Token  string `json:"token"` // Token.Hash
	By     string `json:"by"`
}

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
