package expr

import (
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/words"
)

// The wanted verdicts are Java's Pattern.matches: the pattern must fit the whole text.
func TestPatternFitsTheWholeText(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no string // blank-separated texts; "∅" is the empty text
	}{
		{`^[0-9]{10}$`, "0912345678", "091234567 09123456789 091234567a ∅"},
		{`[0-9]{9,11}`, "091234567 09123456789", "12345678 091234567890 x091234567"},
		{`0\d{9}|\+84\d{9}`, "0912345678 +84912345678", "84912345678 091234567 +8491234567"},
		{`^([AIWZaiwz]{2}[1-5]{1})$`, "AI3 zw5", "AI6 A3 AI33"},
		{`[A-Za-z._%+-]+@[a-z.-]+\.[a-z]{2,4}`, "a.b@mail.vn x@y.info", "a@b a@.v @mail.vn"},
		{`(?i)ha noi|hcm`, "HCM hcm", "hn"},
		{`(?i:k)ia`, "Kia kia", "KIA"},
		{`\p{L}+`, "Điện Thái", "a1 ∅"},
		{`\p{Lu}\p{Ll}*`, "Điện Ô", "điện"},
		{`[\p{L}\d-]+`, "Đ-1 ệ", "Đ_1"},
		{`(?=.*\d)(?=.*[a-z]).{4,}`, "abc1 1aaa", "abcd 1234 a1"},
		{`(?!000)\d{3}`, "001 123", "000 12"},
		{`(?!.*0$)\d+(?=5)\d`, "15 105", "10 50"},
		{`[a-z&&[^aeiou]]+`, "bcd", "bad"},
		{`a*?b+?`, "b aab abb", "a ba"},
		{`(a|b)*abb`, "abb aababb", "ab abba"},
		{`((a{2}){2}|c){1,2}`, "aaaa c cc aaaac", "aa ccc"},
		{`x?`, "x ∅", "xx"},
		{`.*`, "gì-cũng-được ∅", "\n"},
		{`(?s).+`, "\n", "∅"},
		{`\Qa.b\E+`, "a.b a.bb", "axb"},
		{`\bab\b`, "ab", "abc"},
		{`[^\s]+`, "abc", "\t"},
		{`[]a]+`, "]a", "b"},
		{`\u1EA1\x41`, "ạA", "aA"},
		{`a|`, "a ∅", "aa"},
		{`()`, "∅", "a"},
		{`[+-]?\d+([.,]\d+)?`, "-1 +2,5 3.14", "1. --1"},
	} {
		p, err := compilePattern(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		check := func(texts string, want bool) {
			for s := range strings.SplitSeq(texts, " ") {
				s = strings.ReplaceAll(s, "∅", "")
				m := matcher{code: p.code, classes: p.classes, text: []rune(s), budget: 1 << 20}
				if m.run(0, 0) != want {
					t.Errorf("regex(%q, %s) = %v, want %v", s, c.pattern, !want, want)
				}
			}
		}
		check(c.yes, true)
		check(c.no, false)
	}
}

func TestPatternFaultsAreNamed(t *testing.T) {
	for pattern, code := range map[string]string{
		`(a`: "invalid", `a)`: "invalid", `[a`: "invalid", `*a`: "invalid", `a{3,1}`: "invalid", `[z-a]`: "invalid",
		`a\`:    "invalid",
		`(a)\1`: "unsupported", `(?<=a)b`: "unsupported", `a++`: "unsupported", `(?>a)`: "unsupported",
		`\p{Nix}`:         "unsupported",
		`(a{1000}){1000}`: "too-long", strings.Repeat("(", 200): "too-long", `a{999999}`: "too-long",
	} {
		_, err := compilePattern(pattern)
		if bad, ok := err.(*patternError); !ok || codeOf(bad.key) != "regex."+code || !words.Has(bad.key) {
			t.Errorf("%s: %v, want %s", pattern, err, code)
		}
	}
}

// FuzzPattern compares with Go's regexp where both know the pattern.
func FuzzPattern(f *testing.F) {
	f.Add(`^(a|bc)*[x-z]{1,2}?\d+$`, "abcz1")
	f.Add(`(0){01}[0[0]]`, "00") // found: Go reads both otherwise than Java
	f.Add(`(?i)[^a-c]|\w{2,}`, "DE")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := compilePattern(pattern)
		if err != nil || len(text) > 200 || strings.ContainsAny(text, "\r\u0085\u2028\u2029") ||
			strings.ContainsAny(pattern, "$&pPQ\\") {
			return
		}
		if strings.Contains(pattern, "(?") || strings.Contains(pattern, "{0") || strings.Count(pattern, "[") > 1 ||
			strings.ToValidUTF8(text, "") != text {
			return
		}
		re, err := regexp.Compile(`^(?:` + pattern + `)$`)
		if err != nil {
			return
		}
		m := matcher{code: p.code, classes: p.classes, text: []rune(text), budget: 1 << 22}
		if got := m.run(0, 0); m.budget > 0 && got != re.MatchString(text) {
			t.Errorf("regex(%q, %q) = %v", text, pattern, got)
		}
	})
}
