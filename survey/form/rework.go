package form

import (
	"reflect"

	"github.com/khaosat/khaosat/survey"
)

// Rework takes out of edited answers what a Fill is to work out anew: calculations, but for those that were drawn by
// lot or by the hour, and those that a trigger set off whose answer is as it was before. dated: the clock of the Fill
// is that of the answers; else what reads the clock stays as well.
func (f *Form) Rework(answers, before survey.Answers, dated bool) {
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
		if field.reworked(answers, before, dated) {
			delete(answers, path)
		}
	}
}

func (f *Field) reworked(answers, before survey.Answers, dated bool) bool {
	switch {
	case f.calculation == nil, f.drawn, !dated && f.calculation.Volatile():
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
