// Package stats computes the numbers of a survey: counts, percentages, means, totals, ratios, quantiles, their design-based
// standard errors and intervals, tests, weights and sample sizes. It imports the standard library and gonum only, and knows
// no store, no HTTP and no clock.
//
// Numbers are made in two steps, and the sums between them merge:
//
//	Frame  --one pass-->  Tally  --pure functions-->  estimates, tests, tables
//
// A Frame holds the answers as typed columns. A Tally holds, for each stratum and PSU and table cell, the number of answers
// and sums of weights; tallies add over chunks, cores, shards and days. An estimator sees tallies only.
//
// Proportions are 0 to 1 everywhere; percent and rounding belong to FormatPercent and its kin. What cannot be computed is NaN
// with a Reason, never a quiet 0.
package stats
