package desk

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// quiet is the margin of a QR code in modules, which scanners need; the standard asks for four.
const quiet = 4

// qrSVG draws text as a QR code on a white ground (scanners fail on a dark page without it). title is read out in its
// place. The error says that the text is too long for a QR code.
func qrSVG(text, title string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("draw a QR code of %d bytes: %w", len(text), err)
	}
	side := code.Size + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" role="img" viewBox="0 0 %d %d" shape-rendering="crispEdges" xmlns="http://www.w3.org/2000/svg"><title>%s</title><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`,
		side, side, template.HTMLEscapeString(title), side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			run := 1
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			x += run - 1
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil
}
