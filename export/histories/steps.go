package histories

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
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

// any is one of the answers that are no test, nil when there is none.
func (h *history) any() *answer {
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
	a := h.any()
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
	a := h.any()
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
	a := h.any()
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

// importRows imports some answers that clerks have typed in, under ids of their own.
func (h *history) importRows() {
	var rows []*answer
	for range 1 + h.rng.IntN(4) {
		rows = append(rows, &answer{id: h.freshID(), edition: h.model.current})
	}
	h.bring(h.someone(), rows)
}

// bring imports rows under their ids with content of its own.
func (h *history) bring(o *office, list []*answer) {
	m := h.model
	e := m.editions[m.current]
	header, top, inner := []string{"id", "_unit", "_class", "_wave", "_language"}, []string{}, []string{}
	for _, q := range e.inOrder() {
		switch l := e.looks[q]; {
		case l.calc != "":
		case l.place == inRepeat:
			inner = append(inner, q)
		default:
			top, header = append(top, q), append(header, e.path(q))
		}
	}
	for i := range 3 {
		for _, q := range inner {
			header = append(header, fmt.Sprintf("%s[%d]%s", e.repeat, i+1, strings.TrimPrefix(e.path(q), e.repeat)))
		}
	}
	file := rows.ImportFile{Name: "nhap.csv", SHA256: fmt.Sprintf("%064x", h.rng.Uint64()), Header: header,
		Cell: func(column, line int) string { return fmt.Sprintf("%d:%d", line, column) }}
	var said []string
	for i, a := range list {
		a.said, a.state, a.revision, a.channel = h.reply(e), survey.Submitted, 1, survey.ByImport
		h.place(a)
		r := a.said
		cells := []string{a.id, r.unit, r.class, r.wave, r.language}
		for _, q := range top {
			cells = append(cells, r.said[q].cell())
		}
		for k := range 3 {
			for _, q := range inner {
				cell := ""
				if k < len(r.rows) {
					cell = r.rows[k][q].cell()
				}
				cells = append(cells, cell)
			}
		}
		file.Rows = append(file.Rows, rows.ImportRow{Line: i + 2, Cells: cells})
		said = append(said, fmt.Sprintf("%s %s", a.id[30:], a))
	}
	h.say("import %s", strings.Join(said, "; "))
	report, err := o.svc.ImportResponses(h.t.Context(), admin, slug, file, service.ImportOptions{})
	h.must(err)
	b := &batch{id: report.Batch, rows: list}
	m.batches = append(m.batches, b)
	for _, a := range list {
		a.batch = b
		m.answers[a.id] = a
	}
}

// undo takes an import back.
func (h *history) undo(o *office) *batch {
	m := h.model
	if len(m.batches) == 0 {
		return nil
	}
	i := h.rng.IntN(len(m.batches))
	b := m.batches[i]
	m.batches = slices.Delete(m.batches, i, i+1)
	h.say("undo the import of %d rows", len(b.rows))
	h.must(o.svc.UndoImport(h.t.Context(), admin, slug, b.id))
	for _, a := range b.rows {
		delete(m.answers, a.id)
	}
	return b
}

func (h *history) undoImport() { h.undo(h.someone()) }

// importAgain undoes an import and brings other content under the same ids.
func (h *history) importAgain() {
	o := h.someone()
	b := h.undo(o)
	if b == nil || len(b.rows) == 0 {
		return
	}
	var rows []*answer
	for _, a := range b.rows {
		rows = append(rows, &answer{id: a.id, edition: h.model.current})
	}
	h.bring(o, rows)
}

// registers are what becomes of the register of units: communes that are founded, renamed and moved to another district
// from a day on.
func (h *history) changeRegister() {
	m := h.model
	if m.units == nil {
		m.units = []survey.Unit{{Code: "12", Name: "Tỉnh", Level: "tinh"},
			{Code: "h1", Name: "Huyện Một", Level: "huyen", Parent: "12"},
			{Code: "h2", Name: "Huyện Hai", Level: "huyen", Parent: "12"},
			{Code: "x1", Name: "Xã 1", Level: "xa", Parent: "h1"},
			{Code: "x2", Name: "Xã 2", Level: "xa", Parent: "h1"},
			{Code: "x3", Name: "Xã 3", Level: "xa", Parent: "h2"}}
		h.register()
		_, err := h.here.svc.Change(h.t.Context(), admin, slug,
			func(s *survey.Survey) { s.Units, s.UnitDay = "bo", "2025-01-01" })
		h.must(err)
		m.unitDay = "2025-01-01"
		return
	}
	switch h.rng.IntN(4) {
	case 3: // a district is renamed from a day on
		at := 1 + h.rng.IntN(2)
		u := &m.units[at]
		if u.To != "" || u.From != "" {
			return
		}
		renamed := *u
		u.To, renamed.From, renamed.Name = "2025-06-30", "2025-07-01", renamed.Name+" mới"
		m.units = append(m.units, renamed)
	case 0:
		h.day++
		m.units = append(m.units,
			survey.Unit{Code: fmt.Sprint("m", h.day), Name: fmt.Sprint("Xã mới ", h.day), Level: "xa",
				Parent: pick(h, []string{"h1", "h2"})})
	case 1: // from a day on a commune belongs elsewhere and is called otherwise
		at := 3 + h.rng.IntN(len(m.units)-3)
		u := &m.units[at]
		if u.Level != "xa" || u.To != "" || u.From != "" {
			return
		}
		moved := *u
		u.To, moved.From = "2025-06-30", "2025-07-01"
		moved.Name, moved.Parent = "Xã "+moved.Code+" sáp nhập", map[string]string{"h1": "h2", "h2": "h1"}[moved.Parent]
		m.units = append(m.units, moved)
	case 2:
		at := 3 + h.rng.IntN(len(m.units)-3)
		if m.units[at].Level != "xa" {
			return
		}
		m.units = slices.Delete(m.units, at, at+1)
		if len(m.units) == 3 {
			m.units = append(m.units, survey.Unit{Code: "x9", Name: "Xã 9", Level: "xa", Parent: "h1"})
		}
	}
	h.register()
}

// outset gives the survey waves on both sides of the day on which a commune came to another district, for histories too
// short to come to that by themselves.
func (h *history) outset() {
	m := h.model
	h.changeRegister()
	moved := m.units[3]
	m.units[3].To, moved.From, moved.Name, moved.Parent = "2025-06-30", "2025-07-01", "Xã 1 sáp nhập", "h2"
	m.units = append(m.units, moved)
	h.register()
	h.addWave("2025-03-01")
	h.addWave("2025-09-01")
}

func (h *history) register() {
	var text []string
	for _, u := range h.model.units {
		text = append(text, fmt.Sprintf("%s<%s(%s..%s)", u.Code, u.Parent, u.From, u.To))
	}
	h.say("register %s", strings.Join(text, " "))
	h.must(h.someone().svc.ImportUnits(h.t.Context(), admin,
		survey.UnitSet{ID: "bo", Units: slices.Clone(h.model.units)}, nil))
}

// plan sets the frame of a wave.
func (h *history) plan() {
	m := h.model
	if m.units == nil {
		return
	}
	wave := m.wave
	units := m.unitsOn(m.dayOf(wave))
	plan, f := map[string]int{}, survey.Frame{Survey: slug, Wave: wave}
	for _, code := range slices.Sorted(maps.Keys(units)) {
		if units[code].Level == "xa" && h.chance(70) {
			plan[code] = 1 + h.rng.IntN(20)
			f.Rows = append(f.Rows, survey.FrameRow{Unit: code, Planned: plan[code]})
		}
	}
	if f.Rows == nil {
		return
	}
	h.say("frame of wave %q: %v", wave, plan)
	h.must(h.someone().svc.SetFrame(h.t.Context(), admin, f))
	m.planned[wave] = plan
}

// settings changes the unit item, the day of units or the current wave.
func (h *history) settings() {
	m := h.model
	change := func(why string, f func(*survey.Survey)) {
		h.say("setting %s", why)
		_, err := h.someone().svc.Change(h.t.Context(), admin, slug, f)
		h.must(err)
	}
	switch h.rng.IntN(4) {
	case 3:
		m.closed = !m.closed
		change(fmt.Sprint("closed ", m.closed), func(s *survey.Survey) { s.Closed = m.closed })
	case 0:
		m.unitItem = map[string]string{"": "noi", "noi": ""}[m.unitItem]
		change("unit item "+m.unitItem, func(s *survey.Survey) { s.UnitItem = m.unitItem })
	case 1:
		if m.units != nil {
			m.unitDay = pick(h, []survey.Day{"2025-01-01", "2025-08-01"})
			change("unit day "+string(m.unitDay), func(s *survey.Survey) { s.UnitDay = m.unitDay })
		}
	default:
		if len(m.waves) > 0 {
			m.wave = pick(h, m.waves).Code
			change("wave "+m.wave, func(s *survey.Survey) { s.Wave = m.wave })
		}
	}
}

func (h *history) newWave() {
	m := h.model
	if len(m.waves) == 3 {
		return
	}
	h.addWave(pick(h, []survey.Day{"2025-03-01", "2025-09-01"}))
}

func (h *history) addWave(day survey.Day) {
	m := h.model
	w := survey.Wave{Code: fmt.Sprint("d", len(m.waves)+1), Label: survey.Text{"": fmt.Sprint("Đợt ", len(m.waves)+1)},
		Day: day}
	m.waves, m.wave = append(m.waves, w), w.Code
	h.say("new wave %s on %s", w.Code, w.Day)
	_, err := h.someone().svc.Change(h.t.Context(), admin, slug,
		func(s *survey.Survey) { s.Waves, s.Wave = slices.Clone(m.waves), w.Code })
	h.must(err)
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
