package verify

import (
	"regexp"

	"github.com/khaosat/khaosat/export/workbook"
)

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
