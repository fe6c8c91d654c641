package workbook

import (
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey/words"
)

// Builder is a workbook while it is made, whatever is in it: its looks, and what finish has to put right.
type Builder struct {
	*excelize.File
	lang     string
	heading  string // above each printed page
	mark     string // below each printed page: which answers it is of
	styles   map[look]int
	marks    map[string]int      // styles of figures with letters or of small bases
	wraps    map[int]look        // looks that wrap, by the number of the style
	bars     map[string][]string // ranges with data bars, by sheet
	outlines map[string]int      // deepest outline level of the rows, by sheet
	escapes  map[string]bool     // sheets with a text that needsEscape
	notices  []string            // what the reader must know: said in the sheet on method
	Ledger   *ledger             // what was written, for the seal and for verify
	Software string              // the program that makes it; verify makes a workbook of another one again
	err      error               // first failure of a style
}

func NewBuilder(lang string) *Builder {
	return &Builder{File: excelize.NewFile(), lang: lang, styles: map[look]int{}, marks: map[string]int{},
		wraps: map[int]look{}, bars: map[string][]string{},
		outlines: map[string]int{}, escapes: map[string]bool{}, Ledger: NewLedger(), Software: software()}
}

// t is a text of the catalogue.
func (b *Builder) t(key string, pairs ...any) string { return words.T(b.lang, "xlsx."+key, pairs...) }

// Sheet is the name of a sheet.
func (b *Builder) Sheet(key string) string { return b.t("sheet." + key) }

// notice keeps something that the reader must know.
func (b *Builder) notice(key string, pairs ...any) { b.notices = append(b.notices, b.t(key, pairs...)) }

// properties sets the font and the properties of the document; texts are made fit for it. Without a time the same
// content gives the same file.
func (b *Builder) properties(p *excelize.DocProperties, made time.Time) error {
	for _, text := range []*string{&p.Title, &p.Version} {
		*text, _ = cell.SheetText(*text)
	}
	p.Creator, p.LastModifiedBy, p.Language = "khaosat", "khaosat", b.lang
	if !made.IsZero() {
		p.Created = made.UTC().Format("2006-01-02T15:04:05Z")
		p.Modified = p.Created
	}
	return first(b.SetDefaultFont(bodyFont), b.SetAppProps(&excelize.AppProperties{Application: "khaosat"}),
		b.SetDocProps(p))
}
