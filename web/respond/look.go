package respond

import (
	"strconv"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// looks complete a node of the look that an item's kind asks for. What is drawn then is the template of node.Look, see
// templates/nodes.html; a look without an entry here needs nothing but its template, one without either is a line of
// text.
var looks = map[string]func(b *nodeBuilder, n *node, s *form.Slot){
	"choices": (*nodeBuilder).choices, "scale": (*nodeBuilder).scale, "number": (*nodeBuilder).number,
	"text": (*nodeBuilder).text,
	"date": (*nodeBuilder).moment, "time": (*nodeBuilder).moment, "datetime-local": (*nodeBuilder).moment,
	"file": (*nodeBuilder).file,
}

// open completes the node of an item that can be answered now.
func (b *nodeBuilder) open(n *node, s *form.Slot) {
	n.Look = s.Field.Kind.Look
	if complete := looks[n.Look]; complete != nil {
		complete(b, n, s)
	}
	if n.Look == "number" && thousandsApart(s.Field.Item) {
		whole := s.Field.Whole()
		n.Number.Thousands = map[bool]string{true: "integer", false: "decimal"}[whole]
		n.Texts = []string{respelt(n.Text(), b.f.ui, whole,
			func(plain string) string { return groupedNumber(plain, b.f.ui, whole) })}
	}
}

func (b *nodeBuilder) number(n *node, s *form.Slot) {
	n.Number.Mode = "decimal"
	if s.Field.Whole() {
		n.Number.Mode = "numeric"
	}
}

func (b *nodeBuilder) moment(n *node, s *form.Slot) {
	if n.Look == "date" {
		n.Look = dateLook(s.Field.Item)
	}
	if len(n.Texts) == 1 {
		n.Texts = []string{shownDate(n.Texts[0], n.Look)}
	}
}

func (b *nodeBuilder) file(n *node, s *form.Slot) {
	f, kind := b.f, s.Field.Kind
	if kind.Media != "" {
		n.Accept, n.MaxPixels = kind.Media+"/*", s.Field.Item.Parameters["max-pixels"]
		n.Capture = hasAppearance(s.Field.Item, "new")
	}
	if f.sv.Mode == survey.Anonymous {
		n.Tells = "respond.file_tells"
		if kind.Bared {
			n.Accept, n.Tells = "image/jpeg,image/png,image/webp", "respond.picture_bared"
		}
	}
	if v, _ := f.typed(s.Path, s.Field); v.Kind == survey.VFile {
		n.File = &v.File
	}
}

func (b *nodeBuilder) text(n *node, s *form.Slot) {
	it := s.Field.Item
	if hasAppearance(it, "multiline") || it.Parameters["rows"] != "" {
		n.Look, n.Rows = "multiline", linesOf(it)
	}
	if hasAppearance(it, "numbers") {
		n.Number.Mode = "numeric"
	}
}

// linesOf is how many lines the author gives to a long text: four when nothing sensible is said.
func linesOf(it *survey.Item) int {
	if n, err := strconv.Atoi(it.Parameters["rows"]); err == nil && n >= 1 && n <= 40 {
		return n
	}
	return 4
}
