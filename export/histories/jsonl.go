package histories

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// jsonl compares the file of lines: each answer as it was given under its version, and what was not asked.
func (h *history) jsonl() {
	got, want := map[string]int{}, map[string]int{}
	for line := range bytes.Lines(h.written("jsonl")) {
		var l struct {
			Revision                                             int
			State, Version, Language, Unit, Class, Wave, Channel string
			Skipped                                              []string
			Answers                                              any
		}
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		h.must(d.Decode(&l))
		said, err := json.Marshal(l.Answers)
		h.must(err)
		slices.Sort(l.Skipped)
		got[fmt.Sprint(l.Revision, l.State, "|", l.Version, l.Language, "|", l.Unit, "|", l.Class, "|", l.Wave,
			l.Channel, l.Skipped, string(said))]++
	}
	for _, a := range h.model.printed() {
		e := h.model.editions[a.edition]
		said, err := json.Marshal(a.said.stored(e))
		h.must(err)
		want[fmt.Sprint(a.revision, "submitted", "|", e.version, a.said.language, "|", a.unit, "|", a.class, "|",
			a.wave, string(a.channel), a.said.skipped(e), string(said))]++
	}
	h.rowsDiffer("jsonl", got, want)
}

// stored is what is said as a file of lines has it, what is worked out as well.
func (r *reply) stored(e *edition) map[string]any {
	out := toldOf(e, r.said)
	var list []any
	for _, here := range r.rows {
		list = append(list, toldOf(e, here))
	}
	if list != nil {
		out[e.repeat] = list
	}
	return out
}

func toldOf(e *edition, said row) map[string]any {
	out := map[string]any{}
	for q, s := range said {
		l := e.looks[q]
		switch {
		case s.refused:
			out[e.path(q)] = map[string]string{"missing": "refused"}
		case l.kind == survey.Single:
			out[e.path(q)] = s.codes[0]
		case l.list != nil:
			out[e.path(q)] = s.codes
		case numeric(l.kind):
			out[e.path(q)] = json.Number(s.text)
		default:
			out[e.path(q)] = s.text
		}
	}
	return out
}

// skipped are the paths of the questions that nobody was asked here, sorted; the row of the repeat stands in them.
func (r *reply) skipped(e *edition) []string {
	if r.passed != nil {
		return r.passed
	}
	out := []string{}
	for _, q := range e.inOrder() {
		l := e.looks[q]
		switch {
		case !isAsked(l.kind):
		case l.place != inRepeat:
			if !r.relevant(e, q, nil) {
				out = append(out, e.path(q))
			}
		default:
			for i, here := range r.rows {
				if !r.relevant(e, q, here) {
					out = append(out, fmt.Sprintf("%s[%d]%s", e.repeat, i+1, strings.TrimPrefix(e.path(q), e.repeat)))
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
