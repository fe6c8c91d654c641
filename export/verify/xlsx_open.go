package verify

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
)

// maxUnzipped is how many bytes the parts of a workbook may unpack to that is verified.
const maxUnzipped = 1 << 30

// file is a workbook as it is read to be verified: what its cells say, whatever program saved it last. excelize's reader tells no number from
// a text in a stream, so this one reads the parts itself (ECMA-376 part 1, 18.2-18.4).
type file struct {
	sheets []*openSheet
	names  map[string]workbook.Place // by defined name in small letters; only those that point to one cell

	parts       map[string]*zip.File
	shared      []string
	formats     []string // number formats of styles
	conditional string   // a number format that some condition shows numbers in; "" = none
	left        int64    // bytes that may still be unpacked
}

// openSheet is one sheet.
type openSheet struct {
	name     string
	rows     [][]workbook.CellValue
	formulas []string // cells whose value is worked out by the program that opens it
}

// at is the value of a cell by its 1-based column and row.
func (s *openSheet) at(col, row int) workbook.CellValue {
	if s == nil || row < 1 || col < 1 || row > len(s.rows) || col > len(s.rows[row-1]) {
		return workbook.CellValue{}
	}
	return s.rows[row-1][col-1]
}

// sheet finds a sheet by its name, nil when there is none.
func (w *file) sheet(name string) *openSheet {
	for _, s := range w.sheets {
		if s.name == name {
			return s
		}
	}
	return nil
}

// openWorkbook reads a workbook of any program.
func openWorkbook(b []byte) (*file, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	w := &file{names: map[string]workbook.Place{}, parts: map[string]*zip.File{}, left: maxUnzipped}
	for _, f := range z.File {
		w.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	targets, styles := map[string]string{}, ""
	err = w.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
			if strings.HasSuffix(attribute(e, "Type"), "/styles") {
				styles = strings.TrimPrefix(target, "/")
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := w.readShared(); err != nil {
		return nil, err
	}
	if err := w.readStyles(styles); err != nil {
		return nil, err
	}
	if err := w.readIndex(targets); err != nil {
		return nil, err
	}
	return w, nil
}

// each calls f for every element that begins in a part.
func (w *file) each(part string, f func(*xml.Decoder, xml.StartElement) error) error {
	p := w.parts[part]
	if p == nil {
		return fmt.Errorf("no part %s", part)
	}
	in, err := p.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(&limited{in, &w.left})
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f(d, e); err != nil {
				return err
			}
		}
	}
}

// limited reads no more than what is left for all parts together.
type limited struct {
	in   io.Reader
	left *int64
}

func (l *limited) Read(b []byte) (int, error) {
	n, err := l.in.Read(b)
	if *l.left -= int64(n); *l.left < 0 {
		return n, errors.New("the parts are too large")
	}
	return n, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readIndex reads the list of sheets, each sheet, and the defined names.
func (w *file) readIndex(targets map[string]string) error {
	return w.each("xl/workbook.xml", func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "sheet":
			s, err := w.readSheet(attribute(e, "name"), targets[attribute(e, "id")])
			w.sheets = append(w.sheets, s)
			return err
		case "definedName":
			var refers string
			name := strings.ToLower(attribute(e, "name"))
			if err := d.DecodeElement(&refers, &e); err != nil {
				return err
			}
			if at, ok := placeOf(refers); ok {
				w.names[name] = at
			}
		}
		return nil
	})
}

var cellReference = regexp.MustCompile(`^=?\$?(?:'((?:[^']|'')*)'|([^'!]+))[!.]\$?([A-Z]{1,3})\$?([0-9]+)$`)

// placeOf reads a reference to one cell: 'Tổng hợp'!$F$7.
func placeOf(refers string) (workbook.Place, bool) {
	m := cellReference.FindStringSubmatch(strings.TrimSpace(refers))
	if m == nil {
		return workbook.Place{}, false
	}
	return workbook.Place{Sheet: strings.ReplaceAll(m[1], "''", "'") + m[2], Cell: m[3] + m[4]}, true
}

// readShared reads the texts that cells share, when there are any.
func (w *file) readShared() error {
	if w.parts["xl/sharedStrings.xml"] == nil {
		return nil
	}
	return w.each("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := richText(d)
		w.shared = append(w.shared, text)
		return err
	})
}

// richText is the text of an element, its runs together, without what is written above it for its pronunciation.
func richText(d *xml.Decoder) (string, error) {
	var out strings.Builder
	for depth, texts, aside := 1, 0, 0; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "t":
				texts++
			case "rPh":
				aside++
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "t":
				texts--
			case "rPh":
				aside--
			}
		case xml.CharData:
			if texts > 0 && aside == 0 {
				out.Write(t)
			}
		}
	}
	return unescaped(out.String()), nil
}

var escapedSign = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped puts characters in the place of _x000D_ and its kind; ends of lines are those of Excel.
func unescaped(s string) string {
	if strings.Contains(s, "_x") {
		s = escapedSign.ReplaceAllStringFunc(s, func(m string) string {
			n, _ := strconv.ParseUint(m[2:6], 16, 32)
			return string(rune(n))
		})
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// readSheet reads the cells of a sheet.
func (w *file) readSheet(name, part string) (*openSheet, error) {
	s := &openSheet{name: name}
	row, col := 0, 0
	err := w.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			row, col = row+1, 0
			if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
				row = n
			}
		case "c":
			col++
			if r := attribute(e, "r"); r != "" {
				var err error
				if col, row, err = excelize.CellNameToCoordinates(r); err != nil {
					return err
				}
			}
			v, formula, err := w.readCell(d, attribute(e, "t"))
			if err != nil {
				return err
			}
			v.Format = w.formatAt(attribute(e, "s"))
			return s.put(col, row, v, formula)
		}
		return nil
	})
	return s, err
}

// put keeps a cell.
func (s *openSheet) put(col, row int, v workbook.CellValue, formula bool) error {
	if formula {
		s.formulas = append(s.formulas, cell.Name(col, row))
	}
	if v.Kind == 0 {
		return nil
	}
	if row < 1 || row > excelize.TotalRows || col > excelize.MaxColumns {
		return errors.New("a cell beyond the sheet")
	}
	for len(s.rows) < row {
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[row-1]) < col {
		s.rows[row-1] = append(s.rows[row-1], workbook.CellValue{})
	}
	s.rows[row-1][col-1] = v
	return nil
}

// readCell reads a cell to its end. kind is its type as the file has it.
func (w *file) readCell(d *xml.Decoder, kind string) (v workbook.CellValue, formula bool, err error) {
	for {
		t, err := d.Token()
		if err != nil {
			return v, formula, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			if t.Name.Local == "c" {
				return v, formula, nil
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "is":
				text, err := richText(d)
				if err != nil {
					return v, formula, err
				}
				v = workbook.TextValue(text)
			case "v":
				var raw string
				if err := d.DecodeElement(&raw, &t); err != nil {
					return v, formula, err
				}
				if v, err = w.valueIn(kind, raw); err != nil {
					return v, formula, err
				}
			}
		}
	}
}

// valueIn understands the value of a cell of a type.
func (w *file) valueIn(kind, raw string) (workbook.CellValue, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || i < 0 || i >= len(w.shared) {
			return workbook.CellValue{}, fmt.Errorf("no shared text %q", raw)
		}
		return workbook.TextValue(w.shared[i]), nil
	case "", "n":
		if strings.TrimSpace(raw) == "" {
			return workbook.CellValue{}, nil
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
		return workbook.NumberValue(x), err
	}
	return workbook.TextValue(unescaped(raw)), nil
}
