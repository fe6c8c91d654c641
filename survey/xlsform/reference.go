package xlsform

import (
	"strings"

	"github.com/khaosat/khaosat/survey/xlsx"
)

const lastSaved = "last-saved#"

// references finds the names in ${...}. ok is false when a brace is open or holds something else than one name. Braces
// without anything inside are plain text.
func references(s string) (names []string, ok bool) {
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			return names, true
		}
		s = s[i+2:]
		j := strings.IndexByte(s, '}')
		if j < 0 {
			return names, false
		}
		if j == 0 {
			continue
		}
		name := strings.TrimPrefix(s[:j], lastSaved)
		if !isName(name) {
			return names, false
		}
		names = append(names, name)
		s = s[j+1:]
	}
}

// isReference reports whether s is one reference and nothing else.
func isReference(s string) bool {
	names, ok := references(s)
	return ok && len(names) == 1 && strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}") &&
		strings.Count(s, "$") == 1
}

// knownNames counts the rows that have a name.
type knownNames struct {
	rows  map[string]int
	shown map[string]bool // names that a person sees: a trigger may name only these
	quiet map[string]bool // names of questions that are never shown
}

func newKnownNames() *knownNames {
	return &knownNames{rows: map[string]int{}, shown: map[string]bool{}, quiet: map[string]bool{}}
}

// checkReferences looks at every ${name} of the workbook: survey cells of any column but type and name, settings, and
// the texts of choices. pyxform refuses names that no row has and names that several rows have.
func (r *reader) checkReferences(t *table, skip func(header) bool) {
	if t == nil {
		return
	}
	for _, rec := range t.rows {
		if len(r.problems) >= maxProblems {
			return
		}
		for _, c := range rec.cells {
			h := t.headers[t.at[c.column]]
			if skip(h) || !strings.Contains(c.text, "${") {
				continue
			}
			r.checkNames(t.sheet, xlsx.CellName(rec.number, c.column), plain(c.text), h.known &&
				h.name != colParameters)
		}
	}
}

// checkReference looks at the references of one cell.
func (r *reader) checkReference(sheet, at, text string) { r.checkNames(sheet, at, text, true) }

// checkNames looks at the references of one cell; used tells that something is put in their place.
func (r *reader) checkNames(sheet, at, text string, used bool) {
	names, ok := references(text)
	if !ok && len(text) > len("${") {
		r.fail(sheet, at, "reference.syntax")
	}
	said := map[string]bool{}
	for _, n := range names {
		if said[n] {
			continue
		}
		said[n] = true
		switch count := r.names.rows[n]; {
		case used && r.externals[n]:
			r.fail(sheet, at, "reference.external", "name", n)
		case count > 1, used && r.treeNames[n] > 1:
			count = max(count, r.treeNames[n])
			r.fail(sheet, at, "reference.ambiguous", "name", "${"+n+"}", "count", count)
		case count == 0:
			hint := didYouMean(n, r.names.rows)
			r.fail(sheet, at, "reference.unknown", "name", "${"+n+"}", "hint", hint)
		}
	}
	if strings.Contains(text, "${"+lastSaved) {
		r.warn(sheet, at, "last_saved")
	}
}
