// Package edge is what every room of the server stands on: who asks and in which language, the rules that each request
// passes, static files, and how an error is said, as a page or as a problem document. It knows no page.
package edge
