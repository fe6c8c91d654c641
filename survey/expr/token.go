package expr

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// kind of a token.
type kind uint8

const (
	tokEnd    kind = iota
	tokText        // string literal; text without its quotes
	tokNumber      // number literal
	tokName        // name or prefix:name
	tokRef         // ${name}; text is the name
	tokAxis        // name::  ; text is the name
	tokOp          // operator, also and, or, div, mod
	tokPunct       // ( ) [ ] , . .. / // @
)

// token is a word of the source. Its text is in NFC, as all names and answers are that it will be compared with.
type token struct {
	kind kind
	text string
	num  float64
	at   int // runes
	end  int // offset behind the token
}

// MaxSource is the longest source that Parse reads, in bytes.
const MaxSource = 64 << 10

// straighten turns typographic quotes into straight ones, as pyxform does with every cell of the survey sheet.
// The number of runes stays the same, so offsets keep their meaning.
func straighten(src string) (runes []rune, curly bool) {
	runes = []rune(src)
	for i, r := range runes {
		switch r {
		case '‘', '’':
			runes[i], curly = '\'', true
		case '“', '”':
			runes[i], curly = '"', true
		}
	}
	return runes, curly
}

// tokens cuts the source into tokens by the rules of XPath 1.0, section 3.7: after an operand "*" is a product and
// and, or, div, mod are operators; anywhere else they are names.
func tokens(src []rune) ([]token, *SyntaxError) {
	var out []token
	for i := 0; ; {
		for i < len(src) && isSpace(src[i]) {
			i++
		}
		if i == len(src) {
			return append(out, token{kind: tokEnd, at: i, end: i}), nil
		}
		t, err := next(src, i, afterOperand(out))
		if err != nil {
			return nil, err
		}
		t.text = norm.NFC.String(t.text)
		out = append(out, t)
		i = t.end
	}
}

// afterOperand tells whether the tokens so far end with something that an operator may follow.
func afterOperand(ts []token) bool {
	if len(ts) == 0 {
		return false
	}
	switch t := ts[len(ts)-1]; t.kind {
	case tokText, tokNumber, tokName, tokRef:
		return true
	case tokPunct:
		return t.text == ")" || t.text == "]" || t.text == "." || t.text == ".."
	}
	return false
}

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

func isNameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func isNameRune(r rune) bool {
	return isNameStart(r) || r == '-' || r == '.' || r == '·' || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// next reads one token at src[i], which is not a blank.
func next(src []rune, i int, operand bool) (token, *SyntaxError) {
	r := src[i]
	peek := func(n int) rune {
		if i+n < len(src) {
			return src[i+n]
		}
		return 0
	}
	punct := func(k kind, n int) (token, *SyntaxError) {
		return token{kind: k, text: string(src[i : i+n]), at: i, end: i + n}, nil
	}
	switch {
	case r == '\'' || r == '"':
		return literal(src, i)
	case r == '$':
		return reference(src, i)
	case isDigit(r) || r == '.' && isDigit(peek(1)):
		return number(src, i)
	case isNameStart(r):
		return name(src, i, operand)
	case r == '.' && peek(1) == '.', r == '/' && peek(1) == '/':
		return punct(tokPunct, 2)
	case strings.ContainsRune("()[],./@", r):
		return punct(tokPunct, 1)
	case r == '*' && !operand:
		return token{kind: tokName, text: "*", at: i, end: i + 1}, nil
	case (r == '<' || r == '>' || r == '!') && peek(1) == '=' && peek(2) != '=':
		return punct(tokOp, 2)
	case r == '=' && strings.ContainsRune("=<>", peek(1)), r == '<' && peek(1) == '>':
		return token{}, strange(src, i)
	case strings.ContainsRune("=<>+-*|", r) && !(r == '|' && peek(1) == '|'):
		return punct(tokOp, 1)
	}
	return token{}, strange(src, i)
}

func literal(src []rune, i int) (token, *SyntaxError) {
	for j := i + 1; j < len(src); j++ {
		if src[j] == src[i] {
			return token{kind: tokText, text: string(src[i+1 : j]), at: i, end: j + 1}, nil
		}
	}
	return token{}, fault(i, clip(src[i:]), "quote.unclosed", "mark", string(src[i]))
}

// reference reads ${name} or ${last-saved#name}. Blanks inside the braces are refused, as pyxform 4.5 refuses them.
func reference(src []rune, i int) (token, *SyntaxError) {
	if i+1 >= len(src) || src[i+1] != '{' {
		return token{}, strange(src, i)
	}
	j := i + 2
	for j < len(src) && (isNameRune(src[j]) || isSpace(src[j]) || src[j] == ':' || src[j] == '#') {
		j++
	}
	if j == len(src) || src[j] != '}' {
		return token{}, fault(i, clip(src[i:j]), "ref.unclosed", "text", clip(src[i:j]))
	}
	whole, name := string(src[i:j+1]), string(src[i+2:j])
	if trimmed := strings.TrimFunc(name, isSpace); trimmed != name && isName(trimmed) {
		return token{}, fault(i, whole, "ref.blank", "text", whole, "name", "${"+trimmed+"}")
	}
	if !isName(strings.TrimPrefix(name, LastSaved)) {
		return token{}, fault(i, whole, "ref.name", "text", whole)
	}
	return token{kind: tokRef, text: name, at: i, end: j + 1}, nil
}

func isName(s string) bool {
	for i, r := range s {
		if i == 0 && !isNameStart(r) || !isNameRune(r) && r != ':' {
			return false
		}
	}
	return s != ""
}

func number(src []rune, i int) (token, *SyntaxError) {
	j := i
	for j < len(src) && isDigit(src[j]) {
		j++
	}
	if j < len(src) && src[j] == '.' {
		for j++; j < len(src) && isDigit(src[j]); j++ {
		}
	}
	text := string(src[i:j])
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return token{}, fault(i, clip(src[i:j]), "number.too-large")
	}
	return token{kind: tokNumber, text: text, num: n, at: i, end: j}, nil
}

// name reads a name, prefix:name, axis:: or, behind an operand, one of the operators and, or, div, mod.
func name(src []rune, i int, operand bool) (token, *SyntaxError) {
	j := i
	for j < len(src) && isNameRune(src[j]) {
		j++
	}
	if operand {
		switch text := string(src[i:j]); text {
		case "and", "or", "div", "mod":
			return token{kind: tokOp, text: text, at: i, end: j}, nil
		}
		return token{}, strange(src, i)
	}
	if j+1 < len(src) && src[j] == ':' {
		if src[j+1] == ':' {
			return token{kind: tokAxis, text: string(src[i:j]), at: i, end: j + 2}, nil
		}
		if isNameStart(src[j+1]) {
			for j++; j < len(src) && isNameRune(src[j]); j++ {
			}
		}
	}
	return token{kind: tokName, text: string(src[i:j]), at: i, end: j}, nil
}

// clip shortens what the author wrote to what fits in a message.
func clip(src []rune) string {
	const most = 30
	if len(src) > most {
		return string(src[:most]) + "…"
	}
	return string(src)
}
