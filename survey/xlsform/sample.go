package xlsform

import (
	"cmp"
	"unicode"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// Sample is a questionnaire to begin from, in Vietnamese and English: one item of each common kind with routing, a
// constraint, a calculation and a battery, and every preset scale as a choice list with its roles and scores, whether
// an item uses it or not.
func Sample() *survey.Questionnaire {
	said := func(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }
	q := &survey.Questionnaire{
		FormID: "mau-phieu", Version: "1", Title: survey.Text{"": "Phiếu mẫu · Sample questionnaire"},
		DefaultLanguage: "vi",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"},
			{ID: "en", Header: "English (en)", Name: "English"}},
		Lists: []survey.ChoiceList{
			{Name: "gioi_tinh", Choices: []survey.Choice{{Code: "nam", Label: said("Nam", "Male")},
				{Code: "nu", Label: said("Nữ", "Female")}}},
			{Name: "kenh", Choices: []survey.Choice{
				{Code: "loa", Label: said("Loa truyền thanh", "Loudspeaker")},
				{Code: "hop", Label: said("Họp thôn, bản", "Village meetings")},
				{Code: "mang", Label: said("Mạng xã hội", "Social media")},
				{Code: "khong", Label: said("Chưa biết", "None so far"), Exclusive: true}}},
		},
		Items: []*survey.Item{
			{Name: "gioi_thieu", Kind: survey.Note,
				Label: said("Xin ông/bà cho ý kiến. Phiếu không ghi tên.",
					"Please tell us your opinion. No names are taken.")},
			{Name: "thong_tin", Kind: survey.Group, Label: said("Thông tin chung", "About you"),
				Appearance: "field-list", Children: []*survey.Item{
					{Name: "gioi", Kind: survey.Single, List: "gioi_tinh", Label: said("Giới tính", "Sex"),
						Required: "yes"},
					{Name: "tuoi", Kind: survey.Integer, Label: said("Tuổi", "Age"), Constraint: ". >= 15 and . <= 110",
						ConstraintMessage: said("Tuổi từ 15 đến 110.", "Age from 15 to 110."),
						Hint:              said("Số năm tròn", "In full years")},
				}},
			{Name: "danh_gia", Kind: survey.Group,
				Label: said("Ông/bà đánh giá thế nào?", "How do you rate the following?"), Appearance: "field-list",
				Children: []*survey.Item{
					{Name: "thai_do", Kind: survey.Single, List: "approval_4",
						Label: said("Thái độ của cán bộ", "Attitude of the staff"), Appearance: "likert",
						ReportPhrase: said("thái độ của cán bộ", "the attitude of the staff")},
					{Name: "thoi_gian", Kind: survey.Single, List: "approval_4",
						Label: said("Thời gian giải quyết", "Time taken"), Appearance: "likert",
						ReportPhrase: said("thời gian giải quyết", "the time taken")},
				}},
			{Name: "ly_do", Kind: survey.TextItem, Label: said("Vì sao chưa tốt?", "Why not good?"),
				Appearance: "multiline",
				Relevant:   "${thai_do} = '1' or ${thoi_gian} = '1'"},
			{Name: "hai_long", Kind: survey.Single, List: "satisfied_5",
				Label: said("Nhìn chung ông/bà hài lòng đến mức nào?", "How satisfied are you overall?")},
			{Name: "biet_qua", Kind: survey.Multiple, List: "kenh",
				Label: said("Ông/bà biết tin qua kênh nào?", "How did you hear of it?"),
				Hint:  said("Chọn tất cả các kênh đúng", "Choose all that apply")},
			{Name: "ngay", Kind: survey.Date, Label: said("Ngày đến làm việc gần nhất", "Date of your last visit"),
				Constraint:        ". <= today()",
				ConstraintMessage: said("Ngày không thể ở tương lai.", "The date cannot be in the future.")},
			{Name: "diem", Kind: survey.Range,
				Label: said("Cho điểm chung (0: rất kém, 10: rất tốt)",
					"Overall score (0: very poor, 10: very good)"),
				Parameters: map[string]string{"start": "0", "end": "10", "step": "1"}},
			{Name: "gop_y", Kind: survey.TextItem, Label: said("Góp ý thêm", "Further comments"),
				Appearance: "multiline"},
		},
	}
	for i := range presets {
		q.Lists = append(q.Lists, presets[i].list())
	}
	return q
}

// list is the scale as a choice list, with the answer that stands outside it at its end.
func (p *Preset) list() survey.ChoiceList {
	out := survey.ChoiceList{Name: p.ID}
	for _, s := range append(p.Steps[:len(p.Steps):len(p.Steps)], besides[0]) {
		c := survey.Choice{Code: cmp.Or(s.Score, "9"),
			Label: survey.Text{"vi": capital(s.VI[0]), "en": capital(s.EN[0])}, Score: s.Score}
		if p.Rates || s.Role.Missing() {
			c.Role = s.Role
		}
		out.Choices = append(out.Choices, c)
	}
	return out
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
