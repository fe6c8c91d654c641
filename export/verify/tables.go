package verify

import (
	"context"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/words"
)

// fromFile refuses tables that were made of a file: they bear no recipe, and nobody keeps that file.
func (w *file) fromFile() error {
	for _, lang := range words.Languages() {
		if w.sheet(words.T(lang, "xlsx.sheet.tables")) != nil && w.sheet(words.T(lang, "xlsx.sheet.figures")) != nil {
			return survey.Fail(survey.Invalid, "tables.from_file")
		}
	}
	return nil
}

// tables makes a workbook of tables again from the responses of its snapshot, in the revisions of then.
func (c *checker) tables(ctx context.Context, svc *service.Service) error {
	if svc == nil {
		return c.nothing(survey.Say("verify.workbook_tables_brings_no"))
	}
	if c.recipe.Tables == nil {
		return notOurs(nil)
	}
	documents, rows, lost, err := c.stored(ctx, svc)
	if err != nil || documents == nil {
		return err
	}
	if len(lost) > 0 {
		return c.nothing(survey.Say("verify.responses_erased_since_tables", "n", len(lost)))
	}
	source, err := documents.Until(c.recipe.Versions).Source(c.recipe.Version, nil)
	if err != nil {
		return err
	}
	links, err := svc.Links(ctx, reader, c.recipe.Survey)
	if err != nil {
		return err
	}
	t := &workbook.SurveyTables{Survey: source.Survey, Version: c.recipe.Version, Wave: c.recipe.Wave,
		Made: c.recipe.Made, Keys: keysOf(rows), TablesRecipe: *c.recipe.Tables}
	source.Rows = recount.Each(rows)
	q := recount.TablesQuery{Items: t.Items, By: t.By, Columns: t.Columns, Where: t.Where,
		Letters: plain.Adjustment(t.Letters), Lang: c.recipe.Lang, Links: links}
	if t.Tables, err = recount.Tables(source, q); err != nil {
		return err
	}
	c.out.Responses = len(rows)
	return c.renderTables(t)
}

func keysOf(rows []*survey.Response) []survey.Key {
	keys := make([]survey.Key, len(rows))
	for i, r := range rows {
		keys[i] = survey.Key{ID: r.ID, Revision: r.Revision, Row: r.RowHash}
	}
	return keys
}

// renderTables makes the workbook of tables again and compares it.
func (c *checker) renderTables(t *workbook.SurveyTables) error {
	b, err := t.Book(c.recipe.Lang, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	seal := b.Sheet("seal")
	c.given, c.apart = map[string]bool{seal: true}, map[string]bool{seal: true}
	c.follow(b.Builder)
	if err := b.Make(); err != nil {
		return err
	}
	c.rest(b.Builder)
	return nil
}
