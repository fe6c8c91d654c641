package histories

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/results"
)

// tablesWorkbook makes the workbook of tables of a scope and has it counted again row by row.
func (h *history) tablesWorkbook(scope string) {
	ctx, svc := h.t.Context(), h.here.svc
	breaks := h.model.breaks(scope)
	where, _ := h.condition(breaks)
	q := live.TablesQuery{By: slices.Sorted(maps.Keys(breaks)), Where: where, Letters: plain.NoAdjustment, Lang: "vi",
		Scope: results.Scope{Wave: scope}, Fresh: true}
	for _, g := range h.model.figured() {
		if !g.previous && !g.repeated() && (g.number() || g.look.list != nil) {
			q.Items = append(q.Items, g.name)
		}
	}
	got, err := h.here.board.Tables(ctx, slug, q)
	h.must(err)
	_, err = svc.TakeSnapshot(ctx, slug, got.Keys)
	h.must(err)
	var b bytes.Buffer
	h.must(workbook.SurveyTablesOf(got, q, 0).Write(&b, "vi", svc.Identity()))
	v, err := verify.Verify(ctx, b.Bytes(), verify.VerifyOptions{Store: svc})
	h.must(err)
	for _, d := range v.Differences {
		h.differ("verify of tables", scope, d.Sheet+" "+d.Cell, d.Words.In("en"), "no difference")
	}
	if v.Checked != v.Cells || v.Seal != workbook.SealGood {
		h.differ("verify of tables", scope, "cells",
			fmt.Sprint(v.Checked, " of ", v.Cells, ", seal ", v.Seal, " ", v.Unchecked), "all")
	}
}
