package stats

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// setMissing takes the texts that stand for no answer.
func (c *csvReader) setMissing(opt CSVOptions) {
	c.missing, c.at, c.found = map[string]bool{}, make([]map[string]int, len(c.columns)), opt.Found
	for _, text := range opt.Missing {
		c.missing[text] = true
	}
	if c.found == nil {
		c.found = &CSVFound{}
	}
}

// absent is why a cell with a text holds no value: a stated absence as exports write it, or one of the texts that stand
// for no answer and are no code of a multiple choice; NotMissing for everything else.
func (c *csvReader) absent(j int, cell []byte) MissingKind {
	if bytes.HasPrefix(cell, []byte(`{"missing":`)) {
		var stated struct{ Missing string }
		if json.Unmarshal(cell, &stated) == nil {
			if why, ok := ParseMissing(stated.Missing); ok && why.Answered() {
				return why
			}
		}
	}
	if !c.missing[string(cell)] {
		return NotMissing
	}
	if _, isCode := c.columns[j].index[string(cell)]; isCode {
		return NotMissing
	}
	if c.at[j] == nil {
		c.at[j] = map[string]int{}
	}
	at, there := c.at[j][string(cell)]
	if !there {
		at = len(c.found.Missing)
		c.at[j][string(cell)] = at
		c.found.Missing = append(c.found.Missing, MissingInFile{Column: c.columns[j].Variable.Name, Text: string(cell)})
	}
	c.found.Missing[at].Cells++
	return NotAnswered
}

// sortFound puts what was found in the order of the columns.
func (c *csvReader) sortFound() {
	place := map[string]int{}
	for j, col := range c.columns {
		place[col.Variable.Name] = j
	}
	slices.SortStableFunc(c.found.Missing, func(a, b MissingInFile) int { return place[a.Column] - place[b.Column] })
}

// withoutGuard takes off the apostrophe that exports put before a text which a spreadsheet would take for a formula.
func withoutGuard(cell []byte) []byte {
	if len(cell) < 2 || cell[0] != '\'' {
		return cell
	}
	if sign, _ := utf8.DecodeRune(cell[1:]); bytes.ContainsRune([]byte("=+-@＝＋－＠'{ \t\r\n"), sign) {
		return cell[1:]
	}
	return cell
}

// blank reports whether cells hold nothing but blanks.
func blank(cells [][]byte) bool {
	for _, cell := range cells {
		if len(bytes.TrimSpace(cell)) > 0 {
			return false
		}
	}
	return true
}
