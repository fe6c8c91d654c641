package web

import (
	"regexp"
	"strings"
)

var (
	viDecimal = regexp.MustCompile(`^([+-]?)([0-9]+),([0-9]+)$`)                    // 12,5
	viGrouped = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)$`) // 1.234,5
	viWhole   = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+)$`)          // 4.227, 1.234.567
	enWhole   = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+)$`)           // 4,227
	spaced    = regexp.MustCompile(`^([+-]?)([0-9]{1,3}(?:[ \x{a0}\x{202f}][0-9]{3})+)((?:[.,][0-9]+)?)$`)
)

// typedNumber reads a number as it is written in the language where that can mean one thing only: in Vietnamese 12,5 is 12.5,
// 1.234.567 is 1234567, and 4.227 is 4227 where only a whole number can stand. What may be meant in two ways (1,234, or
// 4.227 where a fraction can stand) is left as it is, for the checks to judge.
func typedNumber(text, lang string, whole bool) string {
	s := strings.TrimSpace(text)
	if m := spaced.FindStringSubmatch(s); m != nil {
		s = m[1] + strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(m[2]) + m[3]
	}
	if lang != "vi" {
		if m := enWhole.FindStringSubmatch(s); m != nil && whole {
			return m[1] + strings.ReplaceAll(m[2], ",", "")
		}
		return s
	}
	if m := viGrouped.FindStringSubmatch(s); m != nil {
		return m[1] + strings.ReplaceAll(m[2], ".", "") + "." + m[3]
	}
	if m := viWhole.FindStringSubmatch(s); m != nil && (whole || strings.Count(s, ".") > 1) {
		return m[1] + strings.ReplaceAll(m[2], ".", "")
	}
	if m := viDecimal.FindStringSubmatch(s); m != nil {
		ambiguous := len(m[3]) == 3 && len(m[2]) <= 3 && strings.Trim(m[2], "0") != ""
		if !ambiguous {
			return m[1] + m[2] + "." + m[3]
		}
	}
	return s
}
