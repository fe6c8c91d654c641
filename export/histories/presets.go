package histories

import (
	"fmt"

	"github.com/khaosat/khaosat/survey"
)

// preset makes up what a link or a token has preset.
func (h *history) preset() *preset {
	p := &preset{}
	if codes := h.model.unitCodes(); len(codes) > 0 && h.chance(60) {
		p.unit = pick(h, codes)
	}
	if h.chance(40) {
		p.class = pick(h, classes).Code
	}
	if waves := h.model.waves; len(waves) > 0 && h.chance(30) {
		p.wave = pick(h, waves).Code
	}
	return p
}

// changeLinks adds a link, or puts one out of use or back into use.
func (h *history) changeLinks() {
	m := h.model
	if len(m.links) > 0 && h.chance(50) || len(m.links) > 4 {
		l := pick(h, m.links)
		l.off = !l.off
		h.say("link %s off: %v", l.code, l.off)
		h.must(h.someone().svc.SwitchLink(h.t.Context(), admin, slug, l.code, l.off))
		return
	}
	l := h.preset()
	l.code = fmt.Sprint("l", len(m.links)+1)
	m.links = append(m.links, l)
	h.say("link %+v", *l)
	_, err := h.someone().svc.AddLink(h.t.Context(), admin,
		survey.Link{Survey: slug, Code: l.code, Label: "Đường " + l.code, Unit: l.unit, Class: l.class, Wave: l.wave})
	h.must(err)
}

// token is one that nobody used, of those that are there or made now.
func (h *history) token(o *office) *preset {
	m := h.model
	if len(m.tokens) == 0 {
		p := h.preset()
		h.say("two tokens %+v", *p)
		made, err := o.svc.MakeTokens(h.t.Context(), admin, slug, 2,
			survey.Preset{Unit: p.unit, Class: p.class, Wave: p.wave})
		h.must(err)
		for _, code := range made {
			t := *p
			t.code = code
			m.tokens = append(m.tokens, &t)
		}
	}
	return m.tokens[0]
}

// spend takes the token of an answer away, which now and then somebody else tries once more.
func (h *history) spend(o *office, a *answer) {
	h.model.tokens = h.model.tokens[1:]
	if h.chance(80) {
		return
	}
	thief := *a
	thief.id = h.freshID()
	if _, err := h.send(o, &thief); survey.KindOf(err) != survey.Unauthorized {
		h.t.Errorf("a token serves twice: %v", err)
	}
}
