package xlsform

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// Limits of a sheet.
const (
	maxRows      = 1_048_576 // Excel's own
	maxColumns   = 16_384    // Excel's own
	maxCells     = 400_000   // cells with text, in all sheets that are read
	maxEmptyRows = 60        // after so many a sheet counts as ended, as in pyxform
)

// cellKind says what is behind a cell's text.
type cellKind uint8

const (
	plainCell   cellKind = iota
	formulaCell          // the text is the last result that Excel stored, maybe none
	errorCell            // the text is an Excel error: #REF!
)

// gridCell is one cell that holds something.
type gridCell struct {
	column int // 0-based
	text   string
	raw    string // the text as it was written, where cleaning changed it
	kind   cellKind
}

// written is the text before blanks were trimmed and letters composed.
func (c gridCell) written() string {
	if c.raw != "" {
		return c.raw
	}
	return c.text
}

type gridRow struct {
	number int // 1-based, as Excel counts
	cells  []gridCell
}

// grid is a sheet: the rows that hold something, up to the first long gap.
type grid struct {
	name string
	rows []gridRow
	lost int // the first row that holds something below that gap; 0 when none does
}

// book is a workbook of which the sheets are read as text. sheets holds those that an XLSForm consists of, by lower-case name.
type book struct {
	names  []string // of all sheets, in order
	sheets map[string]*grid
	refs   []sheetRef
	reader *bookReader
}

// sheetNames are the sheets that Read understands.
var sheetNames = []string{"survey", "choices", "settings", "external_choices", "entities", "osm"}

// bookReader reads the sheets of one workbook.
type bookReader struct {
	a        *archive
	shared   []string
	dates    []bool
	date1904 bool
	cells    int
	text     int
}

// readBook reads the sheets of an archive that inspect found harmless.
func readBook(a *archive) (*book, error) {
	refs, date1904, err := a.contents()
	if err != nil {
		return nil, err
	}
	r := &bookReader{a: a, date1904: date1904}
	if err := r.tables(); err != nil {
		return nil, err
	}
	b := &book{sheets: map[string]*grid{}, refs: refs, reader: r}
	for _, ref := range refs {
		b.names = append(b.names, ref.name)
		key := strings.ToLower(ref.name)
		if len(refs) == 1 && !supported(key) {
			key = "survey" // one sheet alone is the survey, whatever its name
		}
		if !supported(key) || b.sheets[key] != nil {
			continue
		}
		if b.sheets[key], err = r.sheet(ref); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// further reads a sheet that is no part of the XLSForm itself, nil when there is none of that name.
func (b *book) further(name string) (*grid, error) {
	for _, ref := range b.refs {
		if strings.EqualFold(ref.name, name) && !supported(strings.ToLower(ref.name)) {
			return b.reader.sheet(ref)
		}
	}
	return nil, nil
}

// tables reads what the cells of all sheets point into: shared strings and number formats.
func (r *bookReader) tables() error {
	root, err := r.a.target("_rels/.rels", "", "officeDocument", "xl/workbook.xml")
	if err != nil {
		return err
	}
	dir, file := path.Split(root)
	rels := dir + "_rels/" + file + ".rels"
	shared, err := r.a.target(rels, dir, "sharedStrings", "")
	if err != nil {
		return err
	}
	if r.shared, err = r.a.sharedStrings(shared); err != nil {
		return err
	}
	styles, err := r.a.target(rels, dir, "styles", "")
	if err != nil {
		return err
	}
	r.dates, err = r.a.dateStyles(styles)
	return err
}

func supported(name string) bool {
	for _, s := range sheetNames {
		if s == name {
			return true
		}
	}
	return false
}

// sheet reads the rows of one sheet.
func (r *bookReader) sheet(ref sheetRef) (*grid, error) {
	s := &sheetReader{bookReader: r, g: &grid{name: ref.name}}
	if ref.part == "" || r.a.parts[ref.part] == nil {
		return s.g, nil
	}
	return s.g, r.a.decode(ref.part, s.start, s.chars, s.end)
}

// sheetReader is the state of reading one sheet: the row and cell that are open.
type sheetReader struct {
	*bookReader
	g        *grid
	row      gridRow
	cell     gridCell
	last     int    // column of the cell before
	kind     string // t attribute: s, str, inlineStr, b, e, d, n or ""
	style    int
	inCell   bool
	beyond   bool // below the gap at which the sheet counts as ended
	phonetic int
	value    strings.Builder
}

func (s *sheetReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.startRow(attr(e, "r"))
	case "c":
		return s.startCell(e)
	case "f":
		s.cell.kind = formulaCell
	case "rPh":
		s.phonetic++
	case "sheetData", "v", "is", "t", "r":
	case "mergeCells", "conditionalFormatting", "dataValidations":
		return errStop // nothing of an XLSForm stands behind the cells
	}
	return nil
}

func (s *sheetReader) startRow(number string) error {
	n := s.row.number + 1
	if number != "" {
		v, err := strconv.Atoi(number)
		if err != nil || v < 1 || v > maxRows {
			return refuse("xml.row", "Trang “%s” ghi số dòng “%.20s” vượt giới hạn của Excel nên bị từ chối.", "Sheet “%s” has row number “%.20s”, beyond what Excel allows, and is refused.", s.g.name, number)
		}
		n = v
	}
	s.row, s.last = gridRow{number: n}, -1
	last := 0
	if len(s.g.rows) > 0 {
		last = s.g.rows[len(s.g.rows)-1].number
	}
	s.beyond = n > last+maxEmptyRows+1 && last > 0
	return nil
}

func (s *sheetReader) startCell(e xml.StartElement) error {
	column := s.last + 1 // a cell that does not say where it stands follows the one before
	if ref := attr(e, "r"); ref != "" {
		c, ok := columnOf(ref)
		if !ok {
			return refuse("xml.column", "Trang “%s” có ô “%.20s” vượt giới hạn của Excel nên bị từ chối.", "Sheet “%s” has cell “%.20s”, beyond what Excel allows, and is refused.", s.g.name, ref)
		}
		column = c
	}
	if column >= maxColumns {
		return refuse("xml.column", "Trang “%s” có quá %d cột.", "Sheet “%s” has more than %d columns.", s.g.name, maxColumns)
	}
	s.last = column
	s.cell = gridCell{column: column}
	s.kind = attr(e, "t")
	s.style, _ = strconv.Atoi(attr(e, "s"))
	s.value.Reset()
	s.inCell = true
	return nil
}

func (s *sheetReader) chars(in string, t xml.CharData) error {
	if !s.inCell || s.phonetic > 0 || (in != "v" && in != "t") {
		return nil
	}
	if s.text += len(t); s.text > maxTextBytes {
		return tooMuchText()
	}
	s.value.Write(t)
	return nil
}

func (s *sheetReader) end(name string) error {
	switch name {
	case "rPh":
		s.phonetic--
	case "c":
		s.inCell = false
		s.cell.text = s.cellText()
		if s.cell.text == "" && s.cell.kind == plainCell {
			return nil
		}
		if s.beyond {
			s.g.lost = s.row.number
			return errStop
		}
		if s.cells++; s.cells > maxCells {
			return refuse("xml.large", "Sổ tính có hơn %d ô có nội dung nên bị từ chối.", "The workbook has more than %d filled cells and is refused.", maxCells)
		}
		s.row.cells = append(s.row.cells, s.cell)
	case "row":
		if len(s.row.cells) > 0 {
			s.g.rows = append(s.g.rows, s.row)
		}
	case "sheetData":
		return errStop
	}
	return nil
}

// cellText is the cell's value as pyxform reads it: trimmed, in NFC, numbers and dates as text.
func (s *sheetReader) cellText() string {
	raw := s.value.String()
	switch s.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || i < 0 || i >= len(s.shared) {
			return ""
		}
		raw = s.shared[i]
	case "b":
		if strings.TrimSpace(raw) == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "e":
		s.cell.kind = errorCell
		return strings.TrimSpace(raw)
	case "", "n":
		raw = strings.TrimSpace(raw)
		if raw == "" {
			return ""
		}
		if s.style >= 0 && s.style < len(s.dates) && s.dates[s.style] {
			if d, ok := dateText(raw, s.date1904); ok {
				return d
			}
		}
		return numberText(raw)
	}
	text := cleanText(raw)
	if text != raw {
		s.cell.raw = raw
	}
	return text
}

// cleanText trims a text, brings it to NFC, makes hard blanks soft and undoes Excel's escape for carriage returns.
func cleanText(s string) string {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "_x000D_") {
		s = strings.ReplaceAll(s, "_x000D_", "")
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return survey.NFC(strings.ReplaceAll(s, "\u00a0", " "))
}

// columnOf is the 0-based column of a cell reference such as "AB12"; false when it is none that Excel has.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > maxColumns {
			return 0, false
		}
	}
	return n - 1, n > 0
}

// cellName is the reference of a cell: 1-based row, 0-based column.
func cellName(row, column int) string {
	var letters []byte
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters) + strconv.Itoa(row)
}
