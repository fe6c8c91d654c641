// Package law holds the distributions that estimates and tests read: normal, t, F, chi-square, beta, binomial,
// hypergeometric, with both tails and quantiles to the last digits, and the roots that intervals search for.
// Probabilities are 0 to 1; what a law does not have is NaN. Every value is held to R's by TestReference of package
// stats.
package law
