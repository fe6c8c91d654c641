// Package plain is the statistics of a simple sample held in slices: descriptions, proportions with their intervals,
// tests of tables, ranks and means, correlations, adjusted p-values. Proportions are 0 to 1, NaN is what cannot be
// computed. Estimates of a survey's design are in package stats, which takes its formulas for simple samples from here.
package plain
