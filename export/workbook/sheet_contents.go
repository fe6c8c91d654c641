package workbook

import (
	"fmt"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// contents writes the first sheet: what this is, when it was made from which answers, and the way to the other sheets.
func (b *book) contents(name string) error {
	p, err := b.open(name, layout{Widths: []float64{30, 78}})
	if err != nil {
		return err
	}
	p.across(lookTitle, b.title(), 2)
	p.add(b.cell(lookNote, b.t("contents.report")))
	p.skip(1)
	for _, f := range b.facts() {
		p.add(b.factCells(f)...)
	}
	p.skip(1)
	p.add(b.cell(lookHeadLeft, b.t("contents.sheet")), b.cell(lookHeadLeft, b.t("contents.about")))
	for _, s := range sheets()[1:] {
		row := p.add(b.cell(lookLink, b.Sheet(s.key)), b.cell(lookText, b.t("about."+s.key)))
		p.link(row, 1, b.Sheet(s.key))
		if s.key != "data" {
			continue
		}
		for _, rs := range b.repeats {
			row := p.add(b.cell(lookLink, rs.name),
				b.cell(lookText, b.t("about.repeat", "repeat", b.label(rs.repeat.Field))))
			p.link(row, 1, rs.name)
		}
	}
	p.skip(1)
	for _, n := range b.notices {
		p.across(lookSentence, n, 2)
	}
	p.across(lookNote, b.t("contents.verify"), 2)
	return p.close()
}

// fact is a line that says something of the workbook.
type fact struct {
	head, text string
	states     bool // it is of responses that do not count
}

// facts are the lines that say which survey and which answers the workbook is of.
func (b *book) facts() []fact {
	r := b.r
	out := []fact{
		{head: b.t("fact.counted"), text: digits.FormatCount(b.lang, r.Counted)},
		{head: b.t("fact.made"), text: b.moment(r.Made)},
		{head: b.t("fact.questionnaire"),
			text: fmt.Sprintf("%s · %s", r.Survey.Slug, b.t("fact.version", "version", r.Form.Q.Version))},
		{head: b.t("fact.mode"), text: b.t("mode." + string(r.Survey.Mode))},
	}
	if r.Wave != "" {
		out = append(out, fact{head: b.t("fact.wave"), text: b.wave(r.Wave)})
	}
	for _, s := range []survey.State{survey.Quarantined, survey.Rejected, survey.Withdrawn, survey.Test} {
		if n := r.States[s]; n > 0 {
			out = append(out, fact{b.t("state." + string(s)),
				b.t("fact.not_counted", "n", digits.FormatCount(b.lang, n)), true})
		}
	}
	return append(out, fact{head: b.t("fact.snapshot"), text: r.Snapshot})
}

// factCells are the cells of a fact.
func (b *book) factCells(f fact) []any {
	if f.states {
		return []any{b.cell(lookBase, f.head), stateCell{b.cell(lookText, f.text)}}
	}
	return []any{b.cell(lookBase, f.head), b.cell(lookText, f.text)}
}

// wave says whose answers figures are of, a wave with its code: "Đợt 2 năm 2025 (2025)".
func (b *book) wave(code string) string {
	if code == survey.AllWaves || code == survey.NoWave {
		return words.T(b.lang, "wave."+code)
	}
	w, _ := b.r.Survey.FindWave(code)
	if label := b.oneLine(w.Label); label != "" && label != code {
		return label + " (" + code + ")"
	}
	return code
}
