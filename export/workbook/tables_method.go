package workbook

import (
	"math"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/survey/words"
)

// method writes where the figures come from and how each is made, so that anybody can make them again.
func (b *tableBook) method(name string) error {
	p, err := b.open(name, layout{Widths: []float64{34, 96}})
	if err != nil {
		return err
	}
	b.top(p, "method")
	line := func(head, text string) {
		if text != "" {
			p.add(b.cell(lookBase, head), b.cell(lookText, text))
		}
	}
	for _, n := range append(append([]string{}, b.tables.Notices...), b.notices...) {
		line(b.t("method.notices"), n)
	}
	s := b.o.Source
	for _, fact := range []struct{ key, text string }{
		{"file", s.File}, {"sha256", s.SHA256}, {"command", s.Command}, {"wave", s.Wave}, {"filter", s.Filtered},
		{"rows", digits.FormatCount(b.lang, b.tables.Rows)}, {"software", b.Software},
	} {
		line(b.t("tables.fact."+fact.key), fact.text)
	}
	p.skip(1)
	for _, fact := range []struct{ key, text string }{{"weight", s.Weight}, {"strata", s.Strata}, {"psu", s.PSU},
		{"fpc", s.FPC}} {
		line(b.t("tables.fact."+fact.key), fact.text)
	}
	if s.design() {
		line(b.t("tables.fact.lonely"), s.Lonely)
	}
	how := func(what string, pairs ...any) {
		line(b.t("tables.how."+what), b.t("tables.how."+what+".text", pairs...))
	}
	how("estimate")
	how("bases")
	if s.design() {
		how("se")
		how("deff")
	} else {
		how("srs")
	}
	how("interval", "level", b.percentLevel(), "interval", b.t("tables.interval."+string(b.tables.Interval)))
	how("exact")
	if s.Letters != "" {
		how("letters", "adjustment", b.t("tables.letters."+s.Letters))
	}
	how("small")
	how("rounding")
	how("undefined")
	return p.close()
}

// percentLevel is the level of the intervals in percent, with as many decimals as it has.
func (b *tableBook) percentLevel() string {
	return strings.Replace(strconv.FormatFloat(math.Round(b.tables.Level*1e8)/1e6, 'f', -1, 64), ".",
		words.T(b.lang, "number.decimal"), 1) + "%"
}
