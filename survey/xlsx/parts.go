package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// decode reads an XML part token by token; it calls start for every element and text for every piece of text with the
// innermost element's local name. A missing part is no error.
func (a *archive) decode(name string, start func(xml.StartElement) error, text func(string, xml.CharData) error,
	end func(string) error) error {
	r, err := a.open(name)
	if r == nil || err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		return nil, otherEncoding()
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

// contents reads the list of sheets, the defined names and whether dates count from 1904.
func (b *Book) contents(root string) error {
	if b.a.parts[root] == nil {
		return b.a.otherOffice()
	}
	var ids []string
	var name *Name
	err := b.a.decode(root, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.Date1904 = isTrue(attr(e, "date1904"))
		case "sheet":
			if len(ids) == maxSheets {
				return refuse("xml.large:workbook_more", "max_sheets", maxSheets)
			}
			b.Sheets = append(b.Sheets,
				&Sheet{Name: attr(e, "name"), Hidden: attr(e, "state") == "hidden" || attr(e, "state") == "veryHidden"})
			ids = append(ids, relID(e))
		case "definedName":
			b.Names = append(b.Names, Name{Name: attr(e, "name")})
			name = &b.Names[len(b.Names)-1]
		}
		return nil
	}, func(in string, t xml.CharData) error {
		if in == "definedName" {
			name.Refers += string(t)
		}
		return nil
	}, nil)
	if err != nil {
		return err
	}
	relations, err := b.a.relations(root)
	for i, s := range b.Sheets {
		s.part, s.Cells = relations[ids[i]].part, relations[ids[i]].kind == "worksheet"
	}
	return err
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// relID is the r:id of a sheet element, whatever prefix stands before it.
func relID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// relation is what a part is linked to: "worksheet", "styles" … and the part.
type relation struct{ kind, part string }

// relations reads the relations of a part by their ids.
func (a *archive) relations(part string) (map[string]relation, error) {
	out := map[string]relation{}
	dir, file := path.Split(part)
	err := a.decode(dir+"_rels/"+file+".rels", func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			out[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), resolve(dir, attr(e, "Target"))}
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
		return refuse("file.not_xlsx:file_xlsb")
	case a.parts["word/document.xml"] != nil:
		return refuse("file.not_xlsx:file_word")
	}
	return refuse("file.not_xlsx:zip_file")
}
