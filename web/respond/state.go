package respond

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// state is what travels with a respondent from page to page in a hidden field, signed: nothing is stored before Send.
type state struct {
	ID      string              `json:"id"` // of the response to be, made at the first page
	Version string              `json:"v"`
	Started int64               `json:"s"`           // Unix seconds
	Shown   int64               `json:"n"`           // when the page at hand was made, Unix seconds
	Texts   map[string][]string `json:"a,omitempty"` // input name → what was typed; a key without texts: asked, left blank
	Rows    map[string]int      `json:"r,omitempty"` // path of a repeat → its number of rows
	Left    []string            `json:"l,omitempty"` // paths of answers of which the respondent knows that they will not be sent
	Scripts bool                `json:"j,omitempty"` // the phone runs scripts
	// start, today, deviceid, … → what items of that kind hold; in an anonymous survey today alone
	Meta map[string]string `json:"m,omitempty"`
}

// statePurpose keeps these signatures apart from all others of the installation.
const statePurpose = "respondent state"

// seal writes the state as text that only this installation can have made, for this survey.
func (st *state) seal(id survey.Identity, slug string) (string, error) {
	b, err := json.Marshal(st)
	if err != nil {
		return "", err
	}
	enc := base64.RawURLEncoding
	return enc.EncodeToString(b) + "." + enc.EncodeToString(id.Sign(statePurpose, signed(slug, b))), nil
}

func signed(slug string, payload []byte) []byte {
	return append([]byte(slug+"\x00"), payload...)
}

// unseal reads what seal wrote; false when it was changed or made for another survey.
func unseal(id survey.Identity, slug, text string) (*state, bool) {
	payload, mac, ok := strings.Cut(text, ".")
	if !ok {
		return nil, false
	}
	enc := base64.RawURLEncoding
	b, err := enc.DecodeString(payload)
	if err != nil {
		return nil, false
	}
	sum, err := enc.DecodeString(mac)
	if err != nil || !id.Signed(statePurpose, signed(slug, b), sum) {
		return nil, false
	}
	st := &state{}
	if err := json.Unmarshal(b, st); err != nil {
		return nil, false
	}
	st.init()
	return st, true
}

// beginAs makes the state of a kept page, which several people may fill in, that of the response which one of them
// sends.
func (st *state) beginAs(p *posted, now time.Time) {
	id, ok := survey.CleanID(p.get(inputID))
	if !ok {
		return
	}
	st.ID = id
	began, err := strconv.ParseInt(p.get(inputBegan), 10, 64)
	if began /= 1000; err != nil || began < st.Started || began > now.Unix() {
		began = now.Unix() // a clock that is wrong tells nothing
	}
	st.Started = began
	st.Shown = max(st.Shown, began) // the page was made earlier, for all who fill it in
}

func (st *state) init() {
	if st.Texts == nil {
		st.Texts = map[string][]string{}
	}
	if st.Rows == nil {
		st.Rows = map[string]int{}
	}
	if st.Meta == nil {
		st.Meta = map[string]string{}
	}
}
