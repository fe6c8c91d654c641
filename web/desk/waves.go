package desk

import (
	"net/url"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// wavesPart says of which wave the figures of a page are, and leads to those of the others. Its zero value is that of a
// survey without waves, of which there is nothing to say.
type wavesPart struct {
	Wave  string // as the address has it
	Query string // "?wave=2025", for addresses that belong to the page; "" of the wave that stands there unasked
	Words string // "Đợt 2025"
	Waves []waveChoice
}

type waveChoice struct {
	Address, Label, Count string
	Value                 string
	Chosen                bool
}

// wavesView is the part for figures of a wave.
func wavesView(v *visit, wave string, waves []results.Wave) wavesPart {
	if wave == "" || len(waves) == 0 {
		return wavesPart{}
	}
	out := wavesPart{Wave: wave, Words: waveWords(v.View, v.sv, wave)}
	if asked := v.Query("wave"); asked != "" {
		out.Query = "?wave=" + url.QueryEscape(asked)
	}
	all := int64(0)
	for _, w := range waves {
		code := w.Code
		if code == "" {
			code = survey.NoWave
		}
		out.Waves = append(out.Waves,
			waveChoice{Value: code, Label: waveWords(v.View, v.sv, code), Count: digits.FormatCount(v.Lang, w.Counted),
				Chosen: code == wave})
		all += w.Counted
	}
	if len(waves) > 1 {
		out.Waves = append(out.Waves,
			waveChoice{Value: survey.AllWaves, Label: waveWords(v.View, v.sv, survey.AllWaves),
				Count: digits.FormatCount(v.Lang, all), Chosen: wave == survey.AllWaves})
	}
	for i := range out.Waves {
		q := v.Request.URL.Query()
		q.Set("wave", out.Waves[i].Value)
		q.Del("done")
		out.Waves[i].Address = "?" + q.Encode()
	}
	return out
}

// waveWords names the wave of figures.
func waveWords(say edge.View, sv *survey.Survey, wave string) string {
	return workbook.WaveName(say.Lang, sv, wave)
}
