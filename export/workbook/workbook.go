package workbook

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
)

// WorkbookOptions say what is in a report workbook.
type WorkbookOptions struct {
	Lang string // language of the workbook: "vi" or "en"
	// Data yields the responses that the figures count, ordered by id. Nil: the reader may not see rows; then the sheet
	// of data says so and the workbook cannot be verified.
	Data iter.Seq2[*survey.Response, error]
	// Documents are what the figures were made from beside the answers, by which the workbook can be verified where no
	// store is at hand.
	Documents *recount.Documents
	Seal      Sealer // nil: without a seal
}

// sheet is one sheet of the workbook. Its name is the text xlsx.sheet.KEY of the catalogue, and xlsx.about.KEY says in
// the contents what it is.
type sheet struct {
	key   string
	write func(b *book, name string) error
	turn  int // when it is written: 0 first, 1 what tells of other sheets, 2 the seal over all of them
}

// sheets are the sheets of the workbook in their order. A further sheet is one more entry and its own file (see
// CONTRIBUTING.md).
func sheets() []sheet {
	return []sheet{
		{"contents", (*book).contents, 1},
		{"summary", (*book).summary, 0},
		{"frequencies", (*book).frequencies, 0},
		{"units", (*book).units, 0},
		{"codebook", (*book).codebook, 0},
		{"data", (*book).data, 0},
		{"method", (*book).method, 1},
		{"seal", (*book).seal, 2},
	}
}

// Workbook writes the report workbook of a survey: figures, codebook, data and method in one file, with a defined name
// for each published figure. Nothing is written before the whole workbook is made. Percentages are numbers between 0
// and 1 in a percent format, unrounded; undefined ones are a dash.
func Workbook(w io.Writer, r *results.Results, o WorkbookOptions) error {
	b, err := NewBook(r, o)
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.Make(); err != nil {
		return fmt.Errorf("report workbook of %s: %w", r.Survey.Slug, err)
	}
	return b.finish(w)
}

// book is the report workbook while it is made.
type book struct {
	*Builder
	r       *results.Results
	chain   []string // order in which the author's texts are looked for
	speak   sentence.Speaker
	rows    iter.Seq2[*survey.Response, error]
	names   map[*results.Item]*itemNames
	repeats []*repeatSheet
	numbers map[*results.Item]int // position in the questionnaire, 1-based

	leftOut   int    // rows of the sheet of data without their unit
	documents string // WorkbookOptions.Documents as text
	sealer    Sealer
}

func NewBook(r *results.Results, o WorkbookOptions) (*book, error) {
	lang := words.Match(o.Lang, "xlsx")
	if r.Lineage == nil { // figures of one questionnaire that has no other versions
		one := *r
		one.Lineage = versions.LineageOf(r.Form)
		r = &one
	}
	b := &book{Builder: NewBuilder(lang), r: r, chain: r.Form.Q.Chain(lang), speak: sentence.For(r.Form.Q, lang),
		rows: o.Data, names: definedNames(r), numbers: map[*results.Item]int{}, sealer: o.Seal}
	b.heading, b.mark = b.oneLine(r.Survey.Title), cell.Short(r.Snapshot, 13)
	n := 0
	for _, it := range r.Items {
		if !it.Previous() || it.Series.Of == nil { // answers that stand apart have the number of their item
			n++
		}
		b.numbers[it] = n
	}
	var err error
	b.documents, err = documentsText(o.Documents)
	return b, err
}

// oneLine is an author's text on one line.
func (b *book) oneLine(t survey.Text) string {
	return strings.Join(strings.Fields(t.In(b.chain...)), " ")
}

// label is an item's label on one line, its name when it has none.
func (b *book) label(f *form.Field) string {
	if s := b.oneLine(f.Item.Label); s != "" {
		return s
	}
	return f.Item.Name
}

// numbered is an item's label with its place in the questionnaire: "7. Giới tính".
func (b *book) numbered(it *results.Item) string {
	return fmt.Sprintf("%d. %s", b.numbers[it], b.itemLabel(it))
}

// itemLabel is an item's label, marked when it is of previous versions.
func (b *book) itemLabel(it *results.Item) string { return b.label(it.Field) + b.speak.Mark(it) }

// choiceLabel is the label of a choice on one line, its code when it has none, with its marks.
func (b *book) choiceLabel(row results.Row) string {
	if s := b.oneLine(row.Label); s != "" {
		return b.speak.Marked(row, s)
	}
	return b.speak.Marked(row, row.Code)
}

// title is the name of the survey, its address when it has none.
func (b *book) title() string {
	if s := b.oneLine(b.r.Survey.Title); s != "" {
		return s
	}
	if s := b.oneLine(b.r.Form.Q.Title); s != "" {
		return s
	}
	return b.r.Survey.Slug
}

// moment is a time in the survey's zone.
func (b *book) moment(t time.Time) string {
	return words.Moment(b.lang, t.In(b.r.Survey.Zone()))
}

// Make writes all sheets by their turns: figures and data first, what tells about them later, and the seal over all of
// them last; their order in the workbook stands before.
func (b *book) Make() error {
	if err := b.prepare(); err != nil {
		return err
	}
	for at := range 3 {
		for _, s := range sheets() {
			if s.turn != at {
				continue
			}
			if err := s.write(b, b.Sheet(s.key)); err != nil {
				return err
			}
		}
	}
	return b.err
}

// prepare makes the empty sheets and sets the properties of the document.
func (b *book) prepare() error {
	if err := b.SetSheetName("Sheet1", b.Sheet(sheets()[0].key)); err != nil {
		return err
	}
	for _, s := range sheets()[1:] {
		if _, err := b.NewSheet(b.Sheet(s.key)); err != nil {
			return err
		}
		if s.key == "data" && b.rows != nil {
			if err := b.prepareRepeats(); err != nil {
				return err
			}
		}
	}
	return b.properties(&excelize.DocProperties{Title: b.title(), Subject: b.t("contents.report"),
		Identifier: b.r.Snapshot,
		Version:    b.r.Form.Q.Version}, b.r.Made)
}
