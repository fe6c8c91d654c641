package workbook

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/survey"
)

// Recipe is what somebody needs to make a workbook again, beside the answers.
type Recipe struct {
	Kind     string                 `json:"kind"` // kindReport or kindTables
	Lang     string                 `json:"lang"`
	Survey   string                 `json:"survey"`
	Version  string                 `json:"version"`  // of the questionnaire whose items are shown
	Versions []string               `json:"versions"` // published until then
	Wave     string                 `json:"wave,omitempty"`
	Made     time.Time              `json:"made"`
	Snapshot string                 `json:"snapshot"`
	Software string                 `json:"software"`
	Data     bool                   `json:"data"` // the responses are in the workbook
	States   map[survey.State]int64 `json:"states,omitempty"`
	LeftOut  int                    `json:"left_out,omitempty"` // rows of the sheet of data without their unit
	Tables   *TablesRecipe          `json:"tables,omitempty"`
}

// Kinds of workbooks.
const (
	kindReport = "report"
	KindTables = "tables"
)

// Rows of the sheet with the seal, by what stands in the first column. A long text goes on in further rows of the same
// key.
const (
	RowRecipe    = "recipe"
	RowDocuments = "documents"
)

// chunk is how many bytes of a long text one cell holds at most: no program cuts there.
const chunk = 24_000

// sealSheet writes the last sheet: the recipe of the workbook, what it was made from beside the answers, and the seal
// over all other cells.
func (b *Builder) sealSheet(p *page, r Recipe, documents string, s Sealer) error {
	p.skip(1)
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	b.long(p, RowRecipe, string(text))
	b.long(p, RowDocuments, documents)
	p.skip(1)
	if s == nil {
		p.add(b.cell(lookBase, b.t("seal.none")))
		return p.close()
	}
	key := s.SealKey()
	p.add(b.cell(lookBase, b.t("seal.mark")), b.cell(lookCode, KeyMark(key)))
	p.add(b.cell(lookBase, b.t("seal.key")), b.cell(lookCode, base64.StdEncoding.EncodeToString(key)))
	signed := base64.StdEncoding.EncodeToString(s.Seal(SealMessage(r.Snapshot, b.Ledger.Sums())))
	p.add(b.cell(lookBase, b.t("seal.signature")), b.cell(lookCode, signed))
	return p.close()
}

// long writes a text over as many rows as it needs. No piece begins or ends with a blank, which some programs take off.
func (b *Builder) long(p *page, key, text string) {
	for len(text) > 0 {
		n := min(chunk, len(text))
		for n < len(text) && (text[n]&0xc0 == 0x80 || text[n] == ' ' || text[n-1] == ' ') {
			n--
		}
		p.add(b.cell(lookNote, key), b.cell(lookNote, text[:n]))
		text = text[n:]
	}
}

// seal writes the sheet of the seal of a report.
func (b *book) seal(name string) error {
	p, err := b.open(name, layout{Widths: []float64{24, 92}})
	if err != nil {
		return err
	}
	p.heading(b.Sheet("seal"), b.t("seal.about"))
	return b.sealSheet(p, b.recipe(), b.documents, b.sealer)
}

// recipe is how this report is made again.
func (b *book) recipe() Recipe {
	r := b.r
	return Recipe{Kind: kindReport, Lang: b.lang, Survey: r.Survey.Slug, Version: r.Form.Q.Version,
		Versions: r.Survey.Versions, Wave: r.Wave, Made: r.Made,
		Snapshot: r.Snapshot, Software: b.Software, Data: b.rows != nil && r.Counted <= maxRows, States: r.States,
		LeftOut: b.leftOut}
}

// documentsText is what a report was made from beside the answers, on one line; "" when it is not known.
func documentsText(d *recount.Documents) (string, error) {
	if d == nil {
		return "", nil
	}
	text, err := cell.JsonText(d)
	return strings.TrimSpace(text), err
}
