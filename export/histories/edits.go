package histories

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// someAnswer is one of the answers that are no test, nil when there is none.
func (h *history) someAnswer() *answer {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(h.model.answers)) {
		if h.model.answers[id].state != survey.Test {
			list = append(list, id)
		}
	}
	if list == nil {
		return nil
	}
	return h.model.answers[pick(h, list)]
}

// kept is the id under which an answer is stored.
func (h *history) kept(a *answer) string {
	return h.here.svc.Identity().AnswerID(&survey.Survey{Slug: slug, Mode: h.model.mode}, a.id)
}

// review accepts what does not count, and rejects what does or came after closing.
func (h *history) review() {
	a := h.someAnswer()
	if a == nil {
		return
	}
	state := survey.Submitted
	if a.counts() || a.state == survey.Quarantined && h.chance(30) {
		state = survey.Rejected
	}
	h.say("review %s: %s", a.id[30:], state)
	h.must(h.someone().svc.Review(h.t.Context(), admin, slug, h.kept(a), state, "xem lại"))
	a.state = state
	a.revision++
}

// edit puts an answer right: somebody says something else under the version under which it came. Half of the time it is
// typed as into cells.
func (h *history) edit() {
	a := h.someAnswer()
	if a == nil {
		return
	}
	e, right := h.model.editions[a.edition], a.said
	other := h.reply(e)
	right.said, right.rows = other.said, other.rows
	in := service.Edit{Revision: a.revision, Answers: right.answers(e), Why: "đọc lại"}
	if h.chance(50) {
		in.Answers = h.typed(a, right)
	}
	o := h.someone()
	h.say("edit %s: %v %v", a.id[30:], right.said, right.rows)
	if a.revision > 1 && h.chance(20) {
		late := in
		late.Revision--
		if _, err := o.svc.Edit(h.t.Context(), admin, slug, h.kept(a), late); survey.KindOf(err) != survey.Conflict {
			h.t.Errorf("an edit of an earlier revision: %v", err)
		}
	}
	_, err := o.svc.Edit(h.t.Context(), admin, slug, h.kept(a), in)
	if a.said.text(e) == right.text(e) {
		if survey.KindOf(err) != survey.Invalid {
			h.t.Errorf("an edit that changes nothing: %v", err)
		}
		return
	}
	h.must(err)
	a.said = right
	a.revision++
}

// typed is what a clerk's edit of an answer comes to who types every cell.
func (h *history) typed(a *answer, right reply) survey.Answers {
	svc, e := h.here.svc, h.model.editions[a.edition]
	stored, err := svc.Response(h.t.Context(), admin, slug, h.kept(a))
	h.must(err)
	form, err := svc.Form(h.t.Context(), slug, e.version)
	h.must(err)
	texts := map[string]string{e.repeat: ""}
	for _, q := range e.inOrder() {
		if l := e.looks[q]; l.calc == "" && l.place != inRepeat {
			texts[e.path(q)] = right.said[q].cell()
		}
	}
	if len(right.rows) > 0 {
		list, err := json.Marshal(right.answers(e)[e.repeat])
		h.must(err)
		texts[e.repeat] = string(list)
	}
	out, problems := rows.Amend(form, stored.Answers, texts)
	h.must(survey.Wrong("typed", problems))
	return out
}

func (h *history) erase() {
	a := h.someAnswer()
	if a == nil {
		return
	}
	h.say("erase %s", a.id[30:])
	h.must(h.someone().svc.Erase(h.t.Context(), admin, slug, h.kept(a)))
	h.gone(a)
	if a.batch != nil {
		a.batch.rows = slices.DeleteFunc(a.batch.rows, func(x *answer) bool { return x == a })
	}
}
