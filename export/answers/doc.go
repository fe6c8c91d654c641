// Package answers gives responses to those who write them: in the order of an iterator, under the items of one version,
// with the columns that stand beside answers.
package answers
