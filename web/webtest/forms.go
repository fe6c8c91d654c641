package webtest

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// Tv is a text in Vietnamese and English.
func Tv(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// scale4 is a rating scale with the missing kind apart, as authors of the province write it.
func scale4() survey.ChoiceList {
	return survey.ChoiceList{Name: "tot", Choices: []survey.Choice{
		{Code: "1", Label: Tv("Tốt", "Good"), Role: survey.PositiveStrong, Score: "4"},
		{Code: "2", Label: Tv("Khá tốt", "Fairly good"), Role: survey.Positive, Score: "3"},
		{Code: "3", Label: Tv("Trung bình", "Average"), Role: survey.Neutral, Score: "2"},
		{Code: "4", Label: Tv("Chưa tốt", "Not good"), Role: survey.Negative, Score: "1"},
		{Code: "9", Label: Tv("Khó trả lời", "Hard to say"), Role: survey.DontKnow},
	}}
}

func Places() survey.ChoiceList {
	return survey.ChoiceList{Name: "xa", Choices: []survey.Choice{
		{Code: "x1", Label: Tv("Xã Mường Than", "Muong Than commune"), Columns: map[string]string{"huyen": "h1"}},
		{Code: "x2", Label: Tv("Xã Mường Kim", "Muong Kim commune"), Columns: map[string]string{"huyen": "h1"}},
		{Code: "x3", Label: Tv("Xã Bình Lư", "Binh Lu commune"), Columns: map[string]string{"huyen": "h2"}},
	}}
}

// ResolutionForm has three pages: who answers (routing, cascade), a battery of ratings, and everything else a form can
// ask.
func ResolutionForm() *survey.Questionnaire {
	rating := func(name, vi, en string) *survey.Item {
		return &survey.Item{Name: name, Kind: survey.Single, List: "tot", Label: Tv(vi, en), Required: "yes"}
	}
	return &survey.Questionnaire{
		FormID: "nghi-quyet", Version: "1",
		Title: Tv("Khảo sát việc học tập, quán triệt nghị quyết", "Survey on how resolutions are made known"),
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"},
			{ID: "en", Header: "English (en)", Name: "English"}, {ID: "blt", Header: "ꪼꪕꪒꪾ (blt)", Name: "ꪼꪕꪒꪾ"}},
		DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{scale4(), Places(),
			{Name: "huyen", Choices: []survey.Choice{{Code: "h1", Label: Tv("Huyện Than Uyên", "Than Uyen district")},
				{Code: "h2", Label: Tv("Huyện Tam Đường", "Tam Duong district")}}},
			{Name: "doituong", Choices: []survey.Choice{{Code: "ld", Label: Tv("Lãnh đạo, quản lý", "Leaders")},
				{Code: "dv", Label: Tv("Đảng viên", "Members")}, {Code: "nd", Label: Tv("Nhân dân", "People")}}},
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa", Label: Tv("Loa truyền thanh", "Loudspeaker")},
				{Code: "hop", Label: Tv("Họp chi bộ, họp bản", "Meetings")},
				{Code: "mxh", Label: Tv("Mạng xã hội (Zalo, Facebook)", "Social media")},
				{Code: "khong", Label: Tv("Không kênh nào", "None"), Exclusive: true}}},
		},
		Items: []*survey.Item{
			{Name: "nguoi", Kind: survey.Group, Label: Tv("Người trả lời", "Who answers"), Children: []*survey.Item{
				{Name: "gioithieu", Kind: survey.Note,
					Label: Tv("Xin **ông/bà** cho biết ý kiến. Không có câu trả lời đúng hay sai.",
						"Please tell us what you think. There is **no** right or wrong answer.")},
				{Name: "doituong", Kind: survey.Single, List: "doituong",
					Label: Tv("Ông/bà thuộc nhóm nào?", "Which group are you in?"), Required: "yes"},
				{Name: "namdang", Kind: survey.Integer,
					Label:             Tv("Ông/bà vào Đảng năm nào?", "In which year did you join the Party?"),
					Relevant:          "${doituong} = 'dv'",
					Constraint:        ". >= 1930 and . <= 2026",
					ConstraintMessage: Tv("Năm vào Đảng phải từ 1930 đến nay.", "The year must be 1930 or later."),
					Required:          "yes"},
				{Name: "huyen", Kind: survey.Single, List: "huyen", Appearance: "minimal",
					Label: Tv("Huyện", "District"), Required: "yes"},
				{Name: "xa", Kind: survey.Single, List: "xa", Label: Tv("Xã", "Commune"),
					ChoiceFilter: "huyen = ${huyen}"},
			}},
			{Name: "danhgia", Kind: survey.Group, Label: Tv("Đánh giá", "Ratings"), Children: []*survey.Item{
				rating("kiemtra", "Việc kiểm tra, đôn đốc thực hiện nghị quyết tại cơ sở",
					"Checking and urging on the ground"),
				rating("canbo", "Việc tăng cường cán bộ cấp trên xuống hướng dẫn, giúp đỡ cơ sở",
					"Sending cadres down to help"),
				rating("tuyentruyen", "Việc tuyên truyền nghị quyết trên loa truyền thanh",
					"Making resolutions known by loudspeaker"),
				{Name: "diem", Kind: survey.Range, Label: Tv("Ông/bà cho mấy điểm (0–10)?", "How many points (0–10)?"),
					Parameters: map[string]string{"start": "0", "end": "10", "step": "1"}},
			}},
			{Name: "khac", Kind: survey.Group, Label: Tv("Ý kiến khác", "Other matters"), Children: []*survey.Item{
				{Name: "kenh", Kind: survey.Multiple, List: "kenh",
					Label: Tv("Ông/bà biết nghị quyết qua kênh nào?", "Through which channels?")},
				{Name: "uutien", Kind: survey.Rank, List: "doituong",
					Label: Tv("Nên tuyên truyền cho nhóm nào trước?", "Which group first?")},
				{Name: "gio", Kind: survey.Decimal,
					Label: Tv("Mỗi tuần nghe đài bao nhiêu giờ?", "How many hours of radio a week?"),
					Hint:  Tv("Ví dụ 12,5", "For example 12.5")},
				{Name: "ngay", Kind: survey.Date, Label: Tv("Ngày họp gần nhất", "Date of the last meeting")},
				{Name: "vitri", Kind: survey.Geopoint,
					Label: Tv("Vị trí nhà văn hóa bản", "Where is the village house?")},
				{Name: "anh", Kind: survey.Image, Label: Tv("Ảnh cụm loa", "Picture of the loudspeakers")},
				{Name: "gopy", Kind: survey.TextItem, Appearance: "multiline",
					Label:    Tv("Ông/bà có góp ý gì thêm?", "Anything else?"),
					Guidance: Tv("Viết bằng tiếng nào cũng được.", "In any language.")},
				{Name: "ho", Kind: survey.Repeat, Label: Tv("Người trong hộ", "Household members"),
					Children: []*survey.Item{
						{Name: "ten", Kind: survey.TextItem, Label: Tv("Tên gọi", "Name"), Required: "yes"},
						{Name: "tuoi", Kind: survey.Integer, Label: Tv("Tuổi của ${ten}", "Age of ${ten}"),
							Constraint: ". >= 0 and . < 130"},
					}},
				{Name: "dongy", Kind: survey.Acknowledge,
					Label: Tv("Tôi đồng ý để câu trả lời được tổng hợp", "I agree to my answers being summed up")},
				{Name: "songuoi", Kind: survey.Calculate, Calculation: "count(${ho})"},
			}},
		},
	}
}

func (w *World) Resolutions() string {
	w.T.Helper()
	return w.Publish(ResolutionForm(), service.PublishOptions{Mode: survey.Named})
}

// YesNo makes single choices on one list of two.
func YesNo(names ...string) *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: "yesno", Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "l",
			Choices: []survey.Choice{{Code: "1", Label: survey.Text{"vi": "Có"}},
				{Code: "0", Label: survey.Text{"vi": "Không"}}}}}}
	for _, n := range names {
		name, appearance, _ := strings.Cut(n, " ")
		q.Items = append(q.Items,
			&survey.Item{Name: name, Kind: survey.Single, List: "l", Label: survey.Text{"vi": "Câu " + name},
				Appearance: appearance})
	}
	return q
}
