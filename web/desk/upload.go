package desk

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/edge"
)

// checkView is what was found in a workbook, for its author.
type checkView struct {
	File            string
	OK, Publishable bool
	Held            string // why it cannot be published, in one line
	Errors          int
	Warnings        int
	Problems        []checkProblem
	Rest            *outline // what could be read of a workbook that was refused
}

type checkProblem struct {
	Severity, Sheet, Cell, Code, Message string
	Blocks                               bool
	Stays                                bool // the first of those that may stay, below what has to be mended
}

// rank orders problems by what they keep from happening: errors, then what cannot be published, then the rest.
func (p checkProblem) rank() int {
	switch {
	case p.Severity == xlsform.SeverityError:
		return 0
	case p.Blocks:
		return 1
	}
	return 2
}

// upload is a workbook with the files that belong to it.
type upload struct {
	name  string
	kinds *kinds.Set
	form  *xlsform.Result
	files map[string][]byte
}

var errNoFile = survey.Fail(survey.Invalid, "upload.missing:choose_excel")

// readUpload reads the workbook and the further files that a form brought. kept are files from an earlier version,
// which are used unless the form brings one of the same name.
func (d *Desk) readUpload(v *visit, kept map[string][]byte) (*upload, error) {
	book, header, err := v.file("form", errNoFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }()
	u := &upload{name: header.Filename, kinds: d.Service.Kinds(), files: map[string][]byte{}}
	for name, content := range kept {
		u.files[name] = content
	}
	for _, f := range v.Request.MultipartForm.File["files"] {
		content, err := readPart(f)
		if err != nil {
			return nil, err
		}
		if f.Filename != "" {
			u.files[survey.NFC(f.Filename)] = content
		}
	}
	u.form, err = xlsform.ReadWith(book, header.Size, header.Filename, xlsform.Options{Files: u.files, Kinds: u.kinds})
	if err == nil {
		d.Judge(u.form, u.kinds)
	}
	return u, err
}

func readPart(f *multipart.FileHeader) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(r)
}

// check shows what was found in an upload.
func (u *upload) check(say edge.View) *checkView {
	out := &checkView{File: u.name, OK: u.form.OK, Publishable: u.form.Publishable, Held: u.form.Held().In(say.Lang)}
	for _, p := range u.form.Problems {
		if p.Severity == xlsform.SeverityError {
			out.Errors++
		}
		out.Problems = append(out.Problems,
			checkProblem{Severity: p.Severity, Sheet: p.Sheet, Cell: p.Cell, Code: p.Code,
				Message: p.Words.In(say.Lang), Blocks: p.Blocks})
	}
	slices.SortStableFunc(out.Problems, func(a, b checkProblem) int { return a.rank() - b.rank() })
	if i := slices.IndexFunc(out.Problems, func(p checkProblem) bool { return p.rank() == 2 }); i > 0 {
		out.Problems[i].Stays = true
	}
	out.Warnings = len(out.Problems) - out.Errors
	if !u.form.Publishable && u.form.Questionnaire != nil && len(u.form.Questionnaire.Items) > 0 {
		out.Rest = outlineOf(u.kinds, u.form.Questionnaire, say)
	}
	return out
}

// keep stores an upload as the draft of a survey, with its files.
func (d *Desk) keep(ctx context.Context, actor survey.Actor, slug string, u *upload) (*survey.Survey, error) {
	return d.Service.SaveDraftWithFiles(ctx, actor, slug, u.form.Questionnaire, u.files)
}

// uploadNew makes a new survey of a workbook. Nothing is stored while khaosat cannot run the form whole.
func (d *Desk) uploadNew(v *visit) error {
	if err := v.allowed(survey.Edit, "*"); err != nil {
		return err
	}
	u, err := d.readUpload(v, nil)
	if err != nil {
		return d.again(v, err, d.showHome)
	}
	if !u.form.Publishable {
		v.status = http.StatusUnprocessableEntity
		return d.render(v, "check", u.check(v.View))
	}
	slug, err := d.newSlug(v, u)
	if err != nil {
		return d.again(v, err, d.showHome)
	}
	if v.sv, err = d.keep(v.Request.Context(), v.actor, slug, u); err != nil {
		return d.again(v, err, d.showHome)
	}
	if len(u.form.Problems) == 0 {
		return v.done(v.at("questionnaire"), "draft")
	}
	return d.showQuestionnaire(v, u.check(v.View))
}

// reserved are the addresses under /desk that no survey can have.
var reserved = []string{"login", "logout", "enter", "upload", "units", "people", "keys"}

// newSlug is the address that the form asks for, else one made of the form's id or title. Conflict when a survey has it
// already.
func (d *Desk) newSlug(v *visit, u *upload) (string, error) {
	slug := strings.TrimSpace(v.PostForm("slug"))
	for _, proposal := range []string{u.form.FormID, u.form.Title, u.name} {
		if slug == "" {
			slug = service.SlugOf(proposal)
		}
	}
	_, err := d.Service.Survey(v.Request.Context(), slug)
	if err == nil || slices.Contains(reserved, slug) {
		return "", survey.Fail(survey.Conflict, "survey.exists", "survey", slug)
	}
	if survey.KindOf(err) != survey.NotFound {
		return "", err
	}
	return slug, nil
}

// uploadVersion makes a workbook the draft of a survey that is there. Files of the version before stay unless they are
// brought again.
func (d *Desk) uploadVersion(v *visit) error {
	kept, err := d.keptFiles(v)
	if err != nil {
		return err
	}
	u, err := d.readUpload(v, kept)
	if err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	if !u.form.Publishable {
		v.status = http.StatusUnprocessableEntity
		return d.showQuestionnaire(v, u.check(v.View))
	}
	if v.sv, err = d.keep(v.Request.Context(), v.actor, v.sv.Slug, u); err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	if len(u.form.Problems) == 0 {
		return v.done(v.at("questionnaire"), "draft")
	}
	return d.showQuestionnaire(v, u.check(v.View))
}

func (d *Desk) keptFiles(v *visit) (map[string][]byte, error) {
	q, err := d.newest(v)
	if err != nil || q == nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name := range q.Files {
		r, _, err := d.Service.OpenFile(v.Request.Context(), q, name)
		if survey.KindOf(err) == survey.NotFound && err != nil {
			continue // the check names it as missing
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(r)
		_ = r.Close()
		if err != nil {
			return nil, err
		}
		out[name] = content
	}
	return out, nil
}
