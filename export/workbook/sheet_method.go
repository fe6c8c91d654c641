package workbook

import (
	"runtime/debug"

	"github.com/khaosat/khaosat/survey"
)

// method writes how each figure was made and what the reader must know.
func (b *book) method(name string) error {
	p, err := b.open(name, layout{Widths: []float64{30, 92}, FreezeRows: headRows})
	if err != nil {
		return err
	}
	p.heading(b.Sheet("method"), b.t("method.about"))
	p.skip(1)
	if len(b.notices) > 0 {
		p.across(lookSection, b.t("method.notices"), 2)
		for _, n := range b.notices {
			p.across(lookSentence, n, 2)
		}
		p.skip(1)
	}
	line := func(head, text string) { p.add(b.cell(lookBase, head), b.cell(lookText, text)) }
	for _, key := range []string{"bases", "missing", "percent", "cases", "box", "interval", "scores", "numbers",
		"totals", "units", "rounding", "undefined", "names", "data"} {
		line(b.t("method."+key), b.t("method."+key+".text"))
	}
	if b.hasRepeats() {
		line(b.t("method.repeats"), b.t("method.repeats.text"))
	}
	p.skip(1)
	for _, f := range b.facts() {
		p.add(b.factCells(f)...)
	}
	if b.r.Survey.Mode == survey.Anonymous {
		line(b.t("method.anonymous"), b.t("method.anonymous.text", "least", survey.MinimumBase))
	}
	line(b.t("method.software"), b.Software)
	return p.close()
}

func (b *book) hasRepeats() bool {
	for _, it := range b.r.Items {
		if it.Repeat != "" {
			return true
		}
	}
	return false
}

// software names the program and its version as the build knows it.
func software() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "khaosat"
	}
	out := "khaosat " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			out += " (" + s.Value[:min(len(s.Value), 12)] + ")"
		}
	}
	return out + ", " + info.GoVersion
}
