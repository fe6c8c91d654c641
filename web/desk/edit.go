package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

type editPage struct {
	ID, Name, Why string
	Revision      string // that is looked at
	Anonymous     bool
	Rows          bool // the questionnaire has a repeat
	Fields        []editField
}

// editField is a heading, or an item with its answer as the cell of a table would have it.
type editField struct {
	Heading  bool
	Depth    int
	Path     string // of the slot: "rep[2]/name"
	Label    string
	Was      string // what is stored
	Text     string // what stands in the field
	Offer    []editChoice
	Several  bool // of Offer
	NotAsked bool
	Long     bool // may take more than a line
}

type editChoice struct {
	Code, Label string
	Chosen      bool
}

// mostOffered is how many choices are listed; of longer lists the code is typed.
const mostOffered = 300

// editPage shows the answers of a response to be put right: its newest revision, or what was typed into an earlier
// page.
func (d *Desk) editPage(v *visit) error {
	r, l, err := d.editable(v)
	if err != nil {
		return err
	}
	page := editPage{ID: r.ID, Name: r.Name, Revision: strconv.Itoa(r.Revision),
		Anonymous: v.sv.Mode == survey.Anonymous,
		Rows:      l.rows, Why: v.PostForm("why"), Fields: l.out}
	if v.typed() != nil {
		page.Revision = v.PostForm("revision")
	}
	return d.render(v, "edit", page)
}

// editable is the response that is asked for, with the fields in which its answers are put right.
func (d *Desk) editable(v *visit) (*survey.Response, *editLister, error) {
	ctx := v.Request.Context()
	r, err := d.Service.Response(ctx, v.actor, v.sv.Slug, cmp.Or(v.Query("id"), v.PostForm("id")))
	if err != nil {
		return nil, nil, err
	}
	fm, err := d.Service.Form(ctx, v.sv.Slug, r.Version)
	if err != nil {
		return nil, nil, err
	}
	came := func() time.Time { return cmp.Or(r.Received, d.Now()) }
	l := &editLister{View: v.View, chain: fm.Q.Chain(v.Lang), typed: v.typed()}
	err = l.list(fm.Fill(r.Answers, form.ClockOf(v.sv, came, r.ID)).Top, 0)
	return r, l, err
}

// typed is what was typed into the form that was sent; nil when none was, and when it was made of a revision that is
// not the newest any more, whose other answers would undo what somebody else has put right.
func (v *visit) typed() url.Values {
	if v.Request.Method != http.MethodPost || v.failed != nil && v.failed.Status == http.StatusConflict {
		return nil
	}
	return v.Request.PostForm
}

// editLister makes fields of slots, in the questionnaire's order.
type editLister struct {
	edge.View
	chain []string
	typed url.Values // nil: the form is shown for the first time
	out   []editField
	rows  bool // the questionnaire has a repeat
}

func (l *editLister) list(slots []*form.Slot, depth int) error {
	for _, s := range slots {
		label := cmp.Or(s.Field.Item.Label.In(l.chain...), s.Field.Item.Name)
		switch kind := s.Field.Item.Kind; {
		case kind == survey.Repeat && s.Row == 0:
			l.rows = true
			for _, row := range s.Children {
				l.out = append(l.out, editField{Heading: true, Depth: depth, Label: label + " " +
					strings.TrimPrefix(row.Path, s.Path)})
				if err := l.list(row.Children, depth+1); err != nil {
					return err
				}
			}
		case kind == survey.Group:
			l.out = append(l.out, editField{Heading: true, Depth: depth, Label: label})
			if err := l.list(s.Children, depth+1); err != nil {
				return err
			}
		case typable(s):
			f, err := l.field(s, label, depth)
			if err != nil {
				return err
			}
			l.out = append(l.out, f)
		}
	}
	return nil
}

// typable tells whether an answer can be typed here: a person gives it, and it stands in no row within a row.
func typable(s *form.Slot) bool {
	k := s.Field.Kind
	return k.Asked() && !k.Attached() && !s.Field.Computed() && strings.Count(s.Path, "[") < 2
}

func (l *editLister) field(s *form.Slot, label string, depth int) (editField, error) {
	was, err := cell.TextOf(s.Value)
	f := editField{Depth: depth, Path: s.Path, Label: label, Was: was, Text: was, NotAsked: !s.Asked,
		Long: s.Field.Kind.Open, Several: s.Field.Kind.Choose == kinds.SomeOf}
	if l.typed != nil {
		f.Text = survey.Clean(strings.Join(slices.DeleteFunc(slices.Clone(l.typed["a."+s.Path]),
			func(t string) bool { return t == "" }), " "))
	}
	if f.Several && sameCodes(f.Text, f.Was) {
		f.Text = f.Was // the boxes stand in the list's order, the stored codes in that in which they were ticked
	}
	if k := s.Field.Kind.Choose; k == kinds.OneOf || k == kinds.SomeOf {
		l.offer(&f, s.Field)
	}
	return f, err
}

func sameCodes(a, b string) bool {
	return slices.Equal(slices.Sorted(strings.FieldsSeq(a)), slices.Sorted(strings.FieldsSeq(b)))
}

// offer lists the choices of a short list, and that none can be said where this is said.
func (l *editLister) offer(f *editField, field *form.Field) {
	if len(field.Offer) == 0 || len(field.Offer) > mostOffered {
		return
	}
	chosen := []string{f.Text}
	if f.Several {
		chosen = strings.Fields(f.Text)
	}
	for _, c := range field.Offer {
		f.Offer = append(f.Offer,
			editChoice{c.Code, cmp.Or(c.Label.In(l.chain...), c.Code), slices.Contains(chosen, c.Code)})
	}
	for _, missing := range []survey.Role{survey.DontKnow, survey.Refused} {
		text, err := cell.TextOf(survey.OfStated(missing))
		if err == nil && (text == f.Was || text == f.Text) {
			f.Offer = append(f.Offer, editChoice{text, l.T("desk.answer." + string(missing)), text == f.Text})
		}
	}
}

// edit stores answers that were put right as a further revision. What stands in a field as it is stored is not read
// again.
func (d *Desk) edit(v *visit) error {
	r, l, err := d.editable(v)
	if err != nil {
		return err
	}
	seen, err := strconv.Atoi(v.PostForm("revision"))
	if err != nil {
		seen = -1 // no revision at all: nothing was looked at
	}
	texts := map[string]string{}
	for _, f := range l.out {
		if f.Path != "" && f.Text != f.Was {
			texts[f.Path] = f.Text
		}
	}
	fm, err := d.Service.Form(v.Request.Context(), v.sv.Slug, r.Version)
	if err != nil {
		return err
	}
	to, problems := rows.Amend(fm, r.Answers, texts)
	if err = survey.Wrong("desk.edit", problems); err == nil {
		_, err = d.Service.Edit(v.Request.Context(), v.actor, v.sv.Slug, r.ID,
			service.Edit{Revision: seen, Answers: to, Why: v.PostForm("why")})
	}
	if err != nil {
		return d.again(v, err, d.editPage)
	}
	v.Redirect(http.StatusSeeOther, v.at("data/response")+"?"+url.Values{"id": {r.ID}, "done": {"edited"}}.Encode())
	return nil
}
