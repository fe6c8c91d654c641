package survey

import (
	"encoding/hex"
)

// RowHash is the keyed hash of everything that a figure can use of a revision: version, language, unit, class, wave,
// link, channel, state, answers and what was not asked. It is bound to survey and id, so that equal answers of two
// people have two hashes; a revision that changes none of these keeps it. 128 bits in hex. Answers that came back from
// a store give the hash that was stored.
func (i Identity) RowHash(r *Response) string {
	answers, skipped := r.Answers, r.Skipped
	if answers == nil {
		answers = Answers{}
	}
	if len(skipped) == 0 {
		skipped = []string{}
	}
	row := []byte{'['}
	for _, text := range []string{r.Version, r.Language, r.Unit, r.Class, r.Wave, r.Link, string(r.Channel),
		string(r.State)} {
		row = append(appendText(row, text), ',')
	}
	row = append(answers.AppendJSON(row), ',', '[')
	for k, path := range skipped {
		if k > 0 {
			row = append(row, ',')
		}
		row = appendText(row, path)
	}
	row = append(row, ']', ']')
	return hex.EncodeToString(i.mac("row", r.Survey, r.ID, string(row))[:16])
}
