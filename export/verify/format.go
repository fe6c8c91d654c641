package verify

import (
	"encoding/xml"
	"regexp"
	"strconv"

	"github.com/khaosat/khaosat/export/workbook"
)

// formatAt is the number format of a style of the file.
func (w *file) formatAt(style string) string {
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(w.formats) {
		return w.formats[i]
	}
	return ""
}

// format compares the number format of a cell that says what it should.
func (c *checker) format(sheet, at string, got, want workbook.CellValue) {
	if got.ShownAs(want) {
		return
	}
	c.differs(sheet, at, got.Format, want.Format, "Trang %[1]s, ô %[2]s: giá trị %[3]s đúng nhưng định dạng số là %[4]s, đúng ra là %[5]s: ô hiện số khác.",
		"Sheet %[1]s, cell %[2]s: the value %[3]s is right, but its number format is %[4]s and not %[5]s: the cell shows something else.", sheet, at, shown(got.String()),
		workbook.FormatName(got.Format), workbook.FormatName(want.Format))
}

// ourFormat is every number format that sheets are written in.
var ourFormat = regexp.MustCompile(`^(|@|#,##0|"n = "#,##0|(0\.00%|#,##0\.00)(" [a-z…]+")?)$`)

// strangeFormat names a number whose format is none of ours, where it is not known which one it should have.
func (c *checker) strangeFormat(sheet, at string, v workbook.CellValue) {
	if v.Kind == 'n' && !ourFormat.MatchString(v.Format) {
		c.differs(sheet, at, v.Format, "", "Trang %[1]s, ô %[2]s: định dạng số %[3]s không phải của khaosat: ô hiện số khác giá trị %[4]s.",
			"Sheet %[1]s, cell %[2]s: the number format %[3]s is none of khaosat: the cell shows something else than its value %[4]s.", sheet, at, v.Format, v.String())
	}
}

// readStyles reads the number formats of the cells, and that of a condition that shows numbers in another one.
func (w *file) readStyles(part string) error {
	if w.parts[part] == nil {
		return nil
	}
	section, custom := "", map[int]string{}
	return w.each(part, func(_ *xml.Decoder, e xml.StartElement) error {
		id, err := strconv.Atoi(attribute(e, "numFmtId"))
		switch name := e.Name.Local; {
		case name == "numFmts", name == "cellStyleXfs", name == "cellXfs", name == "cellStyles", name == "dxfs":
			section = name
		case name == "numFmt" && section == "numFmts" && err == nil:
			custom[id] = attribute(e, "formatCode")
		case name == "numFmt" && section == "dxfs" && workbook.PlainFormat(attribute(e, "formatCode")) != "":
			w.conditional = attribute(e, "formatCode")
		case name == "xf" && section == "cellXfs":
			w.formats = append(w.formats, workbook.NumberFormat(id, custom))
		}
		return nil
	})
}
