package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey/words"
)

// dateFunctions read, make and write dates. Dates are ISO 8601 texts by the clock of Context.Zone. What is no date
// gives the empty text, or NaN where a number is asked for.
var dateFunctions = map[string]*function{
	"today": {usage: "today()", volatile: true,
		eval: func(r *run, _ *term) Value { return Value{str: r.now().date().String()} }},
	"now": {usage: "now()", volatile: true,
		eval: func(r *run, _ *term) Value { return Value{str: r.now().String()} }},
	"date": {usage: "date(value)", min: 1, max: 1, check: checkDate, eval: func(r *run, t *term) Value {
		m, ok := r.momentOf(r.eval(t.args[0]))
		if !ok || !m.hasDate {
			return Value{}
		}
		return Value{str: m.date().String()}
	}},
	"date-time": {usage: "date-time(value)", min: 1, max: 1, check: checkDate, eval: func(r *run, t *term) Value {
		m, ok := r.momentOf(r.eval(t.args[0]))
		if !ok || !m.hasDate {
			return Value{}
		}
		return Value{str: momentAt(m.unixMillis(r.zone()), r.zone()).String()}
	}},
	"decimal-date-time": {usage: "decimal-date-time(date)", min: 1, max: 1, check: checkDate, eval: decimalDateTime},
	"decimal-time": {usage: "decimal-time(time)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		m, ok := r.momentOf(r.eval(t.args[0]))
		if !ok {
			return NumberValue(math.NaN())
		}
		return NumberValue(float64(m.ms) / dayMillis)
	}},
	"format-date":      {usage: "format-date(date, '%d/%m/%Y')", min: 2, max: 2, eval: formatMoment},
	"format-date-time": {usage: "format-date-time(date, '%d/%m/%Y %H:%M')", min: 2, max: 2, eval: formatMoment},

	// SurveyCTO's: whole seconds since filling in began.
	"duration": {usage: "duration()", volatile: true, eval: func(r *run, _ *term) Value {
		if r.ctx.Started.IsZero() {
			return NumberValue(math.NaN())
		}
		return NumberValue(max(0, math.Floor(r.clock().Sub(r.ctx.Started).Seconds())))
	}},

	"difference-in-days":   difference("days"),
	"difference-in-weeks":  difference("weeks"),
	"difference-in-months": difference("months"),
	"difference-in-years":  difference("years"),

	"cht:difference-in-days":   difference("days"),
	"cht:difference-in-weeks":  difference("weeks"),
	"cht:difference-in-months": difference("months"),
	"cht:difference-in-years":  difference("years"),
}

// checkDate refuses a literal that is no date, such as date('2025-13-01').
func checkDate(p *parser, t *term) {
	a := t.args[0]
	if a.op != opText || a.text == "" {
		return
	}
	if m, ok := parseMoment(strings.TrimSpace(a.text), true); !ok || !m.hasDate {
		p.fail(fault(a.at, a.text, "date.invalid", "text", clip([]rune(a.text))))
	}
}

// decimalDateTime is the number of days since 1970-01-01T00:00Z; a date counts from midnight by the zone. A number
// stays as it is.
func decimalDateTime(r *run, t *term) Value {
	v := r.eval(t.args[0])
	if v.kind == KindNumber {
		return v
	}
	m, ok := r.momentOf(v)
	if !ok || !m.hasDate {
		return NumberValue(math.NaN())
	}
	return NumberValue(float64(m.unixMillis(r.zone())) / dayMillis)
}

// difference counts whole days, weeks, months or years from the first date to the second; a month is complete on the
// same day of the month, or on the last day of a shorter one's successor. Negative when the second is earlier.
func difference(unit string) *function {
	return &function{usage: "difference-in-" + unit + "(from, to)", min: 2, max: 2, eval: func(r *run, t *term) Value {
		a, okA := r.momentOf(r.eval(t.args[0]))
		b, okB := r.momentOf(r.eval(t.args[1]))
		if !okA || !okB || !a.hasDate || !b.hasDate {
			return NumberValue(math.NaN())
		}
		switch unit {
		case "days":
			return NumberValue(float64(b.day - a.day))
		case "weeks":
			return NumberValue(math.Trunc(float64(b.day-a.day) / 7))
		case "months":
			return NumberValue(float64(months(a.day, b.day)))
		}
		return NumberValue(float64(months(a.day, b.day) / 12))
	}}
}

func months(a, b int) int {
	if b < a {
		return -months(b, a)
	}
	y1, m1, d1 := civilDate(a)
	y2, m2, d2 := civilDate(b)
	n := (y2-y1)*12 + m2 - m1
	if d2 < d1 {
		n--
	}
	return n
}

// formatMoment writes a date by the marks of the ODK specification: %Y %y %m %n %b %d %e %a %W %H %h %M %S %3 and %%.
// An unknown mark is left as it stands.
func formatMoment(r *run, t *term) Value {
	m, ok := r.momentOf(r.eval(t.args[0]))
	format := r.text(t.args[1])
	if !ok {
		return Value{}
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		if s, known := r.mark(m, format[i]); known {
			b.WriteString(s)
		} else {
			b.WriteByte('%')
			b.WriteByte(format[i])
		}
	}
	return r.made(t, b.String())
}

func (r *run) mark(m moment, c byte) (string, bool) {
	y, mo, d := civilDate(m.day)
	switch c {
	case '%':
		return "%", true
	case 'Y':
		return fmt.Sprintf("%04d", y), true
	case 'y':
		return fmt.Sprintf("%02d", y%100), true
	case 'm':
		return fmt.Sprintf("%02d", mo), true
	case 'n':
		return strconv.Itoa(mo), true
	case 'b':
		return r.monthName(mo), true
	case 'd':
		return fmt.Sprintf("%02d", d), true
	case 'e':
		return strconv.Itoa(d), true
	case 'a':
		return r.dayName(m.day), true
	case 'W':
		_, week := time.Unix(int64(m.day)*86400, 0).UTC().ISOWeek()
		return strconv.Itoa(week), true
	case 'H':
		return fmt.Sprintf("%02d", m.ms/3_600_000), true
	case 'h':
		return strconv.Itoa(m.ms / 3_600_000), true
	case 'M':
		return fmt.Sprintf("%02d", m.ms/60_000%60), true
	case 'S':
		return fmt.Sprintf("%02d", m.ms/1000%60), true
	case '3':
		return fmt.Sprintf("%03d", m.ms%1000), true
	}
	return "", false
}

func (r *run) monthName(month int) string { return NamesOf(r.ctx.Language).Month(month) }

func (r *run) dayName(day int) string {
	return NamesOf(r.ctx.Language).Day(int(floorMod(int64(day)+4, 7))) // 1970-01-01 was a Thursday
}

// Names are the short names of months, from January, and of days, from Sunday, each list with commas between: what a
// phone needs to write the marks %b and %a.
type Names struct {
	Months string `json:"months"`
	Days   string `json:"days"`
}

// NamesOf returns the names in the language that serves a BCP 47 tag, in English where the catalogue has none for it.
func NamesOf(tag string) Names {
	lang, ok := words.Find(tag, "common")
	if !ok {
		lang = "en"
	}
	return Names{words.T(lang, "date.months"), words.T(lang, "date.days")}
}

// Month is the name of a month, 1 to 12.
func (n Names) Month(month int) string { return strings.Split(n.Months, ", ")[month-1] }

// Day is the name of a day of the week, 0 = Sunday.
func (n Names) Day(weekday int) string { return strings.Split(n.Days, ", ")[weekday] }

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
