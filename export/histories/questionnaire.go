package histories

import (
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// edition is what one version of the questionnaire has beside what all have.
type edition struct {
	touched  int    // how often wordings were touched up
	radio    bool   // kenh offers one choice more, in an unordered list
	fraction bool   // so is a decimal, no integer any more
	more     bool   // them is asked
	version  string // as published
}

// scale is the list of ratings.
var scale = []survey.Choice{
	{Code: "tot", Label: survey.Text{"": "Tốt"}, Role: survey.PositiveStrong, Score: "3"},
	{Code: "kha", Label: survey.Text{"": "Khá tốt"}, Role: survey.Positive, Score: "2"},
	{Code: "chua", Label: survey.Text{"": "Chưa tốt"}, Role: survey.Negative, Score: "1"},
	{Code: "kb", Label: survey.Text{"": "Không biết"}, Role: survey.DontKnow},
}

// channels are the choices of kenh.
func (e edition) channels() []string {
	if e.radio {
		return []string{"loa", "mang", "dai"}
	}
	return []string{"loa", "mang"}
}

var ranked = []string{"duong", "truong", "tram"}

func list(name string, codes []string) survey.ChoiceList {
	l := survey.ChoiceList{Name: name}
	for _, code := range codes {
		l.Choices = append(l.Choices, survey.Choice{Code: code, Label: survey.Text{"": "Kênh " + code}})
	}
	return l
}

// questionnaire is the edition as its author writes it.
func (e edition) questionnaire() *survey.Questionnaire {
	number := survey.Integer
	if e.fraction {
		number = survey.Decimal
	}
	q := &survey.Questionnaire{FormID: "lich_su", Title: survey.Text{"": "Lịch sử"},
		Lists: []survey.ChoiceList{{Name: "thang", Choices: slices.Clone(scale)}, list("kenh", e.channels()), list("hang", ranked)},
		Items: []*survey.Item{
			{Name: "noi", Kind: survey.TextItem, Label: survey.Text{"": "Mã đơn vị"}},
			{Name: "q1", Kind: survey.Single, List: "thang", Label: survey.Text{"": "Đánh giá chung của ông bà" + strings.Repeat(".", e.touched%3)}},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: survey.Text{"": "Nghe qua kênh nào"}},
			{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'", Label: survey.Text{"": "Vì sao"}},
			{Name: "so", Kind: number, Indicator: "flow", Label: survey.Text{"": "Số người"}},
			{Name: "hang", Kind: survey.Rank, List: "hang", Label: survey.Text{"": "Xếp thứ tự"}},
		}}
	if e.more {
		q.Items = append(q.Items, &survey.Item{Name: "them", Kind: survey.Single, List: "thang", Label: survey.Text{"": "Câu thêm"}, Relevant: "${so} > 5"})
	}
	q.Items = append(q.Items, &survey.Item{Name: "nguoi", Kind: survey.Repeat, Label: survey.Text{"": "Người trong nhà"}, Children: []*survey.Item{
		{Name: "tuoi", Kind: survey.Integer, Label: survey.Text{"": "Tuổi"}},
		{Name: "y_kien", Kind: survey.Single, List: "thang", Relevant: "${tuoi} > 17", Label: survey.Text{"": "Ý kiến"}}}})
	return q
}

// reply is what somebody answers: "" and nil are left blank.
type reply struct {
	unit    string // preset
	wave    string // preset
	noi     string
	q1      string // a code, or "refused" for the stated absence
	kenh    []string
	viSao   string
	so      string
	hang    []string
	them    string
	persons []person
}

type person struct{ age, opinion string }

// reply makes up an answer that the edition takes.
func (h *history) reply(e edition) reply {
	r := reply{}
	units := append(h.model.unitCodes(), "999", "")
	if h.chance(50) {
		r.unit = pick(h, units)
	}
	if h.chance(60) {
		r.noi = pick(h, units)
	}
	if waves := h.model.waves; len(waves) > 0 && h.chance(30) {
		r.wave = pick(h, waves).Code
	}
	rating := func() string { return pick(h, []string{"tot", "tot", "kha", "chua", "kb", ""}) }
	if r.q1 = rating(); h.chance(8) {
		r.q1 = "refused"
	}
	for _, code := range e.channels() {
		if h.chance(40) {
			r.kenh = append(r.kenh, code)
		}
	}
	if r.q1 == "chua" && h.chance(70) {
		r.viSao = pick(h, []string{"đường xấu", "xa", "chậm, và đắt"})
	}
	if h.chance(85) {
		r.so = fmt.Sprint(h.rng.IntN(40))
		if e.fraction && h.chance(70) {
			r.so += fmt.Sprintf(".%d", 1+h.rng.IntN(9))
		}
	}
	if h.chance(80) {
		for _, i := range h.rng.Perm(len(ranked)) {
			r.hang = append(r.hang, ranked[i])
		}
	}
	if e.more && r.asksMore() {
		r.them = rating()
	}
	for range h.rng.IntN(4) {
		p := person{age: fmt.Sprint(10 + h.rng.IntN(20))}
		if len(p.age) == 2 && p.age > "17" {
			p.opinion = rating()
		}
		r.persons = append(r.persons, p)
	}
	return r
}

// asksMore tells whether them is reached: so is above 5.
func (r reply) asksMore() bool { return value(r.so) > 5 }

// answers are the reply as it is sent.
func (r reply) answers() survey.Answers {
	a := survey.Answers{}
	text := func(name, s string) {
		switch s {
		case "":
		case "refused":
			a[name] = survey.OfStated(survey.Refused)
		default:
			a[name] = survey.OfText(s)
		}
	}
	text("noi", r.noi)
	text("q1", r.q1)
	text("vi_sao", r.viSao)
	text("them", r.them)
	if r.so != "" {
		a["so"] = survey.OfNumber(r.so)
	}
	if r.kenh != nil {
		a["kenh"] = survey.OfCodes(r.kenh...)
	}
	if r.hang != nil {
		a["hang"] = survey.OfCodes(r.hang...)
	}
	var rows []survey.Answers
	for _, p := range r.persons {
		row := survey.Answers{"nguoi/tuoi": survey.OfNumber(p.age)}
		if p.opinion != "" {
			row["nguoi/y_kien"] = survey.OfText(p.opinion)
		}
		rows = append(rows, row)
	}
	if rows != nil {
		a["nguoi"] = survey.OfRows(rows)
	}
	return a
}
