package desk

import (
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// chart is an SVG picture with a title and a description, drawn in percent of its width so that its letters keep their
// size on a phone. Colours and patterns come from classes in desk.css: light, dark and print have their own, and the
// patterns tell the roles apart without colour.
type chart struct {
	id                 string // unique on the page, plain letters and digits
	title, description string
	height             int // CSS pixels
	body               strings.Builder
}

// percent is a place across the picture for a proportion from 0 to 1, within the picture.
func percent(p float64) string { return fmt.Sprintf("%.3f%%", 100*min(max(p, 0), 1)) }

func (c *chart) rect(from, width float64, y, height int, class string) {
	fmt.Fprintf(&c.body, `<rect x="%s" y="%d" width="%s" height="%d" class="%s"/>`, percent(from), y, percent(width),
		height, class)
}

func (c *chart) pattern(from, width float64, y, height int, name string) {
	fmt.Fprintf(&c.body, `<rect x="%s" y="%d" width="%s" height="%d" fill="url(#%s-%s)"/>`, percent(from), y,
		percent(width), height, c.id, name)
}

func (c *chart) line(x1, x2 float64, y1, y2 int, class string) {
	fmt.Fprintf(&c.body, `<line x1="%s" x2="%s" y1="%d" y2="%d" class="%s"/>`, percent(x1), percent(x2), y1, y2, class)
}

func (c *chart) text(x float64, y int, anchor, class, s string) {
	fmt.Fprintf(&c.body, `<text x="%s" y="%d" text-anchor="%s" class="%s">%s</text>`, percent(x), y, anchor, class,
		template.HTMLEscapeString(s))
}

// whisker is an interval as a line with two ends and a mark at the estimate.
func (c *chart) whisker(lower, estimate, upper float64, y int) {
	c.line(lower, upper, y, y, "whisker")
	c.line(lower, lower, y-4, y+4, "whisker")
	c.line(upper, upper, y-4, y+4, "whisker")
	c.line(estimate, estimate, y-6, y+6, "whisker mark")
}

// html is the finished picture.
func (c *chart) html() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart" role="img" width="100%%" height="%d" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		c.height, c.id, c.id, c.id, template.HTMLEscapeString(c.title), c.id, template.HTMLEscapeString(c.description))
	b.WriteString(c.body.String())
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// patterns are the textures of the roles, by the name that roleClass gives.
var patterns = []struct{ name, body string }{
	{"pos1", `<path d="M-2 2 l4 -4 M0 8 l8 -8 M6 10 l4 -4"/>`},
	{"neutral", `<circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/>`},
	{"neg", `<path d="M0 0 l8 8 M8 0 l-8 8"/>`},
	{"other", `<path d="M0 4 h8"/>`},
}

func (c *chart) definePatterns(used map[string]bool) {
	c.body.WriteString("<defs>")
	for _, p := range patterns {
		if used[p.name] {
			fmt.Fprintf(&c.body, `<pattern id="%s-%s" width="8" height="8" patternUnits="userSpaceOnUse" class="texture">%s</pattern>`, c.id, p.name, p.body)
		}
	}
	c.body.WriteString("</defs>")
}

// roleClass names the look of a role: pos2 is the strongest positive and solid, the others have a pattern each.
func roleClass(r survey.Role) string {
	switch r {
	case survey.PositiveStrong:
		return "pos2"
	case survey.Positive:
		return "pos1"
	case survey.Neutral:
		return "neutral"
	case survey.Negative:
		return "neg"
	}
	return "other"
}

// cut shortens a label to n letters, with a mark that it goes on.
func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n-1])) + "…"
}
