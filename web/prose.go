package web

import (
	"html/template"
	"regexp"
	"strings"
)

var (
	breakTags = regexp.MustCompile(`(?i)<(?:br|/p|/div|/li|/h[1-6])\s*/?>`)
	styleTags = regexp.MustCompile(`(?i)</?(?:span|font|b|i|u|em|strong|p|center|h[1-6]|small|big|div|sub|sup|ul|ol|li)(?:\s[^<>]*)?>`)
	headMarks = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)
	boldMarks = regexp.MustCompile(`\*\*([^*\n]+)\*\*|\b__([^_\n]+)__\b`)
	slantMark = regexp.MustCompile(`\*([^*\s][^*\n]*[^*\s]|[^*\s])\*`)
	linkMarks = regexp.MustCompile(`\[([^\]\n]+)\]\((https?:[^)\s]+)\)`)
)

// prose shows an author's text: line breaks, headings, **bold** and *slanted* of the Markdown that XLSForm allows. HTML that
// only styles is left out, everything else of it is shown as the text that it is. Links are spelled out.
func prose(text string) template.HTML {
	text = breakTags.ReplaceAllString(text, "\n")
	text = styleTags.ReplaceAllString(text, "")
	text = linkMarks.ReplaceAllString(strings.TrimSpace(text), "$1 ($2)")
	out := template.HTMLEscapeString(text)
	out = headMarks.ReplaceAllString(out, "<strong>$1</strong>")
	out = boldMarks.ReplaceAllString(out, "<strong>$1$2</strong>")
	out = slantMark.ReplaceAllString(out, "<em>$1</em>")
	return template.HTML(strings.ReplaceAll(out, "\n", "<br>\n"))
}
