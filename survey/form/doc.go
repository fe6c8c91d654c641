// Package form is a questionnaire that was compiled: its items with their expressions, what is asked of whom (fill,
// settle), what is right and what is wrong with answers (check), and how each kind of item reads and judges its own
// (kind_*.go).
package form
