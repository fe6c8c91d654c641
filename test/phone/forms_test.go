package phone

import (
	"fmt"
	"strconv"

	"github.com/khaosat/khaosat/survey"
)

func vi(s string) survey.Text { return survey.Text{"vi": s} }

// largeForm has 1,000 items: 700 questions, of which a fifth is asked only after an answer to another, and 300
// calculations that build on questions and on each other, half of them before what they read. In pages of so many
// items, or all on one when pages is 0.
func largeForm(id string, page int) *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: id, Version: "1", Title: vi("Phiếu lớn"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "muc",
			Choices: []survey.Choice{{Code: "1", Label: vi("Tốt")}, {Code: "2", Label: vi("Khá tốt")},
				{Code: "3", Label: vi("Chưa tốt")}}}}}
	into := &q.Items
	for i := range 1000 {
		if page > 0 && i%page == 0 {
			g := &survey.Item{Name: "trang" + strconv.Itoa(i/page), Kind: survey.Group,
				Label: vi(fmt.Sprintf("Phần %d", i/page+1))}
			q.Items = append(q.Items, g)
			into = &g.Children
		}
		*into = append(*into, largeItem(i))
	}
	return q
}

func largeItem(i int) *survey.Item {
	ten := i / 10 * 10
	it := &survey.Item{Name: "q" + strconv.Itoa(i), Kind: survey.Integer,
		Label: vi(fmt.Sprintf("Câu hỏi số %d của phiếu?", i)), Constraint: ". >= 0 and . <= 150"}
	switch {
	case i%10 == 0:
		it.Calculation = fmt.Sprintf("${q%d} + ${q%d}", i+1, i+2)
	case i%10 == 1:
		it.Calculation = fmt.Sprintf("coalesce(${q%d}, 0) + if(${q%d} > 3, 1, 0)", ten+3, ten+4)
	case i%10 == 2:
		it.Calculation = fmt.Sprintf("round(${q%d} * 2 + coalesce(${q%d}, 0), 1)", ten+1, (i+990)%1000/10*10+5)
	case i%10 == 6 || i%10 == 8:
		it.Kind, it.List, it.Constraint, it.Relevant = survey.Single, "muc", "",
			fmt.Sprintf("${q%d} >= 1 or ${q%d} > 10", ten+9, ten+1)
	case i%10 == 7:
		it.Label = vi(fmt.Sprintf("Vì sao ông/bà trả lời ${q%d}?", ten+3))
	}
	if it.Calculation != "" {
		it.Kind, it.Constraint, it.Label = survey.Calculate, "", nil
	}
	return it
}

// placesForm has a list of 10,000 communes, cut by a district that is chosen and by words that are typed.
func placesForm(id string) *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: id, Version: "1", Title: vi("Chọn xã"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi"}
	districts, communes := survey.ChoiceList{Name: "huyen"}, survey.ChoiceList{Name: "xa"}
	for i := range 100 {
		districts.Choices = append(districts.Choices,
			survey.Choice{Code: fmt.Sprintf("h%d", i), Label: vi(fmt.Sprintf("Huyện %d", i))})
	}
	for i := range 10_000 {
		communes.Choices = append(communes.Choices,
			survey.Choice{Code: fmt.Sprintf("x%d", i), Label: vi(fmt.Sprintf("Xã Mường số %d", i)),
				Columns: map[string]string{"huyen": fmt.Sprintf("h%d", i%100)}})
	}
	q.Lists = []survey.ChoiceList{districts, communes}
	q.Items = []*survey.Item{
		{Name: "h", Kind: survey.Single, List: "huyen", Appearance: "minimal", Label: vi("Huyện nào?")},
		{Name: "x", Kind: survey.Single, List: "xa", Appearance: "minimal", Label: vi("Xã nào?"),
			ChoiceFilter: "huyen = ${h}"},
		{Name: "tim", Kind: survey.TextItem, Label: vi("Gõ tên xã")},
		{Name: "y", Kind: survey.Single, List: "xa", Appearance: "minimal", Label: vi("Xã có tên đó"),
			ChoiceFilter: "string-length(${tim}) > 1 and contains(label, ${tim})"},
		{Name: "z", Kind: survey.Single, List: "xa", Appearance: "autocomplete", Label: vi("Xã bất kỳ")},
	}
	return q
}
