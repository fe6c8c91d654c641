package form

import (
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey/expr"
)

// answerable reports whether whoever fills in can give the slot an answer now. What nobody can answer holds nobody up,
// however required: a choice of which the filter leaves nothing, the head of a table, an item that is read-only. One
// exception is Collect's way to stop a form: a required read-only item with a relevance of its own, which is there
// because of another answer, to be changed (getodk/collect issues 3162 and 4816).
func (x *Filled) answerable(s *Slot) bool {
	it := s.Field.Item
	if s.Field.Kind.Choosing() && (slices.Contains(strings.Fields(it.Appearance), "label") || len(x.Choices(s)) == 0) {
		return false
	}
	return !x.ReadOnly(s) || s.Field.Stops()
}

// Stops reports whether the field, when read-only, required and empty, stops the form on purpose.
func (f *Field) Stops() bool {
	depends := func(e *expr.Expr) bool { return e != nil && len(e.Refs()) > 0 }
	return depends(f.relevant) || depends(f.required)
}

// MaxRows is how many rows of one repeat can be filled in by hand; a program may send as many as repeat_count asks for.
const MaxRows = 500

// rowCount makes a number of rows of what repeat_count came to. As in Collect a fraction is cut off, and less than none
// is none.
func rowCount(v expr.Value) (n int, ok bool) {
	if v.Empty() {
		return 0, true
	}
	f := math.Trunc(v.Number())
	return int(max(0, min(f, math.MaxInt32))), !math.IsNaN(f)
}
