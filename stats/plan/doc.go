// Package plan says how many people to ask: sizes of samples for a margin of error, and their allocation to strata.
package plan
