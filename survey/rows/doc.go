// Package rows reads tables: responses in whatever columns, registers of units, sampling frames. Problems are named by
// their cell.
package rows
