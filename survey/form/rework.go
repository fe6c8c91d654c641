package form

import (
	"reflect"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Rework makes edited answers ready for a Fill. What nobody edits is as it was before: what a device noted, and what
// was drawn by lot, or told by the clock of the day alone. Other calculations are taken out, to be worked out anew, but
// for those that a trigger set off whose answer is as it was. dated: the clock of the Fill is that of the answers; else
// whatever reads the clock stays as well.
func (f *Form) Rework(answers, before survey.Answers, dated bool) {
	for path, was := range before {
		if field := f.ByPath[path]; field != nil && field.unedited() {
			answers[path] = was
		}
	}
	for path, v := range answers {
		field := f.ByPath[path]
		if field == nil {
			continue
		}
		for i, row := range v.Rows {
			var was survey.Answers
			if old := before[path].Rows; i < len(old) {
				was = old[i]
			}
			f.Rework(row, was, dated)
		}
		_, had := before[path]
		if field.unedited() && !had || !field.unedited() && field.reworked(answers, before, dated) {
			delete(answers, path)
		}
	}
}

// unedited reports whether an answer stays as it came, whatever else is put right.
func (f *Field) unedited() bool {
	if f.calculation == nil {
		return f.Kind.From == kinds.FromDevice
	}
	return f.byLot || f.Drawn() || f.calculation.Volatile() && len(f.calculation.Refs()) == 0
}

func (f *Field) reworked(answers, before survey.Answers, dated bool) bool {
	switch {
	case f.calculation == nil, !dated && f.calculation.Volatile():
		return false
	case f.Item.Trigger == "":
		return true
	}
	for _, t := range f.triggers {
		if t.Repeat == f.Repeat && !reflect.DeepEqual(answers[t.Path], before[t.Path]) {
			return reflect.DeepEqual(answers[f.Path], before[f.Path]) // else it was put right itself
		}
	}
	return false
}
