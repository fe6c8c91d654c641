package expr

import (
	"fmt"
	"math"
	"strings"
	"time"
)

const dayMillis = 24 * 60 * 60 * 1000

// moment is a date, a date-time or a time of day as written in ISO 8601.
type moment struct {
	day     int  // days since 1970-01-01 in the calendar as written
	ms      int  // milliseconds since midnight as written
	hasDate bool // false: a time of day alone
	hasTime bool
	zoned   bool // an offset was written
	offset  int  // minutes east of UTC
}

// parseMoment reads 2025-07-01, 2025-07-01T08:30[:00[.000]][Z|+07[:00]] and 08:30[…]. lenient also takes 2025-7-1,
// which calculations that join year, month and day make. Days that the calendar does not have are refused.
func parseMoment(s string, lenient bool) (moment, bool) {
	var m moment
	date, clock, both := strings.Cut(s, "T")
	if !both && strings.Contains(s, ":") {
		date, clock = "", s
	}
	if date != "" || both {
		day, ok := parseDay(date, lenient)
		if !ok {
			return m, false
		}
		m.day, m.hasDate = day, true
	}
	if clock != "" {
		return m, m.parseClock(clock)
	}
	return m, m.hasDate && !both
}

func parseDay(s string, lenient bool) (int, bool) {
	parts := strings.Split(s, "-")
	if len(parts) != 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		digits := 2
		if i == 0 {
			digits = 4
		}
		v, ok := digitsOf(p)
		if !ok || len(p) > digits || len(p) < digits && !(lenient && i > 0) {
			return 0, false
		}
		n[i] = v
	}
	if n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > daysIn(n[0], n[1]) {
		return 0, false
	}
	return civilDay(n[0], n[1], n[2]), true
}

func digitsOf(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func (m *moment) parseClock(s string) bool {
	if i := strings.IndexAny(s, "Z+-"); i >= 0 {
		off, ok := parseOffset(s[i:])
		if !ok {
			return false
		}
		m.zoned, m.offset, s = true, off, s[:i]
	}
	s, fraction, hasFraction := strings.Cut(s, ".")
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 || hasFraction && len(parts) < 3 {
		return false
	}
	for i, limit := range []int{24, 60, 60}[:len(parts)] {
		v, ok := digitsOf(parts[i])
		if !ok || len(parts[i]) != 2 || v >= limit {
			return false
		}
		m.ms += v * []int{3_600_000, 60_000, 1000}[i]
	}
	if hasFraction {
		if _, ok := digitsOf(fraction); !ok {
			return false
		}
		v, _ := digitsOf((fraction + "00")[:3])
		m.ms += v
	}
	m.hasTime = true
	return true
}

// parseOffset reads Z, +07, +0700 and +07:00 as minutes, up to 14 hours either way.
func parseOffset(s string) (int, bool) {
	if s == "Z" {
		return 0, true
	}
	digits := s[1:]
	if len(digits) == 5 && digits[2] == ':' {
		digits = digits[:2] + digits[3:]
	}
	v, ok := digitsOf(digits)
	switch len(digits) {
	case 2:
		v *= 60
	case 4:
		ok = ok && v%100 < 60
		v = v/100*60 + v%100
	default:
		return 0, false
	}
	if !ok || v > 14*60 {
		return 0, false
	}
	if s[0] == '-' {
		v = -v
	}
	return v, true
}

// days is what the moment counts for in comparisons and sums: whole days for a date, days with a fraction by the clock
// of the zone (nil: as written) for a date-time, the part of a day for a time.
func (m moment) days(zone *time.Location) float64 {
	if !m.hasTime {
		return float64(m.day)
	}
	if m.hasDate && m.zoned && zone != nil {
		m = momentAt(m.unixMillis(zone), zone)
	}
	return (float64(m.day)*dayMillis + float64(m.ms)) / dayMillis
}

// unixMillis is the instant: a moment without an offset is by the clock of the zone.
func (m moment) unixMillis(zone *time.Location) int64 {
	wall := int64(m.day)*dayMillis + int64(m.ms)
	if m.zoned {
		return wall - int64(m.offset)*60_000
	}
	y, mo, d := civilDate(m.day)
	return time.Date(y, time.Month(mo), d, 0, 0, 0, m.ms*1_000_000, zone).UnixMilli()
}

// momentAt is the date and time of an instant by the clock of the zone.
func momentAt(unixMillis int64, zone *time.Location) moment {
	_, seconds := time.UnixMilli(unixMillis).In(zone).Zone()
	wall := unixMillis + int64(seconds)*1000
	day := floorDiv(wall, dayMillis)
	return moment{day: int(day), ms: int(wall - day*dayMillis), hasDate: true, hasTime: true, zoned: true,
		offset: seconds / 60}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// date is the moment without its time.
func (m moment) date() moment { return moment{day: m.day, hasDate: true} }

// String is the ISO form, date-times with milliseconds and offset.
func (m moment) String() string {
	y, mo, d := civilDate(m.day)
	date := fmt.Sprintf("%04d-%02d-%02d", y, mo, d)
	if !m.hasTime {
		return date
	}
	sign, off := '+', m.offset
	if off < 0 {
		sign, off = '-', -off
	}
	return fmt.Sprintf("%sT%02d:%02d:%02d.%03d%c%02d:%02d", date,
		m.ms/3_600_000, m.ms/60_000%60, m.ms/1000%60, m.ms%1000, sign, off/60, off%60)
}

// minDay and maxDay bound what a number of days may be to make a date: the years 0 to 9999.
const (
	minDay = -719528
	maxDay = 2932896
)

// momentOf reads a date or date-time out of a value: an ISO text, or a number of days since 1970-01-01. A whole number
// is that calendar day; a number with a fraction is the instant so many days after 1970-01-01T00:00Z, as
// decimal-date-time() gives it. ok is false for empty and for what is no date.
func (r *run) momentOf(v Value) (m moment, ok bool) {
	if v.kind == KindNumber || v.kind == KindNodes && v.comparesAs() == Decimal {
		n := v.Number()
		if math.IsNaN(n) || n < minDay || n > maxDay {
			return m, false
		}
		if n == math.Trunc(n) {
			return moment{day: int(n), hasDate: true}, true
		}
		return momentAt(int64(math.Round(n*dayMillis)), r.zone()), true
	}
	m, ok = parseMoment(strings.Trim(r.read(v).Text(), blanks), true)
	if ok && m.hasDate && m.hasTime && m.zoned {
		m = momentAt(m.unixMillis(r.zone()), r.zone())
	}
	return m, ok
}

func (r *run) clock() time.Time {
	if r.ctx.Now != nil {
		return r.ctx.Now()
	}
	return time.Now()
}

func (r *run) now() moment { return momentAt(r.clock().UnixMilli(), r.zone()) }

func daysIn(year, month int) int {
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		return 29
	}
	return [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
}

// civilDay counts days since 1970-01-01 in the proleptic Gregorian calendar.
func civilDay(y, m, d int) int {
	return int(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func civilDate(day int) (y, m, d int) {
	yy, mm, dd := time.Unix(int64(day)*86400, 0).UTC().Date()
	return yy, int(mm), dd
}
