package form

import (
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
)

// instanceID is the name by which XLSForm calls the response itself: ${instanceID} is "uuid:" and its id.
const (
	instanceID     = "instanceID"
	instanceIDPath = RootName + "/meta/" + instanceID
)

// ClockOf is the clock of evaluations for a response to the survey; id is the one that its sender made, "" when there
// is none yet. In an anonymous survey expressions are told no id: what a calculation kept of it would link the answers
// to who sent them, as the posted id must be stored nowhere. ${instanceID} is "" then, on the phone as well, and
// wherever there is no id.
func ClockOf(s *survey.Survey, now func() time.Time, id string) Clock {
	c := Clock{Now: now, Zone: s.Zone()}
	if s.Mode != survey.Anonymous {
		c.ID = id
	}
	return c
}

// TellsID reports whether an expression or text of the form speaks of ${instanceID}.
func (f *Form) TellsID() bool { return f.tellsID }

// meant notes that an expression speaks of the response's id: only then the tree of answers has a place for it, because
// expressions may count what is in the tree.
func (f *Form) meant(e *expr.Expr) {
	for _, ref := range e.Refs() {
		if ref.Name == instanceID && len(f.byName[instanceID]) == 0 ||
			strings.HasSuffix(ref.Path, "/meta/"+instanceID) {
			f.tellsID = true
		}
	}
}

// nameResponse puts the response's id where ODK has it.
func (x *Filled) nameResponse(id string) {
	if !x.Form.tellsID {
		return
	}
	if id != "" {
		x.id = "uuid:" + id
	}
	x.root.Append("meta", "").Append(instanceID, x.id)
}
