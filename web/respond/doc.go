// Package respond is the respondents' world: the pages under /s, which work without scripts, and the scripts that help
// where there are some. It knows nothing of the desk.
package respond
