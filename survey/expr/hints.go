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
