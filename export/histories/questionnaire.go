package histories

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// The places in which an item can stand; the group by its name, the repeat by that of its key, wherever it is.
const (
	atTop    = ""
	inGroup  = "nhom"
	inRepeat = "nguoi"
)

// edition is one version of the questionnaire.
type edition struct {
	version  string // as published
	after    int    // of the model's editions: the one that respondents had before, -1 for the first
	touched  int    // how often it was made anew
	group    string // who is asked what stands in the group
	repeat   string // path of the repeat, which can be moved into a group or renamed
	keyed    bool   // the repeat has a key, so that it stays the same wherever it is
	looks    map[string]look
	decided  map[string]survey.Merge // by item: what its author decided about the answers before
	asWasPut *survey.Questionnaire   // what was published
}

// isAsked and numeric tell of the kinds of the model, which are not looked up in the table that they judge.
func isAsked(k survey.ItemKind) bool { return k != survey.Calculate }
func numeric(k survey.ItemKind) bool {
	return k == survey.Integer || k == survey.Decimal || k == survey.Range
}

// look is how an edition has a question.
type look struct {
	name    string // of its item
	place   string
	key     string // that the author wrote
	kind    survey.ItemKind
	stem    int    // each is worded quite otherwise
	touch   int    // how the wording was touched up
	when    string // who is asked, one of conditions
	must    bool
	calc    string
	filter  bool // “loa” is not offered to who says “tot”
	measure string
	flow    string
	end     string // of a range
	list    []survey.Choice
}

// questions in the order in which they stand; those that moved into the group stand before “kenh”, those in the repeat
// behind “y_kien”.
var questions = []string{"noi", "q1", "kenh", "vi_sao", "so", "hang", "them", "tinh", "tong", "tuoi", "y_kien"}

// conditions are who can be asked, by the expression that says so of the edition's item for “so”.
var conditions = map[string]string{"chua": "${q1} = 'chua'", "khac": "${q1} != 'kb'", "so": "${%s} > 5",
	"tuoi": "${tuoi} > 17", "lon": "${tuoi} > 24",
	"noi": "${noi} != ''"}

// calculations by what they give to who says “tot”, and to all others.
var calculations = map[string][2]string{"if(${q1} = 'tot', 1, 2)": {"1", "2"}, "if(${q1} = 'tot', 5, 2)": {"5", "2"}}

const firstCalculation = "if(${q1} = 'tot', 1, 2)"

// rated is a choice of a rating; label is which of its wordings it has.
func rated(code string, label int, role survey.Role, score string) survey.Choice {
	return survey.Choice{Code: code, Label: labelled(code, label), Role: role, Score: score}
}

// labelled is a label; two of them differ by more than a third of their letters.
func labelled(code string, n int) survey.Text {
	return survey.Text{"": code + " " + strings.Repeat(string(rune('a'+n%25)), 12)}
}

// meaning is a label without what touched it up.
func meaning(c survey.Choice) string { return strings.TrimRight(c.Label[""], "z") }

func ratings() []survey.Choice {
	return []survey.Choice{rated("tot", 0, survey.PositiveStrong, "3"), rated("kha", 1, survey.Positive, "2"),
		rated("chua", 2, survey.Negative, "1"),
		rated("kb", 3, survey.DontKnow, "")}
}

func plainItem(codes ...string) []survey.Choice {
	var out []survey.Choice
	for i, code := range codes {
		out = append(out, rated(code, i, "", ""))
	}
	return out
}

// firstEdition is what is asked at first.
func firstEdition() edition {
	unsaid := ratings()
	for i := range unsaid {
		unsaid[i].Role, unsaid[i].Score = "", ""
	}
	return edition{after: -1, repeat: inRepeat, looks: map[string]look{
		"noi":    {kind: survey.TextItem},
		"q1":     {kind: survey.Single, list: ratings()},
		"kenh":   {kind: survey.Multiple, key: "kenh", list: plainItem("loa", "mang")},
		"vi_sao": {kind: survey.TextItem, when: "chua"},
		"so":     {kind: survey.Integer, key: "so", flow: "flow"},
		"hang":   {kind: survey.Rank, list: plainItem("duong", "truong", "tram")},
		"them":   {kind: survey.Single, key: "them", when: "so", list: unsaid},
		"tinh":   {kind: survey.Integer, calc: firstCalculation},
		"tong":   {kind: survey.Calculate, calc: firstCalculation},
		"tuoi":   {kind: survey.Integer, place: inRepeat, key: "tuoi", must: true},
		"y_kien": {kind: survey.Single, place: inRepeat, when: "tuoi", list: ratings()},
	}}
}

// next is the edition as a draft of a further one.
func (e *edition) next() edition {
	out := edition{touched: e.touched + 1, group: e.group, repeat: e.repeat, keyed: e.keyed, looks: maps.Clone(e.looks),
		decided: map[string]survey.Merge{}}
	for q, l := range out.looks {
		l.list = slices.Clone(l.list)
		out.looks[q] = l
	}
	return out
}

// asks tells whether the edition has a question.
func (e *edition) asks(question string) bool { _, there := e.looks[question]; return there }

// path is where a question stands, "" where the edition does not have it.
func (e *edition) path(question string) string {
	l, there := e.looks[question]
	switch {
	case !there:
		return ""
	case l.place == atTop:
		return cmp.Or(l.name, question)
	case l.place == inRepeat:
		return e.repeat + "/" + cmp.Or(l.name, question)
	}
	return l.place + "/" + cmp.Or(l.name, question)
}

// item is what makes a question of two editions one item: the key that its author wrote, else its path; "" where it is
// not asked.
func (e *edition) item(question string) string {
	if l := e.looks[question]; l.key != "" {
		return "key " + l.key
	}
	return e.path(question)
}

// rows is what makes repeats of two editions one, "" for a question outside.
func (e *edition) rows(question string) string {
	switch {
	case e.looks[question].place != inRepeat:
		return ""
	case e.keyed:
		return "key " + inRepeat
	}
	return e.repeat
}

// inOrder lists the questions of the edition in their order.
func (e *edition) inOrder() []string {
	var out []string
	put := func(place string, from ...string) {
		for _, q := range from {
			if l, there := e.looks[q]; there && l.place == place {
				out = append(out, q)
			}
		}
	}
	put(atTop, questions[:2]...)
	put(inGroup, questions...)
	put(atTop, questions[2:]...)
	put(inRepeat, "tuoi", "y_kien")
	put(inRepeat, slices.DeleteFunc(slices.Clone(questions),
		func(q string) bool { return q == "tuoi" || q == "y_kien" })...)
	return out
}

// condition is who is asked a question, the group's condition and its own.
func (e *edition) condition(question string) []string {
	var out []string
	l := e.looks[question]
	if l.place == inGroup && e.group != "" {
		out = append(out, e.group)
	}
	if l.when != "" {
		out = append(out, l.when)
	}
	return out
}

func codes(list []survey.Choice) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Code)
	}
	return out
}

// questionnaire is the edition as its author writes it.
func (e *edition) questionnaire() *survey.Questionnaire {
	q := &survey.Questionnaire{FormID: "lich_su", Title: survey.Text{"": fmt.Sprint("Lịch sử, bản ", e.touched)}}
	var group, repeat *survey.Item
	for _, question := range e.inOrder() {
		l, it := e.looks[question], e.author(question)
		if l.list != nil {
			q.Lists = append(q.Lists, survey.ChoiceList{Name: question, Choices: l.list})
		}
		switch l.place {
		case inGroup:
			if group == nil {
				group = &survey.Item{Name: inGroup, Kind: survey.Group, Label: survey.Text{"": "Nhóm"},
					Relevant: e.expression(e.group)}
				q.Items = append(q.Items, group)
			}
			group.Children = append(group.Children, it)
		case inRepeat:
			if repeat == nil {
				repeat = e.repeatItem()
				q.Items = append(q.Items, within(repeat, e.repeat))
			}
			repeat.Children = append(repeat.Children, it)
		default:
			q.Items = append(q.Items, it)
		}
	}
	return q
}

// repeatItem is the repeat without what stands in it.
func (e *edition) repeatItem() *survey.Item {
	out := &survey.Item{Name: path.Base(e.repeat), Kind: survey.Repeat, Label: survey.Text{"": "Người trong nhà"}}
	if e.keyed {
		out.Key = inRepeat
	}
	return out
}

// within puts an item into the groups of its path.
func within(it *survey.Item, at string) *survey.Item {
	if group := path.Dir(at); group != "." {
		return within(&survey.Item{Name: path.Base(group), Kind: survey.Group, Children: []*survey.Item{it}}, group)
	}
	return it
}

func (e *edition) expression(condition string) string {
	if condition == "so" {
		return fmt.Sprintf(conditions["so"], cmp.Or(e.looks["so"].name, "so"))
	}
	return conditions[condition]
}

// author writes an item.
func (e *edition) author(question string) *survey.Item {
	l := e.looks[question]
	it := &survey.Item{Name: cmp.Or(l.name, question), Key: l.key, Kind: l.kind, Relevant: e.expression(l.when),
		Calculation: l.calc, UnitOfMeasure: l.measure,
		Indicator: l.flow, Label: survey.Text{"": "Câu " + strings.Repeat(string(rune('a'+l.stem%25)), 20) +
			strings.Repeat("z", l.touch%3)}}
	if l.list != nil {
		it.List = question
	}
	if l.must {
		it.Required = "yes"
	}
	if l.filter {
		it.ChoiceFilter = "${q1} != 'tot' or name != 'loa'"
	}
	if l.kind == survey.Range {
		it.Parameters = map[string]string{"start": "0", "end": l.end, "step": "1"}
	}
	return it
}
