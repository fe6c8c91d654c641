// Package problem is how statistics say what an analyst has to mend.
package problem
