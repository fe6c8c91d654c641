package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sort"
	"time"
)

// State is where a response stands. The list is closed.
type State string

const (
	Test        State = "test"        // from a preview; never counts
	Submitted   State = "submitted"   // counts
	Rejected    State = "rejected"    // put aside by a reviewer, with a reason; does not count
	Quarantined State = "quarantined" // kept but not accepted, as Flags say; does not count
	Withdrawn   State = "withdrawn"   // taken back by its respondent; does not count
)

// Flags that a response can come with, for whoever looks at it: what has one is Quarantined.
const (
	FlagClosed = "closed" // came when the survey took no answers
	FlagUnfit  = "unfit"  // finished on a device, and does not pass the checks as they are here and now
	FlagLink   = "link"   // finished on a device by a link that is out of use
	FlagQuota  = "quota"  // came when its quota was full
	FlagCopy   = "copy"   // came under the id of another response, with other content
)

// Counts reports whether responses of this state enter figures.
func (s State) Counts() bool { return s == Submitted }

// Channel is the way by which a response came in.
type Channel string

const (
	ByWeb    Channel = "web"
	ByAPI    Channel = "api"
	ByImport Channel = "import"
	ByDesk   Channel = "desk" // typed in or tried out at the desk
)

// Response is one filled form in its newest revision, as a store keeps it. What a client posts is Submission in
// docs/api.yaml; what goes out is Line of export/data. In an anonymous survey ID is a keyed hash of the posted id and
// every time is zero.
type Response struct {
	Survey   string   `json:"survey"`
	ID       string   `json:"id"`
	Revision int      `json:"revision"` // 1 for what was sent
	State    State    `json:"state"`
	Version  string   `json:"version"`
	Language string   `json:"language,omitempty"`
	Unit     string   `json:"unit,omitempty"` // what a token, a link or an import preset and nothing else; see Survey.UnitOf
	Class    string   `json:"class,omitempty"`
	Wave     string   `json:"wave,omitempty"`
	Link     string   `json:"link,omitempty"` // code of the link by which it came; "" in an anonymous survey
	Channel  Channel  `json:"channel,omitempty"`
	Batch    string   `json:"batch,omitempty"` // import that it came with
	Answers  Answers  `json:"answers"`
	Name     string   `json:"name,omitempty"`    // what the questionnaire's instance_name calls it, worked out when it came
	Skipped  []string `json:"skipped,omitempty"` // paths of the items that routing did not reach: not asked
	Unread   []Unread `json:"unread,omitempty"`  // what was finished on a device and is no answer to its item
	// wire hash, as Identity.WireHash keeps it of the canonical JSON of what was sent: hex
	SHA256      string   `json:"sha256"`
	RowHash     string   `json:"row,omitempty"`     // what a figure uses of this revision, as Identity.RowHash has it
	ReceiptHash string   `json:"receipt,omitempty"` // hash of the receipt code, for withdrawal
	Flags       []string `json:"flags,omitempty"`   // stable codes of what a reviewer should see: FlagClosed …
	Of          string   `json:"of,omitempty"`      // id of the response whose second copy it is; see FlagCopy

	Received time.Time `json:"received,omitzero"` // server's clock at revision 1, UTC to the millisecond; zero when anonymous
	Changed  time.Time `json:"changed,omitzero"`  // when this revision was stored, set by the store; zero when anonymous
	By       string    `json:"by,omitempty"`      // who made this revision; "" = the respondent
	Why      string    `json:"why,omitempty"`     // reason of a revision after the first
}

// Unread is what somebody answered on a device that cannot be kept as an answer: for the office to read, no part of any
// figure or export.
type Unread struct {
	Item string `json:"item" bson:"item"` // path, with the numbers of rows, or the name that no item has
	// as it was given; of a file its name, "" in an anonymous survey
	Text string `json:"text,omitempty" bson:"text,omitempty"`
}

// Key is what is counted, by content: identity and revision of a response, and its row hash, by which what was undone
// and imported again under the same id is another one. Row is "" for what was stored before there were row hashes. It
// is not part of what a Snapshot stores: no hash of an answer outlives that answer.
type Key struct {
	ID       string `json:"id"`
	Revision int    `json:"revision"`
	Row      string `json:"-"`
}

// Batch is one import of responses: nothing of it is seen before the store holds its Batch document.
type Batch struct {
	ID        string    `json:"id"`
	Survey    string    `json:"survey"`
	File      string    `json:"file"`
	SHA256    string    `json:"sha256"` // of the file
	Rows      int       `json:"rows"`
	By        string    `json:"by"`
	Committed time.Time `json:"committed,omitzero"`
	Undone    bool      `json:"undone,omitempty"`
}

// Picture says what was kept of a picture that came to an anonymous survey with more in it than it shows. The picture
// as it was sent is nowhere, and of its hash only a keyed one.
type Picture struct {
	SHA256 string `json:"sha256"` // of what was kept
}

// SnapshotID sorts keys by id and returns the SHA-256 over them in hex: one line "id revision row" each, without the
// row where there is none.
func SnapshotID(keys []Key) string {
	sort.Slice(keys, func(i, j int) bool { return keys[i].ID < keys[j].ID })
	h := sha256.New()
	for _, k := range keys {
		fmt.Fprintf(h, "%s %d", k.ID, k.Revision)
		if k.Row != "" {
			io.WriteString(h, " "+k.Row)
		}
		io.WriteString(h, "\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}
