package verify

import (
	"cmp"
	"context"
	"slices"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
)

// reader reads the answers that a report was made from; whoever lets somebody verify has decided that before.
var reader = survey.System("verify")

// fromStore recounts the responses of the snapshot as the store has them.
func (c *checker) fromStore(ctx context.Context, svc *service.Service) error {
	documents, rows, lost, err := c.stored(ctx, svc)
	if err != nil || documents == nil {
		return err
	}
	rows = append(rows, c.kept(documents, lost)...)
	slices.SortFunc(rows, func(a, b *survey.Response) int { return cmp.Compare(a.ID, b.ID) })
	source, err := documents.Until(c.recipe.Versions).Source(c.recipe.Version, recount.Each(rows))
	if err != nil {
		return err
	}
	source.States, err = c.states(ctx, svc, documents.Survey)
	if err != nil {
		return err
	}
	if c.placeless = len(lost) > 0 && c.recipe.LeftOut > 0; c.placeless {
		return c.recount(source, rows, c.data(source.Lineage).sheets(), true)
	}
	return c.recount(source, rows, nil, len(lost) > 0)
}

// stored fetches the responses of the snapshot and what gives them their meaning, and names those that are gone or
// other ones. No documents: nobody knows which responses they were, which was said.
func (c *checker) stored(
	ctx context.Context, svc *service.Service,
) (documents *recount.Documents, rows []*survey.Response, lost []survey.Key, err error) {
	if documents, err = recount.Load(ctx, svc, c.recipe.Survey); err != nil {
		return nil, nil, nil, err
	}
	keys, err := c.keys(ctx, svc)
	if err != nil {
		return nil, nil, nil, err
	}
	if keys == nil {
		return nil, nil, nil, c.nothing(survey.Say("verify.store_does_not_know"))
	}
	if rows, lost, err = recount.Rows(ctx, svc, c.recipe.Survey, keys); err != nil {
		return nil, nil, nil, err
	}
	c.lost(lost)
	return documents, rows, lost, c.others(ctx, svc, rows)
}

// keys lists the responses of the snapshot: as the store keeps them, else those that count now when they are the same
// ones, else as the sheet of data names them.
func (c *checker) keys(ctx context.Context, svc *service.Service) ([]survey.Key, error) {
	snapshot, err := svc.Snapshot(ctx, reader, c.recipe.Survey, c.recipe.Snapshot)
	if err == nil {
		return snapshot.Keys, nil
	}
	if survey.KindOf(err) != survey.NotFound {
		return nil, err
	}
	if keys := c.dataKeys(); keys != nil {
		return keys, nil
	}
	var keys []survey.Key
	for r, err := range svc.Responses(ctx, reader, c.recipe.Survey) {
		if err != nil {
			return nil, err
		}
		if r.State.Counts() && c.inScope(r) {
			keys = append(keys, survey.Key{ID: r.ID, Revision: r.Revision, Row: r.RowHash})
		}
	}
	if survey.SnapshotID(keys) != c.recipe.Snapshot {
		return nil, nil
	}
	return keys, nil
}

// inScope tells whether a response is of the wave that the report is of.
func (c *checker) inScope(r *survey.Response) bool {
	wave := c.recipe.Wave
	return wave == "" || wave == survey.AllWaves || r.Wave == places.WaveOf(wave)
}

// lost names the responses that the store does not have any more.
func (c *checker) lost(keys []survey.Key) {
	at := c.idCells()
	for _, k := range keys {
		sheet, cell := "", ""
		if p, ok := at[k.ID]; ok {
			sheet, cell = p.Sheet, p.Cell
		}
		c.differs(sheet, cell, k.ID, "", "verify.response_erased_since_report", "response", k.ID)
	}
}

// others names the responses whose content is another one than that which the report was made from, or than their row
// hash says, and tells of those that were revised since, whose earlier revision counts here.
func (c *checker) others(ctx context.Context, svc *service.Service, rows []*survey.Response) error {
	printed, at := c.hashes(), c.idCells()
	for _, r := range rows {
		is := svc.Identity().RowHash(r)
		if r.RowHash != "" && is != r.RowHash {
			c.differs("", "", r.RowHash, is, "verify.stored_response_does_not", "response", r.ID)
		}
		if said := printed[r.ID]; said != "" && r.RowHash != "" && said != r.RowHash {
			p := at[r.ID]
			c.differs(p.Sheet, p.Cell, said, r.RowHash, "verify.response_other_content_when", "response", r.ID)
		}
	}
	keys, err := svc.Keys(ctx, reader, c.recipe.Survey)
	if err != nil {
		return err
	}
	now := map[string]int{}
	for _, k := range keys {
		now[k.ID] = k.Revision
	}
	for _, r := range rows {
		if now[r.ID] != r.Revision {
			c.out.Notes = append(c.out.Notes,
				survey.Say("verify.response_changed_since_report", "response", r.ID, "counted", r.Revision,
					"now", now[r.ID]))
		}
	}
	return nil
}

// states counts the responses by state as they were when the report was made. Anonymous answers have no time: then they
// are as they are now, and counted as not checked when they differ.
func (c *checker) states(ctx context.Context, svc *service.Service, sv *survey.Survey) (map[survey.State]int64, error) {
	out, now := map[survey.State]int64{}, true
	for r, err := range svc.Responses(ctx, reader, sv.Slug) {
		if err != nil {
			return nil, err
		}
		if !c.inScope(r) {
			continue
		}
		out[r.State]++
		now = now && !r.Changed.After(c.recipe.Made)
	}
	for state := range c.recipe.States {
		now = now && out[state] == c.recipe.States[state]
	}
	if now && len(out) == len(c.recipe.States) {
		return out, nil
	}
	c.stateless = true
	return c.recipe.States, nil
}

// recount makes the report again from a source. data are the rows for the sheet of data, in the order of ids.
func (c *checker) recount(source *recount.Source, rows []*survey.Response, given map[string]bool,
	incomplete bool) error {
	source.Made, source.Wave = c.recipe.Made, c.recipe.Wave
	source.Snapshot = survey.SnapshotID(keysOf(rows))
	if incomplete {
		source.Snapshot = c.recipe.Snapshot // that answers are gone was said
	}
	r, err := recount.Results(source)
	if err != nil {
		return err
	}
	c.out.Responses, c.given = len(rows), given
	o := workbook.WorkbookOptions{Lang: c.recipe.Lang}
	if c.recipe.Data {
		o.Data = recount.Each(rows)
	}
	return c.render(r, o)
}

// nothing says that no cell can be recomputed.
func (c *checker) nothing(why survey.Words) error {
	for _, s := range c.workbook.sheets {
		if s == c.workbook.sealSheetOf() {
			continue
		}
		for i, row := range s.rows {
			for j, v := range row {
				if v.Kind != 0 {
					c.out.Cells++
					c.strangeFormat(s.name, cell.Name(j+1, i+1), v)
				}
			}
		}
	}
	c.out.Unchecked = append(c.out.Unchecked, why)
	return nil
}
