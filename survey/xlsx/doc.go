// Package xlsx reads workbooks that come from strangers: sheet by sheet and row by row, in memory that grows with the
// file and not with what the file pretends to hold. It says what stands in cells; what it means is decided by whoever
// asked. Writing is excelize's.
package xlsx
