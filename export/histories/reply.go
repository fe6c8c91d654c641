package histories

import (
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// reply is what somebody answers, with what was preset.
type reply struct {
	unit, class, wave, language string
	link, token                 *preset
	said                        row
	rows                        []row    // of the repeat
	passed                      []string // by them, where some of what was said is left out; nil: it follows from the rest
}

// row is what is said to questions that stand side by side; a blank answer is not there.
type row map[string]saying

// saying is one answer.
type saying struct {
	codes   []string // of choices
	text    string   // of numbers and texts
	refused bool
}

// refusal is a stated absence as files write it.
const refusal = `{"missing":"refused"}`

func (s saying) cell() string {
	if s.refused {
		return refusal
	}
	return strings.Join(s.codes, " ") + s.text
}

// meets tells whether somebody is asked what a condition guards; here is the row of the repeat, nil outside.
func (r *reply) meets(condition string, here row) bool {
	above := func(s saying, least float64) bool { return s.text != "" && value(s.text) > least }
	said := func(code string) bool { return slices.Equal(r.said["q1"].codes, []string{code}) }
	switch condition {
	case "chua":
		return said("chua")
	case "khac":
		return !said("kb")
	case "so":
		return above(r.said["so"], 5)
	case "tuoi":
		return above(here["tuoi"], 17)
	case "lon":
		return above(here["tuoi"], 24)
	case "noi":
		return r.said["noi"].text != ""
	}
	return true
}

// relevant tells whether somebody is asked a question.
func (r *reply) relevant(e *edition, question string, here row) bool {
	return !slices.ContainsFunc(e.condition(question), func(c string) bool { return !r.meets(c, here) })
}

// reply makes up an answer that the edition takes.
func (h *history) reply(e *edition) reply {
	r := reply{said: row{}}
	units := append(h.model.unitCodes(), "999", "")
	if h.chance(50) {
		r.unit = pick(h, units)
	}
	if waves := h.model.waves; len(waves) > 0 && h.chance(30) {
		r.wave = pick(h, waves).Code
	}
	if h.chance(60) {
		r.class = pick(h, classes).Code
	}
	r.language = pick(h, []string{"vi", "vi", "en", ""})
	put := func(here, outside row, question string) {
		if !e.asks(question) || !r.relevant(e, question, outside) {
			return
		}
		if s := h.say1(&r, e, question, units); s.cell() != "" {
			here[question] = s
		}
	}
	for _, q := range []string{"noi", "q1", "so"} { // what others hang on
		if e.looks[q].place != inRepeat {
			put(r.said, nil, q)
		}
	}
	for _, q := range e.inOrder() {
		if _, there := r.said[q]; e.looks[q].place != inRepeat && !there && q != "noi" && q != "q1" && q != "so" {
			put(r.said, nil, q)
		}
	}
	for range h.rng.IntN(4) {
		here := row{"tuoi": {text: fmt.Sprint(10 + h.rng.IntN(20))}}
		for _, q := range e.inOrder() {
			if e.looks[q].place == inRepeat && q != "tuoi" {
				put(here, here, q)
			}
		}
		r.rows = append(r.rows, here)
	}
	return r
}

// say1 makes up an answer to a question that is reached.
func (h *history) say1(r *reply, e *edition, question string, units []string) saying {
	l := e.looks[question]
	if l.calc != "" {
		if slices.Equal(r.said["q1"].codes, []string{"tot"}) {
			return saying{text: calculations[l.calc][0]}
		}
		return saying{text: calculations[l.calc][1]}
	}
	if !l.must && h.chance(15) {
		return saying{}
	}
	offered := slices.DeleteFunc(codes(l.list), func(c string) bool {
		return l.filter && c == "loa" && slices.Equal(r.said["q1"].codes, []string{"tot"})
	})
	switch l.kind {
	case survey.TextItem:
		if question == "noi" {
			return saying{text: pick(h, units)}
		}
		return saying{text: pick(h, []string{"đường xấu", "xa", "chậm, và đắt"})}
	case survey.Single:
		if question == "q1" && !l.must && h.chance(8) {
			return saying{refused: true}
		}
		if slices.Contains(offered, "tot") && h.chance(30) {
			return saying{codes: []string{"tot"}}
		}
		return saying{codes: []string{pick(h, offered)}}
	case survey.Multiple:
		s := saying{codes: slices.DeleteFunc(slices.Clone(offered), func(string) bool { return h.chance(55) })}
		if l.must && s.codes == nil || l.must && len(s.codes) == 0 {
			s.codes = offered[:1]
		}
		return s
	case survey.Rank:
		s := saying{}
		for _, i := range h.rng.Perm(len(offered)) {
			s.codes = append(s.codes, offered[i])
		}
		return s
	}
	text := fmt.Sprint(h.rng.IntN(40))
	if l.kind == survey.Decimal && h.chance(70) {
		text += fmt.Sprintf(".%d", 1+h.rng.IntN(9))
	}
	return saying{text: text}
}

// answers are the reply as it is sent under an edition. What is worked out is not sent.
func (r *reply) answers(e *edition) survey.Answers {
	a := sent(e, r.said)
	var rows []survey.Answers
	for _, here := range r.rows {
		rows = append(rows, sent(e, here))
	}
	if rows != nil {
		a[e.repeat] = survey.OfRows(rows)
	}
	return a
}

func sent(e *edition, said row) survey.Answers {
	a := survey.Answers{}
	for question, s := range said {
		l := e.looks[question]
		if l.calc != "" {
			continue
		}
		switch path := e.path(question); {
		case s.refused:
			a[path] = survey.OfStated(survey.Refused)
		case l.kind == survey.Single:
			a[path] = survey.OfText(s.codes[0])
		case l.list != nil:
			a[path] = survey.OfCodes(s.codes...)
		case numeric(l.kind):
			a[path] = survey.OfNumber(s.text)
		default:
			a[path] = survey.OfText(s.text)
		}
	}
	return a
}
