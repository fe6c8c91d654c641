package histories

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
)

// sav compares the .sav file, read back, case by case.
func (h *history) sav() {
	f := savread.Read(h.t, h.written("sav"))
	columns := h.savColumns(f)
	got, want := map[string]int{}, map[string]int{}
	for i := range f.Cases {
		text := ""
		for _, name := range []string{"wave", "class", "unit", "language", "version", "channel"} {
			text += fmt.Sprint(f.Value(name, i), "|")
		}
		for _, c := range columns {
			text += "|" + c.read(i)
		}
		got[text]++
	}
	answers := h.model.printed()
	for _, a := range answers {
		e := h.model.editions[a.edition]
		text := strings.Join([]string{a.wave, a.class, a.unit, a.said.language, e.version, string(a.channel), ""}, "|")
		for _, c := range columns {
			text += "|" + c.want(a)
		}
		want[text]++
	}
	h.rowsDiffer(".sav", got, want)
	if len(f.Cases) != len(answers) {
		h.differ(".sav", "", "cases", len(f.Cases), len(answers))
	}
}

// savColumn is what a series is in the file.
type savColumn struct {
	read func(i int) string     // of a case
	want func(a *answer) string // of an answer
}

// savColumns finds the variables of all series outside the repeat. A name that is there already gets a number.
func (h *history) savColumns(f *savread.File) []savColumn {
	m := h.model
	taken := map[string]bool{}
	for _, name := range []string{"id", "revision", "state", "version", "language", "unit", "class", "wave", "channel",
		"received"} {
		taken[name] = true
	}
	take := func(name string) string {
		out := name
		for n := 2; taken[out]; n++ {
			out = fmt.Sprint(name, "_", n)
		}
		taken[out] = true
		return out
	}
	var out []savColumn
	for _, g := range m.series() {
		stem := g.name[strings.LastIndex(g.name, "/")+1:]
		if g.previous {
			stem = strings.NewReplacer("@", "_", "/", "_").Replace(g.name)
		}
		if g.repeated() {
			continue
		}
		said := func(a *answer) saying {
			if !slices.Contains(g.editions, a.edition) {
				return saying{}
			}
			return a.said.said[m.editions[a.edition].as(g.item)]
		}
		name := take(stem)
		switch g.look.kind {
		case survey.Single:
			out = append(out, savColumn{func(i int) string { return told(f, name, i) },
				func(a *answer) string { return g.told(said(a)) }})
		case survey.Multiple:
			for _, c := range g.choices {
				name := take(stem + "_" + c.Code)
				out = append(out, savColumn{func(i int) string { return plainly(f.Value(name, i)) },
					func(a *answer) string {
						return g.ticked(c, said(a),
							codes(m.editions[a.edition].looks[m.editions[a.edition].as(g.item)].list))
					}})
			}
		case survey.Rank:
			most := min(1, len(f.Cases)) // that anybody ranked: there are variables for no more
			for _, a := range m.counted(survey.AllWaves) {
				most = max(most, len(said(a).codes))
			}
			for place := range most {
				name := take(stem + "_" + fmt.Sprint(place+1))
				out = append(out, savColumn{func(i int) string { return told(f, name, i) }, func(a *answer) string {
					if s := said(a); place < len(s.codes) {
						return g.told(saying{codes: s.codes[place:]})
					}
					return ""
				}})
			}
		default:
			out = append(out, savColumn{func(i int) string { return plainly(f.Value(name, i)) },
				func(a *answer) string { return said(a).text }})
		}
	}
	for i, repeat := range m.repeats() {
		stem := path.Base(repeat)
		if i > 0 {
			stem = strings.ReplaceAll(repeat, "/", "_")
		}
		name := take(stem)
		out = append(out, savColumn{func(i int) string { return h.rowsOf(f.Value(name, i).(string)) },
			func(a *answer) string { return m.inColumn(repeat, a) }})
	}
	return out
}

// plainly is a value as a person would write it; blank for a missing one.
func plainly(v any) string {
	switch x := v.(type) {
	case float64:
		if math.IsNaN(x) {
			return ""
		}
		return strconv.FormatFloat(x, 'g', -1, 64)
	case string:
		return x
	}
	return fmt.Sprint(v)
}

// told is the label of a value, with a mark where it is declared missing.
func told(f *savread.File, name string, i int) string {
	v, x := f.Named(name), f.Value(name, i)
	if plainly(x) == "" {
		return ""
	}
	label, _, _ := strings.Cut(v.Labels[x], " (")
	if slices.Contains(v.Missing, x) {
		label += " missing"
	}
	return label
}

// told is a choice as the file has it.
func (g *series) told(s saying) string {
	switch {
	case s.refused:
		return "Từ chối trả lời missing"
	case s.codes == nil:
		return ""
	}
	c := g.choice(s.codes[0])
	if c.Role.Missing() {
		return c.Label[""] + " missing"
	}
	return c.Label[""]
}

// ticked is 1 where a choice was chosen and 0 where it could have been and others were: all shares have one base, and
// choices outside it tell apart those who gave anything.
func (g *series) ticked(c choice, s saying, offered []string) string {
	valid := slices.ContainsFunc(s.codes, func(code string) bool { return !g.choice(code).Role.Missing() })
	switch {
	case slices.Contains(s.codes, c.Code):
		return "1"
	case c.Role.Missing() && len(s.codes) > 0, !c.Role.Missing() && valid &&
		(c.previous != "" || slices.Contains(offered, c.Code)):
		return "0"
	}
	return ""
}
