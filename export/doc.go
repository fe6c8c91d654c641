// Package export makes documents out of finished figures and of responses: the report workbook, CSV, JSON lines, SPSS .sav, tables
// in Excel. It knows no store and no HTTP. What it writes it can check: Verify recomputes every published percentage of a
// workbook from the workbook's own sheet of data.
package export
