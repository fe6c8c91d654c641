package survey

import (
	"slices"
	"strings"
)

// Wave is one round of fieldwork of a survey: what answers it has is figures of its own.
type Wave struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
	Day   Day    `json:"day,omitempty"` // on which its unit codes are read; "" = From, else the survey's unit day
	From  Day    `json:"from,omitempty"`
	To    Day    `json:"to,omitempty"`
}

// Words in the place of a wave's code: all waves together, and answers that belong to none. No wave can be called so.
const (
	AllWaves = "all"
	NoWave   = "none"
)

// FindWave returns the wave with the code, and whether the survey lists one.
func (s *Survey) FindWave(code string) (Wave, bool) {
	i := slices.IndexFunc(s.Waves, func(w Wave) bool { return w.Code == code })
	if i < 0 {
		return Wave{}, false
	}
	return s.Waves[i], true
}

// DayOfWave is the day on which the unit codes of a wave's answers are read: the wave's own, else the first of its
// fieldwork, else the survey's; "" when none is known.
func (s *Survey) DayOfWave(code string) Day {
	w, _ := s.FindWave(code)
	for _, d := range []Day{w.Day, w.From, s.UnitDay} {
		if d != "" {
			return d
		}
	}
	return ""
}

// CheckWaves lists what is wrong with the waves of a survey: codes that are blank, reserved or there twice, days that
// are none or end before they begin, and a current wave that is not listed.
func CheckWaves(waves []Wave, current string) []Problem {
	var problems []Problem
	wrong := func(code string, pairs ...any) {
		problems = append(problems, ProblemAt(Place{Item: "waves"}, code, pairs...))
	}
	for i, w := range waves {
		switch {
		case strings.TrimSpace(w.Code) == "" || w.Code != strings.TrimSpace(w.Code):
			wrong("wave.code", "wave", w.Code)
		case w.Code == AllWaves || w.Code == NoWave:
			wrong("wave.reserved", "wave", w.Code)
		case slices.ContainsFunc(waves[:i], func(o Wave) bool { return o.Code == w.Code }):
			wrong("wave.twice", "wave", w.Code)
		}
		for _, d := range []Day{w.Day, w.From, w.To} {
			if !d.Valid() {
				wrong("wave.day", "wave", w.Code, "day", d)
			}
		}
		if w.From != "" && w.To != "" && w.From > w.To {
			wrong("wave.period", "wave", w.Code)
		}
	}
	if current != "" && !slices.ContainsFunc(waves, func(w Wave) bool { return w.Code == current }) {
		problems = append(problems, ProblemAt(Place{Item: "wave"}, "settings.wave", "wave", current))
	}
	return problems
}
