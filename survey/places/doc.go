// Package places says where an answer belongs: the unit that was preset or answered, in the register as it was on the
// day of its wave.
package places
