// Package problems is the list of the codes by which programs know what went wrong: in the member code of a problem
// document (RFC 9457), in its list of problems, in check --json and in what the command line prints. Codes are stable;
// the words beside them in an answer are for people and say more (the value, the place). docs/problems.md is made of
// this list by go generate, and the tests of this package hold it against every place in the program that raises a
// code.
package problems

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey/words"
)

//go:generate go test -run ^TestPage$ -update .

// Problem is a code; its meaning in general is in the catalogue of words.
type Problem struct {
	Code string
	// Statuses are the HTTP statuses of answers that bear the code, by number: as the code of the answer itself or,
	// with 422, in its list of problems. None: a warning or a flag, which refuses nothing, or a fault of ours, which
	// stands in the log: the answer bears the code internal.
	Statuses []int
}

// Meaning is what the code means, and what to do: the text of the code with “…” for what an answer fills in, or, where
// a code has several texts or is too short alone, one of its own in the catalogue.
func (p Problem) Meaning() words.Message {
	if own := "meaning." + p.Code; words.Has(own) {
		return words.Say(own)
	}
	return words.Blank(p.Code)
}

// All lists every problem, ordered by the bytes of the code.
func All() []Problem {
	all := slices.Concat(answersList, formList, expressionList, rulesList, requestList, serverList)
	slices.SortFunc(all, func(a, b Problem) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// WritePage writes docs/problems.md.
func WritePage(w io.Writer) error {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, p := range All() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.Code, p.status(), cell(p.Meaning().In("vi")),
			cell(p.Meaning().In("en")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const pageHead = `# Problems

Made of ` + "`web/problems`" + ` by ` + "`go generate ./web/problems`" + `. Programs go by the code, which is stable; people read the message beside it,
which says more. An answer of the API that refuses something is application/problem+json with a ` + "`code`" + `; with status 422 its
` + "`problems`" + ` list everything that is wrong, each with a code of its own. “–” stands for warnings and flags, which refuse nothing, and for faults of ours, which
stand in the log and at a terminal: the answer of the API has the code ` + "`internal`" + `.

Chương trình nhận biết lỗi qua mã, mã không đổi; người đọc lời nhắn đi kèm. Trả lời từ chối của API là application/problem+json có
` + "`code`" + `; với trạng thái 422, ` + "`problems`" + ` liệt kê mọi chỗ sai, mỗi chỗ một mã. “–” là cảnh báo hoặc cờ, không từ chối gì,
hoặc lỗi của máy chủ chỉ ghi trong nhật ký: trả lời của API mang mã ` + "`internal`" + `.

| code | HTTP | nghĩa | meaning |
|---|---|---|---|
`

func (p Problem) status() string {
	if len(p.Statuses) == 0 {
		return "–"
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Statuses), " ", ", "), "[]")
}

// cell makes text safe inside a row of a Markdown table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
