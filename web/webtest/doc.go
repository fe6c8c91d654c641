// Package webtest makes servers for tests, and asks them as clients do: programs, browsers without scripts, people at
// the desk.
package webtest
