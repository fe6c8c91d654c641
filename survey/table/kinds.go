package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// kinds reads beside the values of a sheet's cells what they are: numbers or texts, and what is shown of a number.
type kinds struct {
	io.Closer
	xml      *xml.Decoder
	shows    []showing // by style
	from1904 bool
	row      int             // of numbers
	numbers  map[int]showing // by column, those that hold a number
	ended    bool
}

// newKinds opens a sheet's part.
func newKinds(f *excelize.File, b []byte, sheet int) (*kinds, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	part, from1904, err := sheetPart(z, sheet)
	if err != nil {
		return nil, err
	}
	in, err := z.Open(part)
	if err != nil {
		return nil, err
	}
	return &kinds{Closer: in, xml: xml.NewDecoder(io.LimitReader(in, 1<<30)), shows: showings(f), from1904: from1904}, nil
}

// tell writes days and times into the cells of a row, and marks the fractions.
func (k *kinds) tell(line int, row *sheetRow) {
	for k.row < line && !k.ended {
		k.next()
	}
	if k.row != line {
		return
	}
	for i, shows := range k.numbers {
		if i >= len(row.cells) {
			continue
		}
		if text, ok := shows.iso(row.cells[i], k.from1904); ok {
			row.cells[i] = text
		} else if withPoint.MatchString(row.cells[i]) {
			if row.numbers == nil {
				row.numbers = make([]bool, len(row.cells))
			}
			row.numbers[i] = true
		}
	}
}

// next reads what the cells of the next row are.
func (k *kinds) next() {
	k.numbers = map[int]showing{}
	column := -1
	for {
		token, err := k.xml.Token()
		if err != nil {
			k.ended = true
			return
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				k.row++
				if r, err := strconv.Atoi(attribute(e, "r")); err == nil {
					k.row = r
				}
			case "c":
				column++
				if c, _, err := excelize.CellNameToCoordinates(attribute(e, "r")); err == nil {
					column = c - 1
				}
				if kind := attribute(e, "t"); kind == "" || kind == "n" {
					k.numbers[column] = k.showing(attribute(e, "s"))
				}
			}
		case xml.EndElement:
			if e.Name.Local == "row" {
				return
			}
		}
	}
}

func (k *kinds) showing(style string) showing {
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(k.shows) {
		return k.shows[i]
	}
	return showsNumber
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheetPart finds the file of a sheet in a workbook, and whether its days count from 1904.
func sheetPart(z *zip.Reader, sheet int) (name string, from1904 bool, err error) {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Attributes []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for file, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &links} {
		in, err := z.Open(file)
		if err != nil {
			return "", false, err
		}
		err = xml.NewDecoder(io.LimitReader(in, 1<<24)).Decode(into)
		_ = in.Close() // was only read
		if err != nil {
			return "", false, err
		}
	}
	if sheet >= len(book.Sheets) {
		return "", false, errors.New("no such sheet")
	}
	for _, a := range book.Sheets[sheet].Attributes {
		for _, l := range links.Links {
			if a.Name.Local == "id" && l.ID == a.Value {
				from1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
				if strings.HasPrefix(l.Target, "/") {
					return strings.TrimPrefix(l.Target, "/"), from1904, nil
				}
				return path.Join("xl", l.Target), from1904, nil
			}
		}
	}
	return "", false, errors.New("no such sheet")
}
