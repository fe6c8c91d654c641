package xlsform

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// maxTextBytes bounds the text of all cells and shared strings that are kept.
const maxTextBytes = 16 << 20

// decode reads an XML part token by token; it calls start for every element and text for every piece of text with the
// innermost element's local name. A missing part is no error.
func (a *archive) decode(name string, start func(xml.StartElement) error, text func(string, xml.CharData) error, end func(string) error) error {
	r, err := a.open(name)
	if r == nil || err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		return nil, refuse("xml.encoding", "Một phần của sổ tính không viết bằng UTF-8 nên bị từ chối.", "A part of the workbook is not written in UTF-8 and it is refused.")
	}
	var stack []string
	for {
		t, err := d.RawToken()
		switch {
		case err == io.EOF && len(stack) == 0:
			return nil
		case err != nil:
			return unreadable(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			stack = append(stack, t.Name.Local)
			err = start(t)
		case xml.EndElement:
			if len(stack) == 0 {
				return truncated()
			}
			stack = stack[:len(stack)-1]
			if end != nil {
				err = end(t.Name.Local)
			}
		case xml.CharData:
			if text != nil && len(stack) > 0 {
				err = text(stack[len(stack)-1], t)
			}
		case xml.Directive:
			return truncated()
		}
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// errStop ends a decode early.
var errStop = errors.New("enough")

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// sheetRef is a sheet as the workbook names it and the part that holds it.
type sheetRef struct{ name, part string }

// contents reads the list of sheets and whether dates count from 1904.
func (a *archive) contents() (sheets []sheetRef, date1904 bool, err error) {
	root, err := a.target("_rels/.rels", "", "officeDocument", "xl/workbook.xml")
	if err != nil {
		return nil, false, err
	}
	if a.parts[root] == nil {
		return nil, false, a.otherOffice()
	}
	var ids []string
	err = a.decode(root, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			date1904 = v == "1" || v == "true"
		case "sheet":
			if len(sheets) < 500 {
				sheets = append(sheets, sheetRef{name: attr(e, "name")})
				ids = append(ids, relID(e))
			}
		}
		return nil
	}, nil, nil)
	if err != nil {
		return nil, false, err
	}
	targets, err := a.relations(root)
	for i := range sheets {
		sheets[i].part = targets[ids[i]]
	}
	return sheets, date1904, err
}

// relID is the r:id of a sheet element, whatever prefix stands before it.
func relID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// relations reads the relations of a part: id → part name.
func (a *archive) relations(part string) (map[string]string, error) {
	out := map[string]string{}
	dir, file := path.Split(part)
	err := a.decode(dir+"_rels/"+file+".rels", func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			out[attr(e, "Id")] = resolve(dir, attr(e, "Target"))
		}
		return nil
	}, nil, nil)
	return out, err
}

// target finds the part that the first relation of a kind points to; dir is where its path starts.
func (a *archive) target(rels, dir, kind, fallback string) (string, error) {
	found := fallback
	err := a.decode(rels, func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/"+kind) {
			found = resolve(dir, attr(e, "Target"))
			return errStop
		}
		return nil
	}, nil, nil)
	return found, err
}

func resolve(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Clean(dir + target)
}

// otherOffice says what a zip without a workbook is.
func (a *archive) otherOffice() error {
	switch {
	case a.parts["xl/workbook.bin"] != nil, a.parts["content.xml"] != nil:
		return refuse("file.not_xlsx", "Tệp là .xlsb hoặc .ods. Xin mở bằng chương trình bảng tính và lưu thành .xlsx.", "The file is .xlsb or .ods. Please open it in your spreadsheet program and save as .xlsx.")
	case a.parts["word/document.xml"] != nil:
		return refuse("file.not_xlsx", "Tệp là văn bản Word, không phải sổ tính Excel .xlsx.", "The file is a Word document, not an .xlsx Excel workbook.")
	}
	return refuse("file.not_xlsx", "Tệp nén này không phải sổ tính Excel .xlsx.", "This zip file is not an .xlsx Excel workbook.")
}

// sharedStrings reads the table of texts that cells point into. Rich text is joined; phonetic readings are left out.
func (a *archive) sharedStrings(part string) ([]string, error) {
	var out []string
	var b strings.Builder
	total, phonetic := 0, 0
	err := a.decode(part, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "rPh":
			phonetic++
		case "si":
			b.Reset()
		}
		return nil
	}, func(in string, t xml.CharData) error {
		if in != "t" || phonetic > 0 {
			return nil
		}
		if total += len(t); total > maxTextBytes {
			return tooMuchText()
		}
		b.Write(t)
		return nil
	}, func(name string) error {
		switch name {
		case "rPh":
			phonetic--
		case "si":
			total += 16
			out = append(out, b.String())
		}
		return nil
	})
	return out, err
}

func tooMuchText() *refusal {
	return refuse("xml.large", "Sổ tính có quá nhiều chữ (hơn %d MB) nên bị từ chối.", "The workbook holds too much text (over %d MB) and is refused.", maxTextBytes>>20)
}

// dateStyles tells for each cell style whether it shows a number as a date or time.
func (a *archive) dateStyles(part string) ([]bool, error) {
	formats := map[int]bool{}
	var styles []bool
	inCells := false
	err := a.decode(part, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			id, _ := strconv.Atoi(attr(e, "numFmtId"))
			if len(formats) < 10_000 {
				formats[id] = isDateFormat(attr(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles":
			inCells = false
		case "xf":
			if inCells && len(styles) < 100_000 {
				id, _ := strconv.Atoi(attr(e, "numFmtId"))
				date, own := formats[id]
				styles = append(styles, date || (!own && builtinDate(id)))
			}
		}
		return nil
	}, nil, nil)
	return styles, err
}
