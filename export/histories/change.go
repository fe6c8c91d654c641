package histories

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// newVersion publishes a version with one change or several, or goes back to an older one.
func (h *history) newVersion() {
	if len(h.model.editions) > 2 && h.chance(10) {
		h.goBack()
		return
	}
	e := h.model.editions[h.model.current].next()
	for range 1 + h.rng.IntN(4) {
		h.alter(&e, pick(h, changes))
	}
	h.publish(h.someone(), e)
}

// changeable are the questions that are changed in every way; the others are what conditions and units go by.
var changeable = []string{"q1", "kenh", "vi_sao", "so", "hang", "them", "tinh", "tong", "y_kien"}

// changes are the ways to change a draft, by name; each says whether it could.
var changes = []string{"stem", "touch", "when", "group", "must", "filter", "calc", "kind", "place", "name", "measure",
	"flow", "drop", "repeat", "missing", "step",
	"gone", "role", "score", "unsaid", "swap", "label", "correct"}

// alter changes a draft in one way, where it can be.
func (h *history) alter(e *edition, way string) bool {
	var able []string
	for _, q := range changeable {
		if l, there := e.looks[q]; (there || way == "drop") && h.able(e, q, l, way) {
			able = append(able, q)
		}
	}
	if len(able) == 0 {
		return false
	}
	q := pick(h, able)
	l := e.looks[q]
	h.alterLook(e, q, &l, way)
	if _, there := e.looks[q]; there || way == "drop" {
		if way == "drop" && there {
			delete(e.looks, q)
		} else {
			e.looks[q] = l
		}
	}
	if e.looks["so"].place == inRepeat { // what stands in rows is no condition of others
		for other, x := range e.looks {
			if x.when == "so" {
				x.when = ""
				e.looks[other] = x
			}
		}
	}
	return true
}

// able tells whether a question can be changed in a way.
func (h *history) able(e *edition, q string, l look, way string) bool {
	scored := slices.ContainsFunc(l.list, func(c survey.Choice) bool { return c.Score != "" })
	switch way {
	case "group", "repeat":
		return q == "so"
	case "when":
		return q != "q1"
	case "must":
		return isAsked(l.kind) && l.calc == ""
	case "filter":
		return q == "kenh"
	case "calc":
		return l.calc != ""
	case "kind":
		return q == "so" || q == "hang" || q == "them"
	case "place":
		return slices.Contains([]string{"so", "hang", "them", "vi_sao", "kenh", "tinh"}, q)
	case "name":
		return q == "so" || q == "hang" || q == "them"
	case "measure", "flow":
		return q == "so"
	case "drop":
		return q == "them" || q == "hang" || q == "y_kien" || q == "kenh"
	case "missing", "unsaid", "label", "correct":
		return l.list != nil
	case "step":
		return l.list != nil && len(l.list) < 6
	case "gone":
		return len(l.list) > 2
	case "role":
		return slices.ContainsFunc(l.list, func(c survey.Choice) bool { return c.Role != "" })
	case "score":
		return scored
	case "swap":
		return len(l.list) > 1
	}
	return true
}

func (h *history) alterLook(e *edition, q string, l *look, way string) {
	at := 0
	if len(l.list) > 0 {
		at = h.rng.IntN(len(l.list))
	}
	switch way {
	case "stem":
		l.stem++
	case "touch":
		l.touch++
	case "group":
		e.group = pick(h, []string{"", "chua", "khac", "noi"})
	case "repeat":
		e.repeat = pick(h, []string{inRepeat, "nha/" + inRepeat, "nha/trong/" + inRepeat, "ho"})
	case "when":
		of := []string{"", "chua", "khac", "noi"}
		if e.looks["so"].place != inRepeat && q != "so" {
			of = append(of, "so")
		}
		if l.place == inRepeat {
			of = append(of, "tuoi", "lon")
		}
		l.when = pick(h, of)
	case "must":
		l.must = !l.must
	case "filter":
		l.filter = !l.filter
	case "calc":
		l.calc = map[bool]string{true: "if(${q1} = 'tot', 5, 2)", false: firstCalculation}[l.calc == firstCalculation]
	case "kind":
		h.otherKind(q, l)
	case "place":
		l.place = pick(h, []string{atTop, inGroup, inRepeat})
		if l.when == "tuoi" || l.when == "lon" {
			l.when = ""
		}
	case "name":
		l.name = map[string]string{"": q + "_moi"}[l.name]
	case "measure":
		l.measure = pick(h, []string{"", "người", "hộ"})
	case "flow":
		l.flow = pick(h, []string{"", "flow", "stock"})
	case "drop":
		if !e.asks(q) {
			*l = firstEdition().looks[q]
			if e.looks["so"].place == inRepeat {
				l.when = ""
			}
		}
	default:
		h.alterList(q, l, way, at)
	}
}

func (h *history) otherKind(q string, l *look) {
	switch {
	case q == "so":
		if l.kind = pick(h, []survey.ItemKind{survey.Integer, survey.Decimal, survey.Range}); l.kind == survey.Range {
			l.end = pick(h, []string{"100", "200"})
		}
	case q == "hang" && l.kind == survey.Rank, q == "them" && l.kind == survey.Single:
		l.kind = survey.Multiple
	case q == "hang":
		l.kind = survey.Rank
	default:
		l.kind = survey.Single
	}
}

func (h *history) alterList(q string, l *look, way string, at int) {
	c := &l.list[at]
	there := func(code string) bool { return slices.Contains(codes(l.list), code) }
	switch way {
	case "missing":
		if !there("tc") {
			l.list = append(l.list, rated("tc", 7, survey.Refused, ""))
		}
	case "step":
		added := rated("xs", 8, survey.PositiveStrong, "4")
		if l.list[0].Role == "" {
			added.Role, added.Score = "", ""
		}
		if !there("xs") {
			l.list = slices.Insert(l.list, h.rng.IntN(2), added)
		}
	case "gone":
		l.list = slices.Delete(l.list, at, at+1)
	case "role":
		if c.Role != "" {
			c.Role = pick(h, []survey.Role{survey.PositiveStrong, survey.Positive, survey.Neutral, survey.Negative})
		}
	case "score":
		if c.Score != "" {
			c.Score = fmt.Sprint(h.rng.IntN(6))
		}
	case "unsaid": // roles and scores are told for the first time, or no more
		rates := map[string]survey.Choice{}
		for _, r := range ratings() {
			rates[r.Code] = r
		}
		unsaid := l.list[0].Role != ""
		for i := range l.list {
			r := rates[l.list[i].Code]
			if l.list[i].Role, l.list[i].Score = r.Role, r.Score; unsaid {
				l.list[i].Role, l.list[i].Score = "", ""
			}
		}
	case "swap":
		other := (at + 1) % len(l.list)
		c.Label, l.list[other].Label = l.list[other].Label, c.Label
	case "label":
		h.number++
		c.Label = labelled(c.Code, 9+h.number%16)
	case "correct":
		c.Label = survey.Text{"": cmp.Or(strings.TrimSuffix(c.Label[""], "z")+strings.Repeat("z", h.rng.IntN(2)),
			c.Label[""])}
	}
}

// goBack gives respondents an older version again.
func (h *history) goBack() {
	m := h.model
	at := h.rng.IntN(len(m.editions))
	if at == m.current {
		return
	}
	e := m.editions[at]
	o := h.someone()
	h.say("back to version %s", e.version)
	_, err := o.svc.SaveDraft(h.t.Context(), admin, slug, e.asWasPut)
	h.must(err)
	if _, err := o.svc.PublishDraft(h.t.Context(), admin, slug,
		service.PublishOptions{}); survey.KindOf(err) != survey.Conflict {
		h.t.Errorf("back to version %s without a confirmation: %v", e.version, err)
	}
	v, err := o.svc.PublishDraft(h.t.Context(), admin, slug, service.PublishOptions{Accept: true})
	h.must(err)
	if v.Version != e.version {
		h.t.Errorf("back to version %s gives version %s", e.version, v.Version)
	}
	m.current = at
}

// publish publishes a draft with decisions of its author; without those that are needed, or a confirmation that is, it
// is refused.
func (h *history) publish(o *office, e edition) {
	m := h.model
	e.after = m.current
	if len(m.editions) == 0 {
		e.after = -1
	}
	m.editions = append(m.editions, &e)
	now := len(m.editions) - 1
	draft := m.editions[now]
	q := draft.questionnaire()
	_, err := o.svc.SaveDraft(h.t.Context(), admin, slug, q)
	h.must(err)
	options := service.PublishOptions{Mode: m.mode, Access: m.access}
	undecided, splitting := false, false
	for _, question := range draft.inOrder() {
		item := draft.item(question)
		from := m.before(item, now)
		if from < 0 {
			continue
		}
		merge := pick(h, []survey.Merge{survey.Pool, survey.Apart})
		weight := heaviest(m.differ(item, from, now))
		switch {
		case weight == asks:
			undecided = true
		case weight == splits && h.chance(60):
		case weight == never && h.chance(20):
			merge = survey.Apart
		case weight == free && h.chance(3):
			merge = survey.Apart
		default:
			continue
		}
		draft.decided[item] = merge
		options.Decisions = append(options.Decisions, survey.Decision{Item: draft.path(question), Merge: merge})
	}
	for _, question := range draft.inOrder() {
		splitting = splitting || m.parts(draft.item(question), now)
	}
	h.say("publish %d after %d:\n%s%v", now, draft.after, m.changed(draft), options.Decisions)
	if undecided {
		_, err := o.svc.PublishDraft(h.t.Context(), admin, slug, service.PublishOptions{Mode: m.mode, Accept: true})
		h.refused(err, "without decisions", now)
	}
	if splitting {
		_, err := o.svc.PublishDraft(h.t.Context(), admin, slug, options)
		h.refused(err, "without a confirmation", now)
		options.Accept = true
	}
	v, err := o.svc.PublishDraft(h.t.Context(), admin, slug, options)
	h.must(err)
	if slices.ContainsFunc(m.editions, func(e *edition) bool { return e.version == v.Version }) {
		h.t.Fatalf("version %s is there already", v.Version)
	}
	draft.version, draft.asWasPut, m.current = v.Version, v.Questionnaire, now
}

// changed lists what an edition has otherwise than the one before, for the list of steps.
func (m *model) changed(e *edition) string {
	out, was := "", firstEdition()
	if e.after >= 0 {
		was = *m.editions[e.after]
	}
	if e.repeat != was.repeat {
		out = fmt.Sprintf("     repeat: %q\n", e.repeat)
	}
	if e.group != was.group {
		out += fmt.Sprintf("     group: %q\n", e.group)
	}
	for _, q := range questions {
		x, y := fmt.Sprintf("%t %+v", was.asks(q), was.looks[q]), fmt.Sprintf("%t %+v", e.asks(q), e.looks[q])
		if x != y {
			out += fmt.Sprintf("     %s: %s\n       → %s\n", q, x, y)
		}
	}
	return strings.NewReplacer(" Exclusive:false Media:map[] Columns:map[] Source:{Sheet: Cell: Row:0 Item:}", "",
		"Label:map", "").Replace(out)
}

func (h *history) refused(err error, what string, edition int) {
	h.t.Helper()
	if survey.KindOf(err) != survey.Invalid {
		h.t.Errorf("edition %d was published %s: %v", edition, what, err)
	}
}

// parts tells whether publishing an edition has to be confirmed for an item: answers that were counted with it are not
// any longer, and its author decided nothing about it.
func (m *model) parts(item string, now int) bool {
	from := m.before(item, now)
	if from < 0 || m.editions[now].decided[item] != "" {
		return false
	}
	if !m.together(item, from, now) {
		return heaviest(m.differ(item, from, now)) >= splits
	}
	for v := range now {
		if v != from && m.editions[v].as(item) != "" && m.together(item, v, from) && !m.together(item, v, now) &&
			heaviest(m.differ(item, v, now)) >= splits {
			return true
		}
	}
	return false
}
