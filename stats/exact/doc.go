// Package exact adds numbers up without rounding: a sum is the same whatever the order of its terms, and is rounded
// once, when it is read. That is why SQLite, MongoDB and a file agree bit for bit, and why an answer can be taken out
// of a sum again.
package exact
