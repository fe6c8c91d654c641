// Package weights makes weights fit what is known of a population: base weights, post-stratification, raking,
// calibration, trimming. A Calibration carries what the variance of estimates needs to know of it; package stats reads
// that.
package weights
