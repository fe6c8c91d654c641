package respond

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/web/edge"
)

// node is one thing on a page of a form, for the templates.
type node struct {
	edge.View
	Look          string // which template shows it
	Path          string // name of its inputs
	Hidden        bool   // routing does not reach it now; scripts may show it
	Label         template.HTML
	Name          string // label without marks, for labels of single controls
	Piped         string // "label" or "hint", whichever the label is, when it holds an answer; "" when it holds none
	PipedHint     bool   // the hint holds one
	PipedGuidance bool
	Hint          template.HTML
	Guidance      template.HTML
	Media         []mediaView
	Required      bool
	Must          string // what the author says when no answer is given; "" = nothing of his own
	Error         string
	Texts         []string // what was typed or chosen
	Shown         string   // what the form says was shown: the path, with a mark of the choices when they are filtered
	Choices       []choiceView
	Columns       int    // choices of a scale, side by side
	Quick         bool   // goes on by itself once a choice is taken
	Rating        bool   // a scale of stars
	Words         bool   // a scale of words rather than numbers
	Rows          int    // lines of a long text
	Width         string // see layOut
	Across        string
	Number        numberView
	File          *survey.FileRef
	Accept        string
	Tells         string // catalogue's key of what a file tells of its sender in an anonymous survey
	Capture       bool   // to be taken now, not chosen among the files of the phone
	MaxPixels     string // of the longer side of a picture; "" = as it is
	Answer        string // of a read-only item, in words
	Open          *node  // of an item that is read-only now: as it is when other answers unlock it; nil when none can
	Heading       int    // level of a group's heading
	CanAdd        bool   // rows may be added and taken out
	Row           int    // number of a repeat's row
	Head          *node  // of a battery: the item that is its head alone; nil when it has none
	Children      []*node
}

type choiceView struct {
	Code      string
	ID        string
	Label     template.HTML
	Name      string
	Media     []mediaView
	Chosen    bool
	Exclusive bool
}

type numberView struct {
	Mode, Min, Max, Step string
	Thousands            string // kind of the item when its thousands stand apart, "" when they do not
}

type mediaView struct{ Kind, URL, Alt string }

// ID is the id of the node's element; paths hold no blanks.
func (n *node) ID() string { return "q." + n.Path }

// Text is what was typed into a node with one input.
func (n *node) Text() string {
	if len(n.Texts) == 0 {
		return ""
	}
	return n.Texts[0]
}

// Described lists the ids of what describes the node's inputs.
func (n *node) Described() string {
	var ids []string
	if n.Hint != "" || n.PipedHint {
		ids = append(ids, n.ID()+".hint")
	}
	if n.Error != "" {
		ids = append(ids, n.ID()+".error")
	}
	return strings.Join(ids, " ")
}

// nodes makes the nodes of a page.
func (f *filling) nodes(page int, errors map[string]string) []*node {
	var slots []*form.Slot
	for _, field := range f.pages[page] {
		if s := f.filled.Slot(field.Path); s != nil {
			slots = append(slots, s)
		}
	}
	b := nodeBuilder{f: f, errors: errors}
	return b.all(slots, 2)
}

type nodeBuilder struct {
	f      *filling
	errors map[string]string
}

func (b *nodeBuilder) all(slots []*form.Slot, level int) []*node {
	var out []*node
	for _, s := range slots {
		if s.Field.Kind.Shown() {
			out = append(out, b.one(s, level))
		}
	}
	return batteries(out, slots)
}

// changes reports whether a text says what was answered elsewhere, so that the phone must say it anew.
func changes(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "instance(")
}

// piped tells which texts of an item's label, hint and guidance change with answers. An item without a label shows its
// hint as one.
func (f *filling) piped(it *survey.Item) (label string, hint, guidance bool) {
	own := it.Label.In(f.chain...)
	hint, guidance = changes(it.Hint.In(f.chain...)), changes(it.Guidance.In(f.chain...))
	switch {
	case changes(own):
		label = "label"
	case hint && strings.TrimSpace(own) == "":
		label, hint = "hint", false
	}
	return label, hint, guidance
}

// pipes tells whether something that the page says of an item changes with answers: its own texts, or those of its
// choices.
func (f *filling) pipes(field *form.Field) bool {
	label, hint, guidance := f.piped(field.Item)
	return label != "" || hint || guidance ||
		field.List != nil && slices.ContainsFunc(field.List.Choices, f.saysAnswers)
}

func (f *filling) saysAnswers(c survey.Choice) bool { return changes(c.Label.In(f.chain...)) }

func (b *nodeBuilder) one(s *form.Slot, level int) *node {
	f, it := b.f, s.Field.Item
	label, hint := f.question(s)
	n := &node{View: edge.NewView(f.ui), Path: s.Path, Shown: s.Path, Hidden: !s.Asked, Label: prose(label),
		Name: plain(label), Hint: prose(hint), Guidance: prose(f.filled.Text(s, it.Guidance, f.chain)),
		Media: f.media(it.Media), Error: b.errors[s.Path], Heading: min(level, 4)}
	n.Piped, n.PipedHint, n.PipedGuidance = f.piped(it)
	n.Width, n.Across = layOut(it)
	switch it.Kind {
	case survey.Group:
		n.Look, n.Children = "group", b.all(s.Children, level+1)
	case survey.Repeat:
		b.repeat(n, s, level)
	default:
		if n.Look = s.Field.Kind.Look; s.Field.Kind.Asked() {
			b.question(n, s)
		}
	}
	return n
}

func (b *nodeBuilder) repeat(n *node, s *form.Slot, level int) {
	n.Look = "repeat"
	n.CanAdd = s.Field.Item.RepeatCount == ""
	for _, row := range s.Children {
		n.Children = append(n.Children,
			&node{View: n.View, Look: "row", Path: row.Path, Row: row.Row, Hidden: n.Hidden, CanAdd: n.CanAdd,
				Label: n.Label, Piped: n.Piped, Heading: min(level+1, 4), Children: b.all(row.Children, level+2)})
	}
}

// question completes the node of an item that a person answers.
func (b *nodeBuilder) question(n *node, s *form.Slot) {
	f := b.f
	texts, given := f.state.Texts[s.Path]
	if !given {
		texts = textsOf(s.Value)
	}
	n.Texts, n.Required = texts, f.must(s)
	n.Must = plain(f.filled.Text(s, s.Field.Item.RequiredMessage, f.chain))
	if !f.fixed(s) {
		b.open(n, s)
		return
	}
	if !f.preview && s.Field != f.fixedUnit && !s.Field.Computed() && f.form.Expressions(s.Field)["read_only"] != nil {
		open := *n
		b.open(&open, s)
		n.Open = &open
	}
	n.Shown, n.Look, n.Answer, n.Texts = "", "fixed", f.answerText(s), textsOf(s.Value)
}

// must reports whether an item has to be answered once it is asked: scripts may show what is hidden now.
func (f *filling) must(s *form.Slot) bool {
	asked := *s
	asked.Asked = true
	return f.filled.Required(&asked)
}

// manyChoices is from how many choices on a single answer is picked from a list that opens; longList, from how many
// choices in a list of which a filter offers some now. A step of a scale with a longer label than longestMark stands on
// a line of its own on a phone.
const (
	manyChoices = 20
	longList    = 200
	longestMark = 3
)

func (b *nodeBuilder) choices(n *node, s *form.Slot) {
	f, it := b.f, s.Field.Item
	offered := f.filled.Choices(s)
	if it.ChoiceFilter != "" || s.Field.Source != nil {
		n.Shown = s.Path + "#" + choicesMark(offered)
	}
	offered = f.shuffled(s, offered)
	n.Quick = s.Field.Kind.Choose == kinds.OneOf && hasAppearance(it, "quick")
	chosen := map[string]bool{}
	for _, code := range codesOf(n.Texts) {
		chosen[code] = true
	}
	if s.Field.Kind.Choose == kinds.OneOf {
		chosen = map[string]bool{n.Text(): true} // a code may have blanks
	}
	for i, c := range offered {
		label := f.choiceLabel(s, c)
		n.Choices = append(n.Choices,
			choiceView{Code: c.Code, ID: fmt.Sprintf("%s.%d", n.ID(), i), Label: prose(label), Name: plain(label),
				Media: f.media(c.Media), Chosen: chosen[c.Code], Exclusive: c.Exclusive})
	}
	switch {
	case s.Field.Kind.Choose == kinds.InOrder:
		n.Look = "rank"
	case s.Field.Kind.Choose == kinds.SomeOf:
		n.Look = "multiple"
	case hasAppearance(it, "minimal") || hasAppearance(it, "autocomplete") || hasAppearance(it, "search") ||
		len(offered) > manyChoices || s.Field.List != nil && len(s.Field.List.Choices) > longList:
		n.Look = "select"
	case hasAppearance(it, "likert"):
		n.Look, n.Columns = "scale", len(offered)
		n.Words = slices.ContainsFunc(n.Choices,
			func(c choiceView) bool { return utf8.RuneCountInString(c.Name) > longestMark || len(c.Media) > 0 })
	default:
		n.Look = "single"
	}
}

// shuffled mixes the choices of an item with the parameter randomize, as randomize() does: by its seed, else by the
// response's id, so that the order holds from page to page. The phone does the same (respond_live.js).
func (f *filling) shuffled(s *form.Slot, offered []*survey.Choice) []*survey.Choice {
	p := s.Field.Item.Parameters
	if !strings.EqualFold(p["randomize"], "true") {
		return offered
	}
	text := p["seed"]
	if text == "" {
		text = f.state.ID + s.Path
	}
	text = unquoted(f.filled.Text(s, survey.Text{"": text}, nil), func(s string) string { return s })
	seed, err := strconv.ParseFloat(text, 64)
	if err != nil || !decimalText.MatchString(text) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(text))
		seed = float64(h.Sum32())
	}
	out := make([]*survey.Choice, 0, len(offered))
	for _, i := range expr.Order(seed, len(offered)) {
		out = append(out, offered[i])
	}
	return out
}

var decimalText = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// choicesMark tells one set of offered choices from another.
func choicesMark(offered []*survey.Choice) string {
	h := fnv.New32a()
	for _, c := range offered {
		_, _ = h.Write([]byte(c.Code + "\x00"))
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// scale shows a range of up to eleven steps as a row of numbers, a longer one as a number to type.
func (b *nodeBuilder) scale(n *node, s *form.Slot) {
	bounds := s.Field.Bounds()
	n.Number = numberView{Mode: "decimal", Min: kinds.SafeNumber(kinds.Decimal(bounds.Start)),
		Max: kinds.SafeNumber(kinds.Decimal(bounds.End)), Step: kinds.Decimal(bounds.Step)}
	values := steps(bounds, 11)
	if values == nil {
		n.Look = "number"
		return
	}
	n.Look, n.Columns, n.Rating = "scale", len(values), hasAppearance(s.Field.Item, "rating")
	for i, v := range values {
		n.Choices = append(n.Choices,
			choiceView{Code: kinds.SafeNumber(v), ID: fmt.Sprintf("%s.%d", n.ID(), i), Label: prose(v), Name: v,
				Chosen: typedNumber(n.Text(), b.f.ui, s.Field.Whole()) == v})
	}
}

// codesOf splits what was chosen into codes, as one text or several.
func codesOf(texts []string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, strings.Fields(t)...)
	}
	return out
}

// textsOf is a value as inputs hold it.
func textsOf(v survey.Value) []string {
	switch v.Kind {
	case survey.VText:
		return []string{v.Text}
	case survey.VNumber:
		return []string{kinds.SafeNumber(v.Text)}
	case survey.VCodes:
		return v.Codes
	case survey.VPoints:
		var points []string
		for _, p := range v.Points {
			points = append(points, strings.Trim(fmt.Sprint(p), "[]"))
		}
		return []string{strings.Join(points, "; ")}
	}
	return nil
}

// plain is a label as one line without marks.
func plain(label string) string {
	label = styleTags.ReplaceAllString(breakTags.ReplaceAllString(quoteEscapes(label), " "), "")
	label = unquoted(strings.NewReplacer("**", "", "*", "", "#", "").Replace(spellLinks(label)),
		func(s string) string { return s })
	return strings.Join(strings.Fields(label), " ")
}

// mediaPath is how some forms write where a file lies: jr://images/, jr://audio/.
var mediaPath = regexp.MustCompile(`^jr://\w+/`)

// media lists the pictures and sounds that the author attached; what was not uploaded is left out.
func (f *filling) media(texts map[string]survey.Text) []mediaView {
	var out []mediaView
	for _, kind := range []string{"image", "audio", "video"} {
		name := mediaPath.ReplaceAllString(texts[kind].In(f.chain...), "")
		if name == "" || f.form.Q.Files[name] == "" || edge.MediaTypes[edge.Extension(name)] == "" {
			continue
		}
		out = append(out, mediaView{Kind: kind, Alt: strings.TrimSuffix(name, edge.Extension(name)),
			URL: f.mediaBase + url.PathEscape(name)})
	}
	return out
}

// At is the code chosen at a place of a ranking, from 0.
func (n *node) At(i int) string {
	if codes := codesOf(n.Texts); i < len(codes) {
		return codes[i]
	}
	return ""
}
