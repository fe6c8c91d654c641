package respond

import (
	"html/template"
	"regexp"
	"strings"
)

var (
	breakTags = regexp.MustCompile(`(?i)<(?:br|/p|/div|/li|/h[1-6])\s*/?>`)
	styleTags = regexp.MustCompile(`(?i)</?(?:span|font|b|i|u|em|strong|p|center|h[1-6]|small|big|div|sub|sup|ul|ol|li)(?:\s[^<>]*)?>`)
	headMarks = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)
	boldMarks = regexp.MustCompile(`\*\*([^*\n]+(?:\n[^*\n]+)*)\*\*|\b__([^_\n]+)__\b`)
	slantMark = regexp.MustCompile(`\*([^*\s][^*\n]*[^*\s]|[^*\s])\*`)
	slantLine = regexp.MustCompile(`(^|[\s(“"])_([^_\s][^_\n]*[^_\s]|[^_\s])_($|[\s).,;:!?”"])`)
	linkMarks = regexp.MustCompile(`\[([^\]\n]+)\]\((https?:[^)\s]+|(?:tel|mailto):[^)\n]+)\)`)
	escaped   = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+.!<>-])")
)

// prose shows an author's text: line breaks, headings, **bold** and *slanted* of the Markdown that XLSForm allows. HTML
// that only styles is left out, everything else of it is shown as the text that it is. Links are spelled out. Answers
// that stand in it, see quoteAnswer, are text whatever marks they have.
func prose(text string) template.HTML {
	text = quoteEscapes(text)
	text = breakTags.ReplaceAllString(text, "\n")
	text = styleTags.ReplaceAllString(text, "")
	text = spellLinks(strings.TrimSpace(text))
	out := template.HTMLEscapeString(text)
	out = headMarks.ReplaceAllString(out, "<strong>$1</strong>")
	out = boldMarks.ReplaceAllString(out, "<strong>$1$2</strong>")
	out = slantMark.ReplaceAllString(out, "<em>$1</em>")
	out = slantLine.ReplaceAllString(out, "$1<em>$2</em>$3")
	return template.HTML(strings.ReplaceAll(unquoted(out, template.HTMLEscapeString), "\n", "<br>\n"))
}

// spellLinks writes [words](address) as words and address; one of a telephone or a mailbox that says the same twice,
// once.
func spellLinks(text string) string {
	return linkMarks.ReplaceAllStringFunc(text, func(m string) string {
		parts := linkMarks.FindStringSubmatch(m)
		address := strings.TrimPrefix(strings.TrimPrefix(parts[2], "tel:"), "mailto:")
		if address == parts[1] {
			return address
		}
		return parts[1] + " (" + address + ")"
	})
}

// quotable are characters that may be marks of style; quoteBase is the first of the code points that stand for them
// where they are none. Unicode keeps those for use inside a program: no text has them.
const (
	quotable  = "\\`*_{}[]()#+.!<>-&|~:/\n"
	quoteBase = '\ufdd0'
)

// quoteAnswer marks what a respondent wrote as text that has no marks of style.
func quoteAnswer(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= quoteBase && r < quoteBase+32 {
			return -1
		}
		if at := strings.IndexRune(quotable, r); at >= 0 {
			return quoteBase + rune(at)
		}
		return r
	}, text)
}

// quoteEscapes takes the backslash from before a character that an author means as it is.
func quoteEscapes(text string) string {
	return escaped.ReplaceAllStringFunc(text, func(m string) string { return quoteAnswer(m[1:]) })
}

// unquoted puts the quoted characters back, each written by escape.
func unquoted(text string, escape func(string) string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= quoteBase && r < quoteBase+32 }) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if at := int(r - quoteBase); at >= 0 && at < len(quotable) {
			out.WriteString(escape(quotable[at : at+1]))
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
