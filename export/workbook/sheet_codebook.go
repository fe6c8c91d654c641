package workbook

import (
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// codebookHead is the row of the codebook that holds the heads of its columns.
const codebookHead = headRows + 2

// Columns of the codebook that Verify reads, from the left; labels and what else the author wrote follow them.
const (
	codebookPath = iota
	codebookKind
	codebookCode
	codebookRole
	codebookScore
	codebookName   // the defined name of a published figure
	codebookFigure // which figure that is: one of the figure… words
	codebookSheet  // the sheet that holds the item's answers
	codebookKey
	codebookVersions // whose answers the row is about, where that is not all of the survey's
	codebookColumns
)

// What a defined name of the codebook stands for.
const (
	figureCode  = "code"  // share of the valid base that gave the row's code
	figureTop   = "top"   // … one of the codes with the strongest positive role
	figureTop2  = "top2"  // … with a positive role
	figureTotal = "total" // sum of the numbers
)

// codebook writes every item with its choices: what the codes of the sheet of data mean, and which defined name stands
// for which figure.
func (b *book) codebook(name string) error {
	languages := b.languages()
	widths := []float64{34, 13, 16, 16, 8, 34, 9, 14, 30, 14}
	for range languages {
		widths = append(widths, 48)
	}
	widths = append(widths, 30, 30, 12, 12)
	p, err := b.open(name, layout{Widths: widths, Landscape: true, Wide: true, FreezeRows: codebookHead, FreezeCols: 1,
		TitleRows: "5:5", TitleCols: "A:A"})
	if err != nil {
		return err
	}
	p.heading(b.Sheet("codebook"), b.t("codebook.about"))
	p.add(b.cell(lookNote, b.t("codebook.names")))
	var head []any
	for _, key := range []string{"path", "kind", "code", "role", "score", "name", "figure", "sheet", "key",
		"versions"} {
		head = append(head, b.cell(lookHeadLeft, b.t("head."+key)))
	}
	for _, l := range languages {
		head = append(head, b.cell(lookHeadLeft, b.t("head.label_in", "language", l.Name)))
	}
	for _, key := range []string{"relevant", "constraint", "indicator", "measure"} {
		head = append(head, b.cell(lookHeadLeft, b.t("head."+key)))
	}
	p.add(head...)
	c := codebookRows{b, p, languages}
	figures := map[*versions.Series]*results.Item{}
	for _, it := range b.r.Items {
		figures[b.seriesOf(it)] = it
	}
	for _, f := range b.r.Form.Fields {
		shown := b.r.Lineage.Shown(f)
		c.item(f, shown, figures[shown])
		for _, s := range b.r.Lineage.Series {
			if shown != nil && s.Of == shown {
				c.item(s.Field, s, figures[s])
			}
		}
	}
	for _, s := range b.r.Lineage.Series {
		if s.Previous && s.Of == nil {
			c.item(s.Field, s, figures[s])
		}
	}
	p.do(b.AutoFilter(name, cell.Name(1, codebookHead)+":"+cell.Name(len(widths), p.row), nil))
	return p.close()
}

// seriesOf is the series of an item's answers.
func (b *book) seriesOf(it *results.Item) *versions.Series {
	if it.Series != nil {
		return it.Series
	}
	return b.r.Lineage.Shown(it.Field)
}

// languages are the questionnaire's; one without a name when it has none.
func (b *book) languages() []survey.Language {
	if len(b.r.Form.Q.Languages) == 0 {
		return []survey.Language{{}}
	}
	out := make([]survey.Language, len(b.r.Form.Q.Languages))
	for i, l := range b.r.Form.Q.Languages {
		if l.Name == "" {
			l.Name = l.Header
		}
		out[i] = l
	}
	return out
}

// codebookRows writes the rows of items.
type codebookRows struct {
	*book
	page      *page
	languages []survey.Language
}

// item writes an item's own row, then a row for each choice, then those of its other published figures. s is nil for
// groups and notes, it for items without figures.
func (c codebookRows) item(f *form.Field, s *versions.Series, it *results.Item) {
	own := c.start(f, s)
	own[codebookKey] = f.Key
	if it != nil {
		if names := c.names[it]; names.Total != "" {
			own[codebookName], own[codebookFigure] = names.Total, figureTotal
		}
	}
	own = append(own, c.labels(f.Item.Label)...)
	c.write(lookBase, append(own, f.Item.Relevant, f.Item.Constraint, f.Item.Indicator, f.Item.UnitOfMeasure))
	if it == nil {
		return
	}
	for i, row := range it.Rows {
		cells := c.start(f, s)
		cells[codebookCode], cells[codebookRole] = row.Code, string(row.Role)
		if choice := s.Choice(row.Code); choice != nil {
			cells[codebookScore] = choice.Score
			if choice.Previous {
				cells[codebookVersions] = sentence.Previous(c.lang, choice.Version)
			} else if choice.Offered != nil {
				cells[codebookVersions] = strings.Join(choice.Offered, ", ")
			}
		}
		if name := c.names[it].Codes[i]; name != "" {
			cells[codebookName], cells[codebookFigure] = name, figureCode
		}
		c.write(lookText, append(cells, c.labels(row.Label)...))
	}
	c.figure(f, s, c.names[it].Top, figureTop, c.speak.TopName(it))
	c.figure(f, s, c.names[it].Top2, figureTop2, c.speak.Top2Name(it))
}

func (c codebookRows) figure(f *form.Field, s *versions.Series, name, figure, label string) {
	if name == "" {
		return
	}
	cells := c.start(f, s)
	cells[codebookName], cells[codebookFigure] = name, figure
	c.write(lookText, append(cells, label))
}

// start is the beginning of each row of an item.
func (c codebookRows) start(f *form.Field, s *versions.Series) []string {
	cells := make([]string, codebookColumns)
	cells[codebookPath], cells[codebookKind] = f.Path, string(f.Item.Kind)
	if s == nil {
		return cells
	}
	cells[codebookPath] = s.Name
	if s.Previous {
		cells[codebookVersions] = sentence.Previous(c.lang, s.Versions...)
	} else if len(s.Versions) < len(c.r.Survey.Versions) {
		cells[codebookVersions] = strings.Join(s.Versions, ", ")
	}
	if c.rows != nil {
		cells[codebookSheet] = c.dataSheet(s)
	}
	return cells
}

// labels is a text in each language of the questionnaire, empty where it is not translated; a text without a language
// stands in the first.
func (c codebookRows) labels(t survey.Text) []string {
	out := make([]string, len(c.languages))
	for i, l := range c.languages {
		out[i] = strings.TrimSpace(t[l.ID])
		if i == 0 && out[i] == "" {
			out[i] = strings.TrimSpace(t[""])
		}
	}
	return out
}

func (c codebookRows) write(l look, texts []string) {
	cells := make([]any, len(texts))
	for i, s := range texts {
		cells[i] = c.cell(l, s)
	}
	c.page.add(cells...)
}
