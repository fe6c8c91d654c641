package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey/xlsx"
)

// gap collects what one language lacks.
type gap struct {
	count int
	cells []string // "survey!D5", the first few
	sheet string
	cell  string // of the first
}

// checkCoverage says for each language which texts it lacks that another language has. People then read the other
// language.
func (r *reader) checkCoverage() {
	if len(r.langs.list) < 2 {
		return
	}
	gaps := make([]gap, len(r.langs.list))
	for _, t := range []*table{r.survey, r.choices} {
		if t != nil {
			r.tableGaps(t, gaps)
		}
	}
	for i, g := range gaps {
		if g.count == 0 {
			continue
		}
		cells := strings.Join(g.cells, ", ")
		if g.count > len(g.cells) {
			cells += ", …"
		}
		name := r.langs.list[i].Header
		if name == "" {
			name = r.langs.list[i].Name
		}
		r.warn(g.sheet, g.cell, "language.missing", "language", name, "n", g.count, "cells", cells)
	}
}

// fieldColumns are the columns of a translatable field, 0-based.
type fieldColumns struct {
	by    []int // for each language; -1 where it has none
	some  int   // a column that the field has
	plain int   // the column without a language where it serves all of them; -1 when there is none
}

// tableGaps counts the texts that each language lacks in a sheet.
func (r *reader) tableGaps(t *table, gaps []gap) {
	fields := r.fieldColumns(t)
	for _, rec := range t.rows {
		if t == r.survey && rec.text(colType) == "" || t == r.choices && rec.text(colListName) == "" {
			continue
		}
		filled := map[int]bool{}
		for _, c := range rec.cells {
			if c.text != "" {
				filled[c.column] = true
			}
		}
		for _, f := range fields {
			f.missing(filled, func(language, column int) {
				g := &gaps[language]
				cell := xlsx.CellName(rec.number, column)
				if g.count == 0 {
					g.sheet, g.cell = t.sheet, cell
				}
				if g.count++; len(g.cells) < 5 {
					g.cells = append(g.cells, t.sheet+"!"+cell)
				}
			})
		}
	}
}

// missing calls f for each language that lacks a field which another language has in the row.
func (f *fieldColumns) missing(filled map[int]bool, call func(language, column int)) {
	some := false
	for _, c := range f.by {
		some = some || filled[c]
	}
	if !some || filled[f.plain] {
		return // nothing there, or one picture for all
	}
	for language, c := range f.by {
		switch {
		case c < 0:
			call(language, f.some)
		case !filled[c]:
			call(language, c)
		}
	}
}

// fieldColumns finds the columns of each field that stands in more languages than one.
func (r *reader) fieldColumns(t *table) []*fieldColumns {
	var out []*fieldColumns
	byName := map[string]*fieldColumns{}
	index := map[string]int{}
	for i, l := range r.langs.list {
		index[l.ID] = i
	}
	for _, h := range t.headers {
		if !translatable[h.name] {
			continue
		}
		f := byName[h.name]
		if f == nil {
			f = &fieldColumns{by: make([]int, len(r.langs.list)), some: h.column, plain: -1}
			for i := range f.by {
				f.by[i] = -1
			}
			byName[h.name] = f
			out = append(out, f)
		}
		id := r.plainID
		if h.language != "" {
			id = r.langs.ids[h.language]
		}
		switch i, ok := index[id]; {
		case h.language == "" && isMedia(h.name):
			f.plain = h.column
		case ok:
			f.by[i] = h.column
		}
	}
	return out
}

func isMedia(column string) bool {
	return column == colImage || column == colBigImage || column == colAudio || column == colVideo
}
