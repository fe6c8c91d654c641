// Package kinds is the table of item kinds: one entry says all that the program knows of a kind, and every other room
// asks the entry for a property, never which kind it is. A further kind is its file and its line in BuiltIn.
package kinds
