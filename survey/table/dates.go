package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// showing is what a cell shows of a number: Excel stores days and times as numbers, and only the format of the cell tells.
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

// ofFormat reads a number format: y and d are of a day, h and s of a time, m is minutes beside those and months else. Quoted and escaped letters are text,
// brackets hold colours, places and hours beyond a day.
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

// showings are what the cell styles of a workbook show.
func showings(f *excelize.File) []showing {
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return nil
	}
	own := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			own[n.NumFmtID] = n.FormatCode
		}
	}
	out := make([]showing, len(f.Styles.CellXfs.Xf))
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		out[i] = builtIn(*xf.NumFmtID)
		if code, ok := own[*xf.NumFmtID]; ok {
			out[i] = ofFormat(code)
		}
	}
	return out
}

// iso writes the number of a cell as the day and the time that it shows: 2024-02-29, 07:05, 2024-02-29T07:05. ok is false for what is no day of Excel's and
// for hours beyond a day.
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
