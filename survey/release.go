package survey

import "time"

// Release is what the public page shows of a wave until the next one; results.Release says when that comes and what is
// in it. There is no time in it.
type Release struct {
	Survey  string         `json:"survey"`
	Wave    string         `json:"wave,omitempty"`   // as in results.Results
	Created time.Time      `json:"created,omitzero"` // of the survey: another one under its name has releases of its own
	Seen    int64          `json:"seen"`             // responses that counted when figures were last compared
	Counted int64          `json:"counted"`          // of how many responses the public knows
	Items   []ReleasedItem `json:"items,omitempty"`  // by name
}

// ReleasedItem is what the public knows of an item, by names that package results gives. They stand in lists: codes of
// choices are no names of fields in every engine.
type ReleasedItem struct {
	Name    string          `json:"name"`              // as in results.Item.Name
	Parts   []ReleasedCount `json:"parts"`             // people, each in one part
	Counts  []ReleasedCount `json:"counts,omitempty"`  // people, who may be in several
	Numbers []float64       `json:"numbers,omitempty"` // total, mean and standard deviation of all valid answers
}

// ReleasedCount is how many people there are of a kind.
type ReleasedCount struct {
	Of string `json:"of"`
	N  int64  `json:"n"`
}
