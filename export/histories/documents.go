package histories

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// documents makes the report of a scope, has it verified against the store and against itself, and compares its named
// figures with the model.
func (h *history) documents(scope string, r *results.Results, keys []survey.Key) {
	ctx, svc := h.t.Context(), h.here.svc
	documents, err := recount.Load(ctx, svc, slug)
	h.must(err)
	var b bytes.Buffer
	h.must(workbook.Workbook(&b, r,
		workbook.WorkbookOptions{Lang: "vi", Data: recount.Exactly(ctx, svc, slug, keys), Documents: documents,
			Seal: svc.Identity()}))
	h.verify(scope, b.Bytes(), verify.VerifyOptions{Store: svc})
	h.verify(scope, b.Bytes(), verify.VerifyOptions{})
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
	h.named(scope, cells, answers)
}

// verify wants every cell of a workbook to be recomputed, and its seal good.
func (h *history) verify(scope string, b []byte, o verify.VerifyOptions) {
	v, err := verify.Verify(h.t.Context(), b, o)
	h.must(err)
	for _, d := range v.Differences {
		h.differ("verify against the "+v.Against, scope, d.Sheet+" "+d.Cell, d.Words.In("en"), "no difference")
	}
	unsure := h.stateCells(o, scope)
	if o.Store == nil && h.model.leavesOut(scope) { // figures by unit and by what tells it are not checked then
		unsure = v.Cells - v.Checked
		if len(v.Unchecked) == 0 || v.Checked == 0 {
			h.differ("verify against the "+v.Against, scope, "what is left out", v.Unchecked, "a word of it")
		}
	}
	if v.Checked+unsure != v.Cells || v.Seal != workbook.SealGood {
		h.differ("verify against the "+v.Against, scope, "cells",
			fmt.Sprint(v.Checked, " of ", v.Cells, ", seal ", v.Seal, " ", v.Unchecked), "all")
	}
}

// tablesBook writes tables by two of their breaks as a workbook and has it verified against the store.
func (h *history) tablesBook(scope string, q live.TablesQuery) {
	q.Fresh, q.By = true, []string{pick(h, q.By), pick(h, q.By)}
	if q.By[0] == q.By[1] {
		q.By = q.By[:1]
	}
	t, err := h.here.board.Tables(h.t.Context(), slug, q)
	h.must(err)
	_, err = h.here.svc.TakeSnapshot(h.t.Context(), slug, t.Keys)
	h.must(err)
	var b bytes.Buffer
	h.must(workbook.SurveyTablesOf(t, q, 0).Write(&b, "vi", h.here.svc.Identity()))
	h.verify(scope, b.Bytes(), verify.VerifyOptions{Store: h.here.svc})
}

// named compares the named cells. Two series can have one name, of which the second gets a number behind it; boxes and
// totals come before choices.
func (h *history) named(scope string, cells map[string]string, answers []*answer) {
	taken := map[string]int{}
	name := func(g *series, what, end string) string {
		stem := g.name[strings.LastIndex(g.name, "/")+1:]
		if g.previous {
			stem = strings.NewReplacer("@", "_", "/", "_").Replace(g.name)
		}
		out := what + stem + end
		if taken[out]++; taken[out] > 1 {
			out += fmt.Sprint("_", taken[out])
		}
		return out
	}
	all := h.model.figured()
	for _, g := range all {
		c := h.model.count(g, answers)
		top, top2 := g.boxes()
		if top != nil {
			h.cell(scope, cells, name(g, "pct_", "_top"), share(c.sum(top), c.valid))
		}
		if top2 != nil {
			h.cell(scope, cells, name(g, "pct_", "_top2"), share(c.sum(top2), c.valid))
		}
		if g.number() && g.look.flow != "" {
			sum, _, _, _, _, _ := summary(c.numbers)
			h.cell(scope, cells, name(g, "tot_", ""), sum)
		}
	}
	for _, g := range all {
		c := h.model.count(g, answers)
		for _, x := range g.choices {
			if !x.Role.Missing() {
				h.cell(scope, cells, name(g, "pct_", "_"+x.Code), share(c.codes[x.Code], c.offered[x.Code]))
			}
		}
	}
}

// cell compares a named cell of the report; what is undefined is no number there.
func (h *history) cell(scope string, cells map[string]string, name string, want float64) {
	got, err := strconv.ParseFloat(cells[name], 64)
	if err != nil && !math.IsNaN(want) || err == nil && math.Abs(got-want) > 1e-14*math.Max(1, math.Abs(want)) ||
		err == nil && math.IsNaN(want) {
		h.differ("report", scope, name, cells[name], want)
	}
}

// written is a file of the responses that count.
func (h *history) written(format string) []byte {
	sv, err := h.here.svc.Survey(h.t.Context(), slug)
	h.must(err)
	lineage, err := h.here.svc.Lineage(h.t.Context(), sv)
	h.must(err)
	in := answers.Counting(h.here.svc.Responses(h.t.Context(), admin, slug))
	if h.model.mode == survey.Anonymous {
		in = places.Placed(sv, lineage, in)
	}
	var b bytes.Buffer
	_, err = data.Write(&b, format, lineage, in, "vi")
	h.must(err)
	return b.Bytes()
}

func (h *history) csv() {
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(h.written("csv"), []byte("\ufeff")))).ReadAll()
	h.must(err)
	h.table("csv", table)
	h.bringBack(table)
}

func (h *history) xlsx() {
	f, err := excelize.OpenReader(bytes.NewReader(h.written("xlsx")), excelize.Options{RawCellValue: true})
	h.must(err)
	defer f.Close()
	table, err := f.GetRows(f.GetSheetName(0))
	h.must(err)
	for i, row := range table { // which end with the last cell that is not blank
		table[i] = append(row, make([]string, len(table[0])-len(row))...)
	}
	h.table("xlsx", table)
}

// table compares a table of responses cell by cell.
func (h *history) table(who string, table [][]string) {
	m := h.model
	at := map[string]int{}
	for i, name := range table[0] {
		at[name] = i
	}
	var columns []*series
	for _, g := range m.series() {
		_, there := at[g.name]
		if there == g.repeated() {
			h.differ(who, "", "header", table[0], g.name)
		}
		if there {
			columns = append(columns, g)
		}
	}
	got, want := map[string]int{}, map[string]int{}
	for _, row := range table[1:] {
		text := ""
		for _, name := range []string{"_wave", "_class", "_unit", "_language", "_version", "_channel", "_revision"} {
			text += row[at[name]] + "|"
		}
		for _, g := range columns {
			text += "|" + row[at[g.name]]
		}
		for _, repeat := range m.repeats() {
			text += "|" + h.rowsOf(row[at[repeat]])
		}
		got[text]++
	}
	for _, a := range m.printed() {
		e := m.editions[a.edition]
		text := strings.Join([]string{a.wave, a.class, a.unit, a.said.language, e.version, string(a.channel),
			fmt.Sprint(a.revision), ""}, "|")
		for _, g := range columns {
			text += "|"
			if slices.Contains(g.editions, a.edition) {
				text += a.said.said[e.as(g.item)].cell()
			}
		}
		for _, repeat := range m.repeats() {
			text += "|" + m.inColumn(repeat, a)
		}
		want[text]++
	}
	h.rowsDiffer(who, got, want)
	if len(table)-1 != len(m.counted(survey.AllWaves)) {
		h.differ(who, "", "rows", len(table)-1, len(m.counted(survey.AllWaves)))
	}
}

// bringBack imports the table of responses where it came from: all of it is known. Anonymous answers have other ids
// there.
func (h *history) bringBack(table [][]string) {
	if h.model.mode == survey.Anonymous || len(table) < 2 {
		return
	}
	file := rows.ImportFile{Name: "ra.csv", SHA256: fmt.Sprintf("%064x", h.rng.Uint64()), Header: table[0],
		Cell: func(column, line int) string { return fmt.Sprintf("%d:%d", line, column) }}
	for i, cells := range table[1:] {
		file.Rows = append(file.Rows, rows.ImportRow{Line: i + 2, Cells: cells})
	}
	report, err := h.here.svc.ImportResponses(h.t.Context(), admin, slug, file, service.ImportOptions{})
	if err != nil || report.Known != len(file.Rows) || report.Stored != 0 {
		h.differ("import of the export", "", "rows", fmt.Sprintf("%+v %v", report, err), len(file.Rows))
	}
}

// rowsDiffer tells of rows that are not as often there as they should be, those that are too many last.
func (h *history) rowsDiffer(who string, got, want map[string]int) {
	for row, n := range want {
		if got[row] != n {
			h.differ(who, "", row, got[row], n)
		}
	}
	for row, n := range got {
		if want[row] < n {
			h.differ(who, "", row, n, want[row])
		}
	}
}

// rowsOf writes the cell of the repeat, JSON, in one order and spelling.
func (h *history) rowsOf(cell string) string {
	if cell == "" {
		return ""
	}
	var rows []map[string]any
	decoder := json.NewDecoder(strings.NewReader(cell))
	decoder.UseNumber()
	h.must(decoder.Decode(&rows))
	out := ""
	for _, r := range rows {
		out += "\n"
		for _, name := range slices.Sorted(maps.Keys(r)) {
			text := ""
			switch v := r[name].(type) {
			case []any:
				for i, code := range v {
					text += map[bool]string{true: " "}[i > 0] + fmt.Sprint(code)
				}
			case map[string]any:
				text = refusal
			default:
				text = fmt.Sprint(v)
			}
			out += name + "=" + text + " "
		}
	}
	return out
}

// text is all that is said, in one spelling.
func (r *reply) text(e *edition) string {
	out := ""
	for _, q := range e.inOrder() {
		out += r.said[q].cell() + "|"
	}
	return out + r.listed(e)
}

// listed are the rows of the repeat as rowsOf writes them.
func (r *reply) listed(e *edition) string {
	out := ""
	for _, here := range r.rows {
		said := map[string]string{}
		for q, s := range here {
			said[e.path(q)] = s.cell()
		}
		out += "\n"
		for _, path := range slices.Sorted(maps.Keys(said)) {
			out += path + "=" + said[path] + " "
		}
	}
	return out
}

// stateCells are the cells that a workbook by itself cannot check: two for each state in which there are responses of
// the scope that do not count.
func (h *history) stateCells(o verify.VerifyOptions, scope string) int {
	if o.Store != nil {
		return 0
	}
	r, err := h.here.board.Results(h.t.Context(), slug, results.Scope{Wave: scope})
	h.must(err)
	n := 0
	for state := range r.States {
		if state != survey.Submitted {
			n += 2
		}
	}
	return n
}
