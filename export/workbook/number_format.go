package workbook

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// builtinFormats are the number formats that files name by number alone (ECMA-376 part 1, 18.8.30), those that are the
// same in every language.
var builtinFormats = map[int]string{0: "", 1: "0", 2: "0.00", formatCount: "#,##0", formatDecimal: "#,##0.00", 9: "0%",
	formatPercent: "0.00%", 11: "0.00E+00",
	12: "# ?/?", 13: "# ??/??", formatText: "@"}

// NumberFormat is a format by its number; custom are those of the file.
func NumberFormat(id int, custom map[int]string) string {
	if code, ok := custom[id]; ok {
		return PlainFormat(code)
	}
	if code, ok := builtinFormats[id]; ok {
		return code
	}
	return "#" + strconv.Itoa(id)
}

// formatOf is the number format of a style.
func formatOf(s *excelize.Style) string {
	if s.CustomNumFmt != nil {
		return PlainFormat(*s.CustomNumFmt)
	}
	return NumberFormat(s.NumFmt, nil)
}

// PlainFormat writes a format in one way, whatever program wrote it: General is "", and signs that stand for themselves
// are in quotes.
func PlainFormat(code string) string {
	if strings.EqualFold(code, "General") {
		return ""
	}
	var out, literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			out.WriteString(`"` + literal.String() + `"`)
			literal.Reset()
		}
	}
	quoted, escaped := false, false
	for _, r := range code {
		switch {
		case escaped:
			literal.WriteRune(r)
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
			literal.WriteRune(r)
		case r == '\\':
			escaped = true
		case r == ' ':
			literal.WriteRune(r)
		default:
			flush()
			out.WriteRune(r)
		}
	}
	flush()
	return out.String()
}

func FormatName(code string) string {
	if code == "" {
		return "General"
	}
	return code
}
