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
	c.differs(sheet, at, got.Format, want.Format, "verify.sheet_cell_value_right", "sheet", sheet, "cell", at, "is",
		shown(got.String()), "format", workbook.FormatName(got.Format), "wanted", workbook.FormatName(want.Format))
}

// ourFormat is every number format that sheets are written in.
var ourFormat = regexp.MustCompile(`^(|@|#,##0|"n = "#,##0|(0\.00%|#,##0\.00)(" [a-z…]+")?)$`)

// strangeFormat names a number whose format is none of ours, where it is not known which one it should have.
func (c *checker) strangeFormat(sheet, at string, v workbook.CellValue) {
	if v.Kind == 'n' && !ourFormat.MatchString(v.Format) {
		c.differs(sheet, at, v.Format, "", "verify.sheet_cell_number_format", "sheet", sheet, "cell", at,
			"format", v.Format, "value", v.String())
	}
}
