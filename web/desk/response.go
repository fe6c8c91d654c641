package desk

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/web/edge"
)

type responsePage struct {
	responseRow
	Answers   []answerRow
	Revisions []revisionRow
	Unread    []answerRow
	Pair      *pairPart // nil = no second copy came
	CanReview bool
	CanErase  bool
}

type answerRow struct {
	Label, Path, Text string
	Depth             int
	Heading           bool   // a group, a repeat or a row of one
	None              string // why there is no text: not asked, left blank
	File              string // sha256 of an attachment
}

type revisionRow struct {
	Revision                     int
	StateLabel, Changed, By, Why string
}

// responsePage shows one response: every item with its answer or why there is none, and every revision.
func (d *Desk) responsePage(v *visit) error {
	ctx := v.Request.Context()
	id := cmp.Or(v.Query("id"), v.PostForm("id")) // the form of this page is shown again under another address
	if _, err := d.Service.Response(ctx, v.actor, v.sv.Slug, id); err != nil {
		return err // tells an erased one from one that never was
	}
	revisions, err := d.Service.Revisions(ctx, v.actor, v.sv.Slug, id)
	if err != nil {
		return err
	}
	register, err := d.Service.Register(ctx, v.sv)
	if err != nil {
		return err
	}
	x := revisions[len(revisions)-1]
	tree := register.Tree(x.Wave)
	lineage, err := d.Service.Lineage(ctx, v.sv)
	if err != nil {
		return err
	}
	page := responsePage{responseRow: responseRow{Flags: flagNames(v.View, places.FlagsOf(v.sv, lineage, x, tree)),
		ID: x.ID, Name: x.Name, State: string(x.State), StateLabel: v.T("desk.state." + string(x.State)),
		Unit:  unitName(tree, places.UnitOf(v.sv, lineage, x)),
		Class: className(v, x.Class), Received: localTime(v.Lang, v.sv, x.Received), Version: x.Version,
		Channel: string(x.Channel), Revision: x.Revision}}
	page.CanReview = v.actor.May(survey.Edit, v.sv.Slug, "", nil) && x.State != survey.Withdrawn &&
		x.State != survey.Test
	page.CanErase = v.actor.May(survey.Administer, v.sv.Slug, "", nil)
	if page.Answers, err = d.answersOf(v, x); err != nil {
		return err
	}
	if page.Unread, err = d.unreadOf(v, x); err != nil {
		return err
	}
	if page.Pair, err = d.pairOf(v, x); err != nil {
		return err
	}
	for _, old := range revisions {
		page.Revisions = append(page.Revisions,
			revisionRow{Revision: old.Revision, StateLabel: v.T("desk.state." + string(old.State)),
				Changed: localTime(v.Lang, v.sv, old.Changed), By: old.By, Why: old.Why})
	}
	return d.render(v, "response", page)
}

// unreadOf lists what was finished on a device and is no answer to its item.
func (d *Desk) unreadOf(v *visit, x *survey.Response) ([]answerRow, error) {
	form, err := d.Service.Form(v.Request.Context(), v.sv.Slug, x.Version)
	if err != nil {
		return nil, err
	}
	var out []answerRow
	for _, u := range x.Unread {
		row := answerRow{Label: u.Item, Text: u.Text, None: v.T("desk.unread.file")}
		if f, _ := form.Find(rowMark.ReplaceAllString(u.Item, "")); f != nil {
			row.Label = cmp.Or(f.Item.Label.In(form.Q.Chain(v.Lang)...), u.Item)
		}
		out = append(out, row)
	}
	return out, nil
}

// rowMark is the number of a row in a path.
var rowMark = regexp.MustCompile(`\[[0-9]+\]`)

// answerLister turns the answers of a response into rows, in the questionnaire's order.
type answerLister struct {
	edge.View
	chain   []string
	skipped []string
	out     []answerRow
}

// list adds the fields; prefix is the path of the row of a repeat around them, with its number.
func (a *answerLister) list(fields []*form.Field, answers survey.Answers, depth int, prefix string) {
	for _, f := range fields {
		row := answerRow{Label: f.Item.Label.In(a.chain...), Path: f.Path, Depth: min(depth, 4)}
		if row.Label == "" {
			row.Label = f.Item.Name
		}
		switch f.Item.Kind {
		case survey.Group:
			row.Heading = true
			a.out = append(a.out, row)
			a.list(f.Children(), answers, depth+1, prefix)
			continue
		case survey.Repeat:
			for i, inner := range answers[f.Path].Rows {
				head := row
				head.Heading, head.Label = true, row.Label+" "+strconv.Itoa(i+1)
				a.out = append(a.out, head)
				a.list(f.Children(), inner, depth+1, prefix+f.Item.Name+"["+strconv.Itoa(i+1)+"]/")
			}
			continue
		}
		if !f.Kind.Holds() {
			continue
		}
		value := answers[f.Path]
		row.Text = a.text(f, value)
		if value.Kind == survey.VFile {
			row.File = value.File.SHA256
		}
		if row.Text == "" {
			row.None = a.T("desk.answer.blank")
			if slices.Contains(a.skipped, prefix+f.Item.Name) || slices.Contains(a.skipped, f.Path) {
				row.None = a.T("desk.answer.not_asked")
			}
		}
		a.out = append(a.out, row)
	}
}

func (a *answerLister) text(f *form.Field, value survey.Value) string {
	switch value.Kind {
	case survey.VText, survey.VNumber:
		if f.Kind.Choose == kinds.OneOf {
			return a.choice(f, value.Text)
		}
		return value.Text
	case survey.VCodes:
		labels := make([]string, len(value.Codes))
		for i, code := range value.Codes {
			labels[i] = a.choice(f, code)
		}
		return strings.Join(labels, "; ")
	case survey.VPoints:
		points := make([]string, len(value.Points))
		for i, p := range value.Points {
			parts := make([]string, len(p))
			for j, x := range p {
				parts[j] = strconv.FormatFloat(x, 'f', -1, 64)
			}
			points[i] = strings.Join(parts, " ")
		}
		return strings.Join(points, "; ")
	case survey.VFile:
		return value.File.Title()
	case survey.VStated:
		return a.T("desk.answer." + string(value.Missing))
	}
	return ""
}

func (a *answerLister) choice(f *form.Field, code string) string {
	if c := f.Choice(code); c != nil {
		if label := c.Label.In(a.chain...); label != "" {
			return label
		}
	}
	return code
}

// attachment gives a file that a response names, always as a file to be kept: what somebody sent is never shown as a
// page.
func (d *Desk) attachment(v *visit) error {
	ctx, sum := v.Request.Context(), v.Query("sha256")
	file, content, err := d.Service.OpenAttachment(ctx, v.actor, v.sv.Slug, v.Query("id"), sum)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	v.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Title()}))
	v.Header("Content-Type", "application/octet-stream")
	v.Status(http.StatusOK)
	if _, err := io.Copy(v.Writer, content); err != nil && !errors.Is(err, ctx.Err()) {
		d.Log.Warn("attachment", "id", v.GetString(edge.RequestIDKey), "err", err)
	}
	return nil
}

// erase removes a response for good.
func (d *Desk) erase(v *visit) error {
	if v.PostForm("sure") == "" {
		return d.again(v, survey.Fail(survey.Invalid, "erase.sure"), d.responsePage)
	}
	if err := d.Service.Erase(v.Request.Context(), v.actor, v.sv.Slug, v.PostForm("id")); err != nil {
		return err
	}
	return v.done(v.at("data"), "erased")
}
