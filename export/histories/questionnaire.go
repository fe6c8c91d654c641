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
	muted    bool   // kenh does not offer mang
	stem     int    // of kenh, each worded quite otherwise
	era      int    // of kenh: its author pooled what has the same one
	fraction bool   // so is a decimal, no integer any more
	place    int    // of so: renamed and moved, with the same key
	soEra    int    // of so: its author kept apart what has another one
	unranked bool   // hang is no ranking
	scale    int    // the ratings of q1, see ratings
	more     bool   // them is asked
	marked   bool   // the choices of them have roles
	quiet    bool   // nguoi/y_kien is not asked
	version  string // as published
}

// ratings is a list of ratings: as it was first, with a step more, with another role, with two labels swapped.
func ratings(variant int) []survey.Choice {
	list := []survey.Choice{
		{Code: "tot", Label: survey.Text{"": "Tốt"}, Role: survey.PositiveStrong, Score: "3"},
		{Code: "kha", Label: survey.Text{"": "Khá đẹp"}, Role: survey.Positive, Score: "2"},
		{Code: "chua", Label: survey.Text{"": "Chưa đạt yêu cầu"}, Role: survey.Negative, Score: "1"},
		{Code: "kb", Label: survey.Text{"": "Không biết"}, Role: survey.DontKnow},
	}
	switch variant {
	case 1:
		list = slices.Insert(list, 0, survey.Choice{Code: "rat_tot", Label: survey.Text{"": "Xuất sắc"}, Role: survey.PositiveStrong, Score: "4"})
	case 2:
		list[1].Role = survey.Negative
	case 3:
		list[0].Label, list[1].Label = list[1].Label, list[0].Label
	}
	return list
}

var ranked = []string{"duong", "truong", "tram"}

func list(codes []string) []survey.Choice {
	var out []survey.Choice
	for _, code := range codes {
		out = append(out, survey.Choice{Code: code, Label: survey.Text{"": "Kênh " + code}})
	}
	return out
}

// choices is the list of an item as the edition has it.
func (e edition) choices(item string) []survey.Choice {
	switch item {
	case "q1":
		return ratings(e.scale)
	case "nguoi/y_kien":
		return ratings(0)
	case "hang":
		return list(ranked)
	case "kenh":
		channels := []string{"loa"}
		if !e.muted {
			channels = append(channels, "mang")
		}
		if e.radio {
			channels = append(channels, "dai")
		}
		return list(channels)
	case "them":
		out := ratings(0)
		if !e.marked {
			for i := range out {
				out[i].Role, out[i].Score = "", ""
			}
		}
		return out
	}
	return nil
}

func codes(list []survey.Choice) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Code)
	}
	return out
}

// path is where an item stands in the edition, "" where it does not ask it. An item is called by the path that it had first.
func (e edition) path(item string) string {
	switch {
	case item == "so":
		return []string{"so", "so_nguoi", "nhom/so_nguoi"}[e.place]
	case item == "them" && !e.more || item == "nguoi/y_kien" && e.quiet:
		return ""
	}
	return item
}

// items are the items that the edition asks, in their order.
func (e edition) items() []string {
	return slices.DeleteFunc([]string{"noi", "q1", "kenh", "vi_sao", "so", "hang", "them", "nguoi/tuoi", "nguoi/y_kien"}, func(item string) bool { return e.path(item) == "" })
}

// questionnaire is the edition as its author writes it.
func (e edition) questionnaire() *survey.Questionnaire {
	so := &survey.Item{Name: "so", Key: "so", Kind: survey.Integer, Indicator: "flow", Label: survey.Text{"": "Số người"}}
	hang := &survey.Item{Name: "hang", Kind: survey.Rank, List: "hang", Label: survey.Text{"": "Xếp thứ tự"}}
	y := &survey.Item{Name: "y_kien", Kind: survey.Single, List: "nguoi/y_kien", Relevant: "${tuoi} > 17", Label: survey.Text{"": "Ý kiến"}}
	nguoi := &survey.Item{Name: "nguoi", Kind: survey.Repeat, Label: survey.Text{"": "Người trong nhà"},
		Children: []*survey.Item{{Name: "tuoi", Kind: survey.Integer, Label: survey.Text{"": "Tuổi"}}}}
	if e.fraction {
		so.Kind = survey.Decimal
	}
	if e.unranked {
		hang.Kind = survey.Multiple
	}
	where := so
	if e.place > 0 {
		so.Name = "so_nguoi"
	}
	if e.place > 1 {
		where = &survey.Item{Name: "nhom", Kind: survey.Group, Label: survey.Text{"": "Nhóm"}, Children: []*survey.Item{so}}
	}
	q := &survey.Questionnaire{FormID: "lich_su", Title: survey.Text{"": fmt.Sprint("Lịch sử, bản ", e.touched)},
		Items: []*survey.Item{
			{Name: "noi", Kind: survey.TextItem, Label: survey.Text{"": "Mã đơn vị"}},
			{Name: "q1", Kind: survey.Single, List: "q1", Label: survey.Text{"": "Đánh giá chung của ông bà" + strings.Repeat(".", e.touched%3)}},
			{Name: "kenh", Kind: survey.Multiple, List: "kenh", Label: survey.Text{"": "Kênh " + strings.Repeat(string(rune('a'+e.stem%26)), 20)}},
			{Name: "vi_sao", Kind: survey.TextItem, Relevant: "${q1} = 'chua'", Label: survey.Text{"": "Vì sao"}},
			where, hang,
		}}
	if e.more {
		q.Items = append(q.Items, &survey.Item{Name: "them", Kind: survey.Single, List: "them", Label: survey.Text{"": "Câu thêm"}, Relevant: "${" + so.Name + "} > 5"})
	}
	if !e.quiet {
		nguoi.Children = append(nguoi.Children, y)
	}
	q.Items = append(q.Items, nguoi)
	for _, name := range []string{"q1", "kenh", "hang", "them", "nguoi/y_kien"} {
		if e.path(name) != "" {
			q.Lists = append(q.Lists, survey.ChoiceList{Name: name, Choices: e.choices(name)})
		}
	}
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
	rating := func(item string) string { return pick(h, append(codes(e.choices(item)), "tot", "")) }
	if r.q1 = rating("q1"); h.chance(8) {
		r.q1 = "refused"
	}
	for _, code := range codes(e.choices("kenh")) {
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
		if e.unranked {
			r.hang = slices.Clone(ranked)
		}
	}
	if e.more && r.asksMore() {
		r.them = rating("them")
	}
	for range h.rng.IntN(4) {
		p := person{age: fmt.Sprint(10 + h.rng.IntN(20))}
		if p.age > "17" && !e.quiet {
			p.opinion = rating("nguoi/y_kien")
		}
		r.persons = append(r.persons, p)
	}
	return r
}

// asksMore tells whether them is reached: so is above 5.
func (r reply) asksMore() bool { return value(r.so) > 5 }

// answers are the reply as it is sent under an edition.
func (r reply) answers(e edition) survey.Answers {
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
		a[e.path("so")] = survey.OfNumber(r.so)
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
