package histories

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

func (h *history) freshID() string {
	h.number++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", h.number)
}

// send submits an answer as a phone does.
func (h *history) send(o *office, a *answer) (*service.Receipt, error) {
	e := h.model.editions[a.edition]
	in := service.Submission{ID: a.id, Version: e.version, Language: a.sent.language, Unit: a.sent.unit,
		Class: a.sent.class, Wave: a.sent.wave,
		Channel: a.channel, Answers: a.sent.answers(e), Test: a.state == survey.Test}
	if a.sent.link != nil {
		in.Link = a.sent.link.code
	}
	if a.sent.token != nil {
		in.Token = a.sent.token.code
	}
	return o.svc.Submit(h.t.Context(), slug, in)
}

// place says where an answer belongs: what its link has preset, then its token, then what came with it; without a wave
// the current one.
func (h *history) place(a *answer) {
	r, none := a.said, &preset{}
	link, token := cmp.Or(r.link, none), cmp.Or(r.token, none)
	a.unit, a.class = cmp.Or(link.unit, token.unit, r.unit), cmp.Or(link.class, token.class, r.class)
	a.wave = cmp.Or(link.wave, token.wave, r.wave, h.model.wave)
	if a.link = link.code; h.model.mode == survey.Anonymous {
		a.link = ""
	}
}

func (h *history) submit() {
	m := h.model
	a := &answer{id: h.freshID(), edition: m.current, revision: 1,
		channel: pick(h, []survey.Channel{survey.ByWeb, survey.ByAPI, survey.ByDesk}), late: m.closed}
	switch {
	case h.chance(6):
		a.state, a.late = survey.Test, false
	case a.late:
		a.state = survey.Quarantined
	default:
		a.state = survey.Submitted
	}
	if h.chance(20) { // a phone that has not loaded the newest version
		a.edition = h.rng.IntN(len(m.editions))
	}
	a.said = h.reply(m.editions[a.edition])
	if len(m.links) > 0 && h.chance(40) {
		a.said.link = pick(h, m.links)
	}
	o := h.someone()
	if m.access == survey.ByToken && a.state != survey.Test {
		a.said.token = h.token(o)
	}
	a.sent = a.said
	h.place(a)
	h.say("submit %s to version %s, %s: %s", a.id[30:], m.editions[a.edition].version, a.state, a)
	receipt, err := h.send(o, a)
	if a.said.link != nil && a.said.link.off {
		if survey.KindOf(err) != survey.Invalid {
			h.t.Errorf("an answer by the link %s, which is off: %v", a.said.link.code, err)
		}
		return
	}
	h.taken(a, err)
	if a.said.token != nil && a.counts() { // what came after closing leaves its token unused
		h.spend(o, a)
	}
	a.receipt = receipt.Receipt
	m.answers[a.id] = a
}

// taken wants an answer to be stored, and one that came after closing to be told so.
func (h *history) taken(a *answer, err error) {
	h.t.Helper()
	if !a.late {
		h.must(err)
	} else if survey.KindOf(err) != survey.Closed {
		h.t.Errorf("an answer after closing: %v", err)
	}
}

// sent are the answers that phones sent.
func (m *model) sent() []*answer {
	var out []*answer
	for _, id := range slices.Sorted(maps.Keys(m.answers)) {
		if a := m.answers[id]; a.receipt != "" {
			out = append(out, a)
		}
	}
	return out
}

// resend sends an answer again, as it was or with other content.
func (h *history) resend() {
	list := h.model.sent()
	if len(list) == 0 {
		return
	}
	a := pick(h, list)
	if h.chance(60) {
		h.say("resend %s", a.id[30:])
		receipt, err := h.send(h.someone(), a)
		h.taken(a, err)
		if receipt.New || receipt.Receipt != a.receipt {
			h.t.Errorf("a resend is new: %+v", receipt)
		}
		return
	}
	other := *a
	other.sent.said = maps.Clone(a.sent.said)
	other.sent.said["noi"] = saying{text: fmt.Sprint("khác ", h.rng.IntN(1000))}
	h.say("resend %s with other content", a.id[30:])
	if _, err := h.send(h.someone(), &other); survey.KindOf(err) != survey.Conflict &&
		survey.KindOf(err) != survey.Invalid {
		h.t.Errorf("other content under a known id: %v, want a conflict", err)
	}
}

func (h *history) withdraw() {
	list := h.model.sent()
	if len(list) == 0 {
		return
	}
	a := pick(h, list)
	h.say("withdraw %s", a.id[30:])
	h.must(h.someone().svc.Withdraw(h.t.Context(), slug, a.receipt))
	h.gone(a)
}

// gone takes an answer out of the model, and now and then tries to send it again.
func (h *history) gone(a *answer) {
	delete(h.model.answers, a.id)
	if a.receipt == "" || h.chance(70) {
		return
	}
	if _, err := h.send(h.someone(), a); survey.KindOf(err) != survey.Erased {
		h.t.Errorf("what was erased is sent again: %v", err)
	}
}

// String is an answer for the list of steps.
func (a *answer) String() string {
	r := &a.said
	text := fmt.Sprintf("→ unit %q class %q wave %q %s %v %v", a.unit, a.class, a.wave, r.language, r.said, r.rows)
	if r.link != nil {
		text += fmt.Sprintf(" link %+v", *r.link)
	}
	if r.token != nil {
		text += fmt.Sprintf(" token %+v", *r.token)
	}
	return text
}
