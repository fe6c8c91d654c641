// Package stats computes the numbers of a survey: counts, percentages, means, totals, ratios, quantiles, their
// design-based standard errors and intervals, tests, weights and sample sizes. It imports the standard library and
// gonum only, and knows no store, no HTTP and no clock.
//
// Numbers are made in two steps, and the sums between them merge:
//
//	Frame  --one pass-->  Tally  --pure functions-->  estimates, tests, tables
//
// A Frame holds the answers as typed columns. A Tally holds, for each stratum and PSU and table cell, the number of
// answers and sums of weights; tallies add over chunks, cores, shards and days. An estimator sees tallies only.
//
// The main doors:
//
//   - NewFrame, Frame.NewRow, Row.SetCode and kin, Frame.Append, Replace, Withdraw: build columns and follow a store
//   - NewDesign, Design.Within: how the sample was drawn, and a subpopulation of it
//   - Summarize: bases, counts, top boxes with intervals, mean and SD of items, for a results page
//   - Tabulate: items by banner with standard errors, intervals, design effects and bases
//   - Design.TallyItems, Design.TallyTerms: the tallies behind them, and Merge
//   - Tally.Estimate, Tally.Covariance over Quotients: any proportion, mean, total, ratio, net
//
// Proportions are 0 to 1 everywhere; percent and rounding belong to FormatPercent and its kin. What cannot be computed
// is NaN with a Reason, never a quiet 0.
package stats
