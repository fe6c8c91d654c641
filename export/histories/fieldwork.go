package histories

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// changeRegister changes the register of units: communes are founded, dropped, and renamed and moved to another
// district from a day on, and districts are renamed.
func (h *history) changeRegister() {
	m := h.model
	if m.units == nil {
		m.units = []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "tinh"},
			{Code: "h1", Name: "Huyện Một", Level: "huyen", Parent: "12"},
			{Code: "h2", Name: "Huyện Hai", Level: "huyen", Parent: "12"},
			{Code: "x1", Name: "Xã 1", Level: "xa", Parent: "h1"},
			{Code: "x2", Name: "Xã 2", Level: "xa", Parent: "h1"},
			{Code: "x3", Name: "Xã 3", Level: "xa", Parent: "h2"}}
		h.register()
		_, err := h.here.svc.Change(h.t.Context(), admin, slug,
			func(s *survey.Survey) { s.Units, s.UnitDay = "bo", "2025-01-01" })
		h.must(err)
		m.unitDay = "2025-01-01"
		return
	}
	switch h.rng.IntN(4) {
	case 3: // a district is renamed from a day on
		at := 1 + h.rng.IntN(2)
		u := &m.units[at]
		if u.To != "" || u.From != "" {
			return
		}
		renamed := *u
		u.To, renamed.From, renamed.Name = "2025-06-30", "2025-07-01", renamed.Name+" mới"
		m.units = append(m.units, renamed)
	case 0:
		h.day++
		m.units = append(m.units,
			survey.Unit{Code: fmt.Sprint("m", h.day), Name: fmt.Sprint("Xã mới ", h.day), Level: "xa",
				Parent: pick(h, []string{"h1", "h2"})})
	case 1: // from a day on a commune belongs elsewhere and is called otherwise
		at := 3 + h.rng.IntN(len(m.units)-3)
		u := &m.units[at]
		if u.Level != "xa" || u.To != "" || u.From != "" {
			return
		}
		moved := *u
		u.To, moved.From = "2025-06-30", "2025-07-01"
		moved.Name, moved.Parent = "Xã "+moved.Code+" sáp nhập", map[string]string{"h1": "h2", "h2": "h1"}[moved.Parent]
		m.units = append(m.units, moved)
	case 2:
		at := 3 + h.rng.IntN(len(m.units)-3)
		if m.units[at].Level != "xa" {
			return
		}
		m.units = slices.Delete(m.units, at, at+1)
		if len(m.units) == 3 {
			m.units = append(m.units, survey.Unit{Code: "x9", Name: "Xã 9", Level: "xa", Parent: "h1"})
		}
	}
	h.register()
}

// outset gives the survey waves on both sides of the day on which a commune came to another district, for histories too
// short to come to that by themselves.
func (h *history) outset() {
	m := h.model
	h.changeRegister()
	moved := m.units[3]
	m.units[3].To, moved.From, moved.Name, moved.Parent = "2025-06-30", "2025-07-01", "Xã 1 sáp nhập", "h2"
	m.units = append(m.units, moved)
	h.register()
	h.addWave("2025-03-01")
	h.addWave("2025-09-01")
}

func (h *history) register() {
	var text []string
	for _, u := range h.model.units {
		text = append(text, fmt.Sprintf("%s<%s(%s..%s)", u.Code, u.Parent, u.From, u.To))
	}
	h.say("register %s", strings.Join(text, " "))
	h.must(h.someone().svc.ImportUnits(h.t.Context(), admin,
		survey.UnitSet{ID: "bo", Units: slices.Clone(h.model.units)}, nil))
}

// plan sets the frame of a wave.
func (h *history) plan() {
	m := h.model
	if m.units == nil {
		return
	}
	wave := m.wave
	units := m.unitsOn(m.dayOf(wave))
	plan, f := map[string]int{}, survey.SamplingFrame{Survey: slug, Wave: wave}
	for _, code := range slices.Sorted(maps.Keys(units)) {
		if units[code].Level == "xa" && h.chance(70) {
			plan[code] = 1 + h.rng.IntN(20)
			f.Rows = append(f.Rows, survey.FrameRow{Unit: code, Planned: plan[code]})
		}
	}
	if f.Rows == nil {
		return
	}
	h.say("frame of wave %q: %v", wave, plan)
	h.must(h.someone().svc.SetFrame(h.t.Context(), admin, f))
	m.planned[wave] = plan
}

// settings changes the unit item, the day of units or the current wave.
func (h *history) settings() {
	m := h.model
	change := func(why string, f func(*survey.Survey)) {
		h.say("setting %s", why)
		_, err := h.someone().svc.Change(h.t.Context(), admin, slug, f)
		h.must(err)
	}
	switch h.rng.IntN(4) {
	case 3:
		m.closed = !m.closed
		change(fmt.Sprint("closed ", m.closed), func(s *survey.Survey) { s.Closed = m.closed })
	case 0:
		m.unitItem = map[string]string{"": "noi", "noi": ""}[m.unitItem]
		change("unit item "+m.unitItem, func(s *survey.Survey) { s.UnitItem = m.unitItem })
	case 1:
		if m.units != nil {
			m.unitDay = pick(h, []survey.Day{"2025-01-01", "2025-08-01"})
			change("unit day "+string(m.unitDay), func(s *survey.Survey) { s.UnitDay = m.unitDay })
		}
	default:
		if len(m.waves) > 0 {
			m.wave = pick(h, m.waves).Code
			change("wave "+m.wave, func(s *survey.Survey) { s.Wave = m.wave })
		}
	}
}

func (h *history) newWave() {
	m := h.model
	if len(m.waves) == 3 {
		return
	}
	h.addWave(pick(h, []survey.Day{"2025-03-01", "2025-09-01"}))
}

func (h *history) addWave(day survey.Day) {
	m := h.model
	w := survey.Wave{Code: fmt.Sprint("d", len(m.waves)+1), Label: survey.Text{"": fmt.Sprint("Đợt ", len(m.waves)+1)},
		Day: day}
	m.waves, m.wave = append(m.waves, w), w.Code
	h.say("new wave %s on %s", w.Code, w.Day)
	_, err := h.someone().svc.Change(h.t.Context(), admin, slug,
		func(s *survey.Survey) { s.Waves, s.Wave = slices.Clone(m.waves), w.Code })
	h.must(err)
}
