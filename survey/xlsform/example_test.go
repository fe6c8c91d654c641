package xlsform_test

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// A workbook is read into a questionnaire; what is wrong with it is said with its sheet and cell:
// here the second item asks for ${tuoii}.
func ExampleRead() {
	q := &survey.Questionnaire{
		FormID: "y-kien", Title: survey.Text{"": "Ý kiến"},
		Items: []*survey.Item{
			{Name: "tuoi", Kind: survey.Integer, Label: survey.Text{"": "Tuổi"}},
			{Name: "nghe", Kind: survey.TextItem, Label: survey.Text{"": "Nghề"}, Relevant: "${tuoii} >= 15"},
		},
	}
	var book bytes.Buffer
	if err := xlsform.Write(&book, q); err != nil {
		fmt.Println(err)
		return
	}
	got, err := xlsform.Read(bytes.NewReader(book.Bytes()), int64(book.Len()), "y-kien.xlsx")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got.OK, got.Questionnaire.FormID, len(got.Questionnaire.Items))
	for _, p := range got.Problems {
		if p.Severity == xlsform.SeverityError {
			fmt.Println(p.Sheet, p.Cell, p.Code, strings.Contains(p.Words.In("en"), "tuoii"))
		}
	}
	// Output:
	// false y-kien 2
	// survey D3 reference.unknown true
}
