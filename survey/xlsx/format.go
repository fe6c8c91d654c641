package xlsx

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// excelEpoch is the day 0 of Excel after 28 February 1900.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// showing is what a cell shows of a number: Excel stores days and times as numbers, and only the format of the cell
// tells.
type showing uint8

const (
	showsNumber showing = 0
	showsDay    showing = 1
	showsTime   showing = 2
	showsSpan   showing = 4 // hours that may be more than a day has: [h]:mm
)

// builtIn are the formats that every workbook has (ECMA-376-1, 18.8.30, and those of East Asia).
func builtIn(id int) showing {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return showsDay
	case id >= 18 && id <= 21, id == 45, id == 47, id >= 32 && id <= 35, id == 55, id == 56:
		return showsTime
	case id == 46:
		return showsSpan
	case id == 22:
		return showsDay | showsTime
	}
	return showsNumber
}

// ofFormat reads a number format: y and d are of a day, h and s of a time, m is minutes beside those and months else.
// Quoted and escaped letters are text, brackets hold colours, places and hours beyond a day.
func ofFormat(code string) showing {
	out, months := showsNumber, false
	code, _, _ = strings.Cut(strings.ToLower(code), ";")
	if code == "general" {
		return out
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			end := strings.IndexByte(code[i+1:], map[byte]byte{'"': '"', '[': ']'}[c])
			if end < 0 {
				return out
			}
			if inside := code[i+1 : i+1+end]; c == '[' && inside != "" && strings.Trim(inside, "hms") == "" {
				return showsSpan
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case 'y', 'd':
			out |= showsDay
		case 'h', 's':
			out |= showsTime
		case 'm':
			months = true
		}
	}
	if months && out == showsNumber {
		out = showsDay
	}
	return out
}

// Formats are the number formats of a workbook.
type Formats struct {
	Styles      []int          // by style of cells, the id of its format
	Own         map[int]string // codes by id of the formats that the workbook defines
	Conditional []string       // codes of formats that some condition shows numbers in

	shows []showing // by style
}

// formats reads the styles of a workbook.
func (a *archive) formats(part string) (Formats, error) {
	f, section := Formats{Own: map[int]string{}}, ""
	err := a.decode(part, func(e xml.StartElement) error {
		id, err := strconv.Atoi(attr(e, "numFmtId"))
		switch name := e.Name.Local; {
		case name == "numFmts", name == "cellStyleXfs", name == "cellXfs", name == "cellStyles", name == "dxfs":
			section = name
		case name == "numFmt" && section == "numFmts" && err == nil && len(f.Own) < maxFormats:
			f.Own[id] = attr(e, "formatCode")
		case name == "numFmt" && section == "dxfs" && len(f.Conditional) < maxFormats:
			f.Conditional = append(f.Conditional, attr(e, "formatCode"))
		case name == "xf" && section == "cellXfs" && len(f.Styles) < maxStyles:
			f.Styles = append(f.Styles, id)
		}
		return nil
	}, nil, nil)
	for _, id := range f.Styles {
		shows := builtIn(id)
		if code, own := f.Own[id]; own {
			shows = ofFormat(code)
		}
		f.shows = append(f.shows, shows)
	}
	return f, err
}

func (f Formats) showing(c Cell) showing {
	if c.Kind != Number || c.Style < 0 || c.Style >= len(f.shows) {
		return showsNumber
	}
	return f.shows[c.Style]
}

// ShowsDate reports whether a cell shows its number as a day or a time.
func (f Formats) ShowsDate(c Cell) bool { return f.showing(c) != showsNumber }

// Plain is what stands in a cell as a table in text has it: days and times that a number stands for as ISO 8601, other
// numbers in plain digits.
func (b *Book) Plain(c Cell) string {
	switch c.Kind {
	case Number:
	case Day:
		return strings.TrimSuffix(c.Text, "T00:00:00")
	default:
		return c.Text
	}
	if text, ok := b.showing(c).iso(c.Text, b.Date1904); ok {
		return text
	}
	return c.Decimal()
}

// iso writes the number of a cell as the day and the time that it shows: 2024-02-29, 07:05, 2024-02-29T07:05. ok is
// false for what is no day of Excel's and for hours beyond a day.
func (s showing) iso(number string, from1904 bool) (text string, ok bool) {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || x < 0 || x > 2958466 || s == showsNumber || s == showsSpan && x >= 1 {
		return "", false
	}
	seconds := int64(math.Round(x * 86400))
	day, clock := seconds/86400, seconds%86400
	at := fmt.Sprintf("%02d:%02d", clock/3600, clock/60%60)
	if clock%60 != 0 {
		at += fmt.Sprintf(":%02d", clock%60)
	}
	if s&showsDay == 0 {
		return at, true
	}
	switch {
	case from1904:
		day += 1462
	case day == 60 || day == 0: // 29 February 1900 and 0 January, which only Excel knows
		return "", false
	case day < 60:
		day++
	}
	date := excelEpoch.AddDate(0, 0, int(day)).Format("2006-01-02")
	if s&showsTime == 0 {
		return date, true
	}
	return date + "T" + at, true
}
