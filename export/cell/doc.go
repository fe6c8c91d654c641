// Package cell is how an answer, a text or a width stands in one cell of a table, and what things are called there: one
// rule for the workbook, plain tables and files of other programs.
package cell
