// Package digits rounds numbers and writes them as Vietnamese and English do. Rounding is of the exact decimal value,
// half away from zero, once, at the very end; what is not defined is a dash.
package digits
