package expr

import (
	"fmt"
	"strings"
	"unicode"
)

// fault makes a SyntaxError; args fill both texts in the same order.
func fault(at int, token, code, vi, en string, args ...any) *SyntaxError {
	if len(args) > 0 {
		vi, en = fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)
	}
	return &SyntaxError{Offset: at, Token: token, Code: code, VI: vi, EN: en}
}

// habits are signs of other languages with the sign that XLSForm has for them, longest first.
var habits = []struct{ wrong, right, code string }{
	{"===", "=", "operator.double-equals"},
	{"!==", "!=", "operator.double-equals"},
	{"==", "=", "operator.double-equals"},
	{"=>", ">=", "operator.order"},
	{"=<", "<=", "operator.order"},
	{"<>", "!=", "operator.not-equal"},
	{"&&", "and", "operator.and"},
	{"||", "or", "operator.or"},
	{"&", "and", "operator.and"},
	{"≥", ">=", "operator.sign"},
	{"≤", "<=", "operator.sign"},
	{"≠", "!=", "operator.sign"},
	{"×", "*", "operator.sign"},
	{"÷", "div", "operator.sign"},
	{"−", "-", "operator.sign"},
	{"–", "-", "operator.sign"},
	{"—", "-", "operator.sign"},
	{"%", "mod", "operator.sign"},
	{"^", "pow(a, b)", "operator.sign"},
	{"!", "not( )", "operator.not"},
	{";", ",", "operator.semicolon"},
	{"；", ",", "operator.semicolon"},
	{"，", ",", "operator.semicolon"},
	{"（", "(", "operator.sign"},
	{"）", ")", "operator.sign"},
	{"＝", "=", "operator.sign"},
	{"`", "'", "quote.backtick"},
	{"´", "'", "quote.backtick"},
	{"«", "\"", "quote.backtick"},
	{"»", "\"", "quote.backtick"},
}

// strange names what cannot stand at src[i] and the likely fix.
func strange(src []rune, i int) *SyntaxError {
	if src[i] == '$' || src[i] == '{' || src[i] == '#' {
		return fault(i, clip(word(src, i)), "ref.form",
			"“%s” chưa đúng. Muốn dùng câu trả lời của câu khác, viết ${tên_câu_hỏi}.",
			"“%s” is not right. To use the answer of another question write ${question_name}.", clip(word(src, i)))
	}
	rest := string(src[i:min(len(src), i+3)])
	for _, h := range habits {
		if strings.HasPrefix(rest, h.wrong) {
			return fault(i, h.wrong, h.code, "Dùng “%[2]s” thay cho “%[1]s”.", "Use “%[2]s” in place of “%[1]s”.", h.wrong, h.right)
		}
	}
	w := string(word(src, i))
	if unicode.IsLetter(src[i]) {
		if low := strings.ToLower(w); low != w && (low == "and" || low == "or" || low == "div" || low == "mod") {
			return fault(i, w, "operator.capitals", "Viết “%[2]s” bằng chữ thường, không viết “%[1]s”.",
				"Write “%[2]s” in small letters, not “%[1]s”.", w, low)
		}
		return fault(i, clip([]rune(w)), "operator.missing",
			"Trước “%s” thiếu một phép nối: and, or, =, +, … Nếu đây là chữ thì đặt trong dấu nháy '…'.",
			"An operator is missing before “%s”: and, or, =, +, … If it is text, put it in quotes '…'.", clip([]rune(w)))
	}
	return fault(i, string(src[i]), "character",
		"Ký tự “%s” không dùng được ở đây. Nếu đây là chữ thì đặt trong dấu nháy '…'.",
		"The character “%s” cannot stand here. If it is text, put it in quotes '…'.", string(src[i]))
}

// word is the run of non-blank characters at src[i], at least one.
func word(src []rune, i int) []rune {
	j := i
	if isNameStart(src[i]) {
		for j < len(src) && isNameRune(src[j]) {
			j++
		}
		return src[i:j]
	}
	for j < len(src) && !isSpace(src[j]) && j-i < 30 {
		j++
	}
	return src[i:j]
}

// nearest is the name of names with the fewest edits from name, or "" when none is near: at most one edit for three
// letters or less, else two, or a third of a long name.
func nearest(name string, names []string) string {
	best, least := "", max(2, len([]rune(name))/3)+1
	if len([]rune(name)) <= 3 {
		least = 2
	}
	for _, n := range names {
		if d := Edits(strings.ToLower(name), strings.ToLower(n)); d < least || d == least && best != "" && n < best {
			best, least = n, d
		}
	}
	return best
}

// Edits is the Levenshtein distance in runes, with a swap of neighbours as one edit (optimal string alignment).
func Edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
