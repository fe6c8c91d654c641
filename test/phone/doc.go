// Package phone measures and tests the respondent's pages in Chromium: large forms, long lists, and that what the phone
// works out is what the server works out. It drives the built program over a folder of its own.
package phone
