package export

import (
	"fmt"

	"github.com/khaosat/khaosat/stats"
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
	for _, l := range b.facts() {
		p.add(b.cell(lookBase, l[0]), b.cell(lookText, l[1]))
	}
	p.skip(1)
	p.add(b.cell(lookHeadLeft, b.t("contents.sheet")), b.cell(lookHeadLeft, b.t("contents.about")))
	for _, s := range sheets()[1:] {
		row := p.add(b.cell(lookLink, b.sheet(s.key)), b.cell(lookText, b.t("about."+s.key)))
		p.link(row, 1, b.sheet(s.key))
		if s.key != "data" {
			continue
		}
		for _, rs := range b.repeats {
			row := p.add(b.cell(lookLink, rs.name), b.cell(lookText, b.t("about.repeat", b.label(rs.repeat.Field))))
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

// facts are the lines that say which survey and which answers the workbook is of.
func (b *book) facts() [][2]string {
	r := b.r
	out := [][2]string{
		{b.t("fact.counted"), stats.FormatCount(b.lang, r.Counted)},
		{b.t("fact.made"), b.moment(r.Made)},
		{b.t("fact.questionnaire"), fmt.Sprintf("%s · %s", r.Survey.Slug, b.t("fact.version", r.Form.Q.Version))},
		{b.t("fact.mode"), b.t("mode." + string(r.Survey.Mode))},
	}
	if r.Wave != "" {
		out = append(out, [2]string{b.t("fact.wave"), b.wave(r.Wave)})
	}
	for _, s := range []survey.State{survey.Quarantined, survey.Rejected, survey.Withdrawn, survey.Test} {
		if n := r.States[s]; n > 0 {
			out = append(out, [2]string{b.t("state." + string(s)), b.t("fact.not_counted", stats.FormatCount(b.lang, n))})
		}
	}
	return append(out, [2]string{b.t("fact.snapshot"), r.Snapshot})
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
