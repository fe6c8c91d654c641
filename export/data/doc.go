// Package data writes responses as they are: CSV, JSON lines, tables of a workbook, .sav. Each format is a file and an
// entry in formats.
package data
