package histories

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// documents makes the report of a scope, has it verified against the store and against itself, and compares its named figures with the model.
func (h *history) documents(scope string, r *results.Results, keys []survey.Key) {
	ctx, svc := h.t.Context(), h.here.svc
	documents, err := recount.Load(ctx, svc, slug)
	h.must(err)
	var b bytes.Buffer
	h.must(export.Workbook(&b, r, export.WorkbookOptions{Lang: "vi", Data: recount.Exactly(ctx, svc, slug, keys), Documents: documents, Seal: svc.Identity()}))
	for _, o := range []export.VerifyOptions{{Store: svc}, {}} {
		v, err := export.Verify(ctx, b.Bytes(), o)
		h.must(err)
		for _, d := range v.Differences {
			h.differ("verify against the "+v.Against, scope, d.Sheet+" "+d.Cell, d.Words.EN, "no difference")
		}
		if v.Checked != v.Cells || v.Seal != export.SealGood {
			h.differ("verify against the "+v.Against, scope, "cells", fmt.Sprint(v.Checked, " of ", v.Cells, ", seal ", v.Seal, " ", v.Unchecked), "all")
		}
	}
	f, err := excelize.OpenReader(&b, excelize.Options{RawCellValue: true})
	h.must(err)
	defer f.Close()
	cells := map[string]string{}
	for _, n := range f.GetDefinedName() {
		sheet, cell, ok := strings.Cut(n.RefersTo, "!")
		if !ok {
			continue
		}
		text, err := f.GetCellValue(strings.Trim(sheet, "'="), strings.ReplaceAll(cell, "$", ""))
		if err == nil {
			cells[n.Name] = text
		}
	}
	answers := h.model.counted(scope)
	for _, g := range h.model.series() {
		if g.item != "q1" && g.item != "kenh" && g.item != "so" {
			continue
		}
		c := h.model.count(g, answers)
		name := g.name[strings.LastIndex(g.name, "/")+1:]
		if g.previous {
			name = strings.NewReplacer("@", "_", "/", "_").Replace(g.name)
		}
		for _, x := range g.choices {
			if !x.Role.Missing() {
				h.cell(scope, cells, "pct_"+name+"_"+x.Code, share(c.codes[x.Code], c.offered[x.Code]))
			}
		}
		switch g.item {
		case "q1":
			h.cell(scope, cells, "pct_"+name+"_top", share(c.sum(g.roles(survey.PositiveStrong)), c.valid))
			h.cell(scope, cells, "pct_"+name+"_top2", share(c.sum(g.roles(survey.PositiveStrong, survey.Positive)), c.valid))
		case "so":
			sum, _, _, _, _, _ := summary(c.numbers)
			h.cell(scope, cells, "tot_"+name, sum)
		}
	}
}

// cell compares a named cell of the report; what is undefined is no number there.
func (h *history) cell(scope string, cells map[string]string, name string, want float64) {
	got, err := strconv.ParseFloat(cells[name], 64)
	if err != nil && !math.IsNaN(want) || err == nil && math.Abs(got-want) > 1e-14*math.Max(1, math.Abs(want)) || err == nil && math.IsNaN(want) {
		h.differ("report", scope, name, cells[name], want)
	}
}

// csv compares the table of responses cell by cell.
func (h *history) csv() {
	m := h.model
	sv, err := h.here.svc.Survey(h.t.Context(), slug)
	h.must(err)
	lineage, err := h.here.svc.Lineage(h.t.Context(), sv)
	h.must(err)
	var b bytes.Buffer
	_, err = export.Responses(&b, "csv", lineage, export.Counting(h.here.svc.Responses(h.t.Context(), admin, slug)), "vi")
	h.must(err)
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
	h.must(err)
	at := map[string]int{}
	for i, name := range table[0] {
		at[name] = i
	}
	var columns []*series
	for _, g := range m.series() {
		if _, there := at[g.name]; there {
			columns = append(columns, g)
		} else if !strings.HasPrefix(g.item, "nguoi/") {
			h.differ("csv", "", "header", table[0], g.name)
		}
	}
	got, want := map[string]int{}, map[string]int{}
	for _, row := range table[1:] {
		text := row[at["_wave"]]
		for _, g := range columns {
			text += "|" + row[at[g.name]]
		}
		got[text]++
	}
	for _, a := range m.counted(survey.AllWaves) {
		text := a.wave
		for _, g := range columns {
			text += "|"
			if slices.Contains(g.editions, a.edition) {
				text += a.said.cell(g.item)
			}
		}
		want[text]++
	}
	for row, n := range want {
		if got[row] != n {
			h.differ("csv", "", row, got[row], n)
		}
	}
	if len(table)-1 != len(m.counted(survey.AllWaves)) {
		h.differ("csv", "", "rows", len(table)-1, len(m.counted(survey.AllWaves)))
	}
}

// cell is what was said to an item as tables of responses write it.
func (r *reply) cell(item string) string {
	switch item {
	case "noi":
		return r.noi
	case "q1":
		if r.q1 == "refused" {
			return `{"missing":"refused"}`
		}
		return r.q1
	case "kenh":
		return strings.Join(r.kenh, " ")
	case "vi_sao":
		return r.viSao
	case "so":
		return r.so
	case "hang":
		return strings.Join(r.hang, " ")
	}
	return r.them
}
