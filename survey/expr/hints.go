package expr

import (
	"strings"
	"unicode"

	"github.com/khaosat/khaosat/survey/words"
)

// fault makes a SyntaxError out of its code, as survey.Fail does.
func fault(at int, token, code string, pairs ...any) *SyntaxError {
	return &SyntaxError{Offset: at, Token: token, Code: codeOf(code), Message: words.Say(code, pairs...)}
}

// codeOf is the code of a key: the key up to the colon.
func codeOf(key string) string {
	code, _, _ := strings.Cut(key, ":")
	return code
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
		return fault(i, clip(word(src, i)), "ref.form", "text", clip(word(src, i)))
	}
	rest := string(src[i:min(len(src), i+3)])
	for _, h := range habits {
		if strings.HasPrefix(rest, h.wrong) {
			return &SyntaxError{Offset: i, Token: h.wrong, Code: h.code,
				Message: words.Say("operator.instead", "wrong", h.wrong, "right", h.right)}
		}
	}
	w := string(word(src, i))
	if unicode.IsLetter(src[i]) {
		if low := strings.ToLower(w); low != w && (low == "and" || low == "or" || low == "div" || low == "mod") {
			return fault(i, w, "operator.capitals", "word", w, "better", low)
		}
		return fault(i, clip([]rune(w)), "operator.missing", "text", clip([]rune(w)))
	}
	return fault(i, string(src[i]), "character", "mark", string(src[i]))
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
