// Package verify checks a workbook: each printed number and sentence against a plain recount of what is stored, or of
// the workbook's own data, its number formats and its seal.
package verify
