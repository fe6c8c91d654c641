package histories

import (
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// importRows imports some answers that clerks have typed in, under ids of their own.
func (h *history) importRows() {
	var rows []*answer
	for range 1 + h.rng.IntN(4) {
		rows = append(rows, &answer{id: h.freshID(), edition: h.model.current})
	}
	h.bring(h.someone(), rows)
}

// bring imports rows under their ids with content of its own.
func (h *history) bring(o *office, list []*answer) {
	m := h.model
	e := m.editions[m.current]
	header, top, inner := []string{"id", "_unit", "_class", "_wave", "_language"}, []string{}, []string{}
	for _, q := range e.inOrder() {
		switch l := e.looks[q]; {
		case l.calc != "":
		case l.place == inRepeat:
			inner = append(inner, q)
		default:
			top, header = append(top, q), append(header, e.path(q))
		}
	}
	for i := range 3 {
		for _, q := range inner {
			header = append(header, fmt.Sprintf("%s[%d]%s", e.repeat, i+1, strings.TrimPrefix(e.path(q), e.repeat)))
		}
	}
	file := rows.ImportFile{Name: "nhap.csv", SHA256: fmt.Sprintf("%064x", h.rng.Uint64()), Header: header,
		Cell: func(column, line int) string { return fmt.Sprintf("%d:%d", line, column) }}
	var said []string
	for i, a := range list {
		a.said, a.state, a.revision, a.channel = h.reply(e), survey.Submitted, 1, survey.ByImport
		h.place(a)
		r := a.said
		cells := []string{a.id, r.unit, r.class, r.wave, r.language}
		for _, q := range top {
			cells = append(cells, r.said[q].cell())
		}
		for k := range 3 {
			for _, q := range inner {
				cell := ""
				if k < len(r.rows) {
					cell = r.rows[k][q].cell()
				}
				cells = append(cells, cell)
			}
		}
		file.Rows = append(file.Rows, rows.ImportRow{Line: i + 2, Cells: cells})
		said = append(said, fmt.Sprintf("%s %s", a.id[30:], a))
	}
	h.say("import %s", strings.Join(said, "; "))
	report, err := o.svc.ImportResponses(h.t.Context(), admin, slug, file, service.ImportOptions{})
	h.must(err)
	b := &batch{id: report.Batch, rows: list}
	m.batches = append(m.batches, b)
	for _, a := range list {
		a.batch = b
		m.answers[a.id] = a
	}
}

// undo takes an import back.
func (h *history) undo(o *office) *batch {
	m := h.model
	if len(m.batches) == 0 {
		return nil
	}
	i := h.rng.IntN(len(m.batches))
	b := m.batches[i]
	m.batches = slices.Delete(m.batches, i, i+1)
	h.say("undo the import of %d rows", len(b.rows))
	h.must(o.svc.UndoImport(h.t.Context(), admin, slug, b.id))
	for _, a := range b.rows {
		delete(m.answers, a.id)
	}
	return b
}

func (h *history) undoImport() { h.undo(h.someone()) }

// importAgain undoes an import and brings other content under the same ids.
func (h *history) importAgain() {
	o := h.someone()
	b := h.undo(o)
	if b == nil || len(b.rows) == 0 {
		return
	}
	var rows []*answer
	for _, a := range b.rows {
		rows = append(rows, &answer{id: a.id, edition: h.model.current})
	}
	h.bring(o, rows)
}
