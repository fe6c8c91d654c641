package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

type questionnairePage struct {
	Draft     *outline // nil when nothing waits to be published
	Published *outline // the current version, when there is no draft
	Check     *checkView
	First     bool // never published: mode and access are still to be chosen
	Preview   string
	Versions  []versionRow
}

// outline is a questionnaire in short.
type outline struct {
	Title, Version, FormID string
	Items                  string // how many a person answers
	Languages              []coverage
	Rows                   []outlineRow
}

// coverage is how much of a questionnaire a language has.
type coverage struct {
	Name, Done, All, Share string
	Whole                  bool
}

type outlineRow struct {
	Name, Kind, Label string
	Depth             int
	Required          bool
}

type versionRow struct {
	Version, Published, By string
	Current                bool
}

// checkView is what was found in a workbook, for its author.
type checkView struct {
	File            string
	OK, Publishable bool
	Errors          int
	Problems        []checkProblem
	Rest            *outline // what could be read of a workbook that was refused
}

type checkProblem struct {
	Severity, Sheet, Cell, Code, Message string
	Blocks                               bool
}

func (d *desk) questionnairePage(v *visit) error { return d.showQuestionnaire(v, nil) }

func (d *desk) showQuestionnaire(v *visit, check *checkView) error {
	ctx := v.Request.Context()
	page := questionnairePage{Check: check, First: len(v.sv.Versions) == 0, Preview: v.at("preview")}
	draft, err := d.Service.Draft(ctx, v.actor, v.sv.Slug)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return err
	}
	if err == nil {
		page.Draft = outlineOf(draft, v.view)
	}
	for _, name := range slices.Backward(v.sv.Versions) {
		version, err := d.Service.Version(ctx, v.sv.Slug, name)
		if err != nil {
			return err
		}
		page.Versions = append(page.Versions, versionRow{Version: name, Published: localTime(v.sv, version.Published), By: version.By, Current: name == v.sv.Current})
		if name == v.sv.Current && page.Draft == nil {
			page.Published = outlineOf(version.Questionnaire, v.view)
		}
	}
	return d.render(v, "questionnaire", page)
}

// outlineOf shows the items of a questionnaire in the reader's language, and how far each of its languages goes.
func outlineOf(q *survey.Questionnaire, say view) *outline {
	chain := q.Chain(say.Lang)
	out := &outline{Title: q.Title.In(chain...), Version: q.Version, FormID: q.FormID}
	asked := int64(0)
	q.Walk(func(path string, it *survey.Item) bool {
		if it.Kind.Asked() {
			asked++
		}
		out.Rows = append(out.Rows, outlineRow{Name: it.Name, Kind: say.T("desk.kind." + string(it.Kind)), Label: it.Label.In(chain...),
			Depth: min(strings.Count(path, "/"), 4), Required: it.Required != ""})
		return true
	})
	out.Items = stats.FormatCount(say.Lang, asked)
	if len(q.Languages) > 1 {
		out.Languages = coverages(q, say.Lang)
	}
	return out
}

// coverages counts, for each language, the labels of items and choices that it has among those that any language has.
func coverages(q *survey.Questionnaire, lang string) []coverage {
	var texts []survey.Text
	q.Walk(func(_ string, it *survey.Item) bool {
		texts = append(texts, it.Label, it.Hint, it.ConstraintMessage, it.RequiredMessage)
		return true
	})
	for _, list := range q.Lists {
		for _, c := range list.Choices {
			texts = append(texts, c.Label)
		}
	}
	texts = slices.DeleteFunc(texts, survey.Text.Empty)
	var out []coverage
	for _, l := range q.Languages {
		done := int64(0)
		for _, t := range texts {
			if strings.TrimSpace(t[l.ID]) != "" {
				done++
			}
		}
		all := int64(len(texts))
		out = append(out, coverage{Name: l.Name, Done: stats.FormatCount(lang, done), All: stats.FormatCount(lang, all),
			Share: stats.FormatPercent(lang, stats.PercentHundredths(done, all)), Whole: done == all})
	}
	return out
}

// upload is a workbook with the files that belong to it.
type upload struct {
	name  string
	form  *xlsform.Result
	files map[string][]byte
}

var errNoFile = survey.Fail(survey.Invalid, "upload.missing", survey.Say("Xin chọn một tệp Excel (.xlsx).", "Please choose an Excel file (.xlsx)."))

// readUpload reads the workbook and the further files that a form brought. kept are files from an earlier version, which are
// used unless the form brings one of the same name.
func readUpload(v *visit, kept map[string][]byte) (*upload, error) {
	book, header, err := v.file("form", errNoFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }()
	u := &upload{name: header.Filename, files: map[string][]byte{}}
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
	u.form, err = xlsform.ReadWith(book, header.Size, header.Filename, xlsform.Options{Files: u.files})
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
func (u *upload) check(say view) *checkView {
	out := &checkView{File: u.name, OK: u.form.OK, Publishable: u.form.Publishable}
	for _, p := range u.form.Problems {
		if p.Severity == xlsform.SeverityError {
			out.Errors++
		}
		out.Problems = append(out.Problems, checkProblem{Severity: p.Severity, Sheet: p.Sheet, Cell: p.Cell, Code: p.Code, Message: p.Words.In(say.Lang), Blocks: p.Blocks})
	}
	if !u.form.Publishable && u.form.Questionnaire != nil && len(u.form.Questionnaire.Items) > 0 {
		out.Rest = outlineOf(u.form.Questionnaire, say)
	}
	return out
}

// keep stores an upload as the draft of a survey, with its files.
func (d *desk) keep(ctx context.Context, actor survey.Actor, slug string, u *upload) (*survey.Survey, error) {
	q := u.form.Questionnaire
	q.Files = map[string]string{}
	for name, content := range u.files {
		sum := sha256.Sum256(content)
		q.Files[name] = hex.EncodeToString(sum[:])
	}
	sv, err := d.Service.SaveDraft(ctx, actor, slug, q)
	if err != nil {
		return nil, err
	}
	for name, content := range u.files {
		if _, err := d.Service.PutFile(ctx, slug, q.Files[name], bytes.NewReader(content)); err != nil {
			return nil, err
		}
	}
	return sv, nil
}

// uploadNew makes a new survey of a workbook. Nothing is stored while khaosat cannot run the form whole.
func (d *desk) uploadNew(v *visit) error {
	if err := v.allowed(survey.Edit, "*"); err != nil {
		return err
	}
	u, err := readUpload(v, nil)
	if err != nil {
		return d.again(v, err, d.showHome)
	}
	if !u.form.Publishable {
		v.status = http.StatusUnprocessableEntity
		return d.render(v, "check", u.check(v.view))
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
	return d.showQuestionnaire(v, u.check(v.view))
}

// reserved are the addresses under /desk that no survey can have.
var reserved = []string{"login", "logout", "enter", "upload", "units", "people", "keys"}

// newSlug is the address that the form asks for, else one made of the form's id or title. Conflict when a survey has it already.
func (d *desk) newSlug(v *visit, u *upload) (string, error) {
	slug := strings.TrimSpace(v.PostForm("slug"))
	for _, proposal := range []string{u.form.FormID, u.form.Title, u.name} {
		if slug == "" {
			slug = survey.SlugOf(proposal)
		}
	}
	_, err := d.Service.Survey(v.Request.Context(), slug)
	if err == nil || slices.Contains(reserved, slug) {
		return "", survey.Fail(survey.Conflict, "survey.exists", survey.Say(
			"Địa chỉ “%s” đã có người dùng. Để tải phiên bản mới, xin mở cuộc khảo sát đó; để tạo cuộc mới, xin ghi địa chỉ khác.",
			"The address “%s” is taken. To bring a new version, open that survey; to make a new survey, write another address.", slug))
	}
	if survey.KindOf(err) != survey.NotFound {
		return "", err
	}
	return slug, nil
}

// uploadVersion makes a workbook the draft of a survey that is there. Files of the version before stay unless they are brought
// again.
func (d *desk) uploadVersion(v *visit) error {
	kept, err := d.keptFiles(v)
	if err != nil {
		return err
	}
	u, err := readUpload(v, kept)
	if err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	if !u.form.Publishable {
		v.status = http.StatusUnprocessableEntity
		return d.showQuestionnaire(v, u.check(v.view))
	}
	if v.sv, err = d.keep(v.Request.Context(), v.actor, v.sv.Slug, u); err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	if len(u.form.Problems) == 0 {
		return v.done(v.at("questionnaire"), "draft")
	}
	return d.showQuestionnaire(v, u.check(v.view))
}

// newest is the draft, else the current version, nil when there is neither.
func (d *desk) newest(v *visit) (*survey.Questionnaire, error) {
	ctx := v.Request.Context()
	q, err := d.Service.Draft(ctx, v.actor, v.sv.Slug)
	if err == nil {
		return q, nil
	}
	if kind := survey.KindOf(err); kind != survey.NotFound && kind != survey.Forbidden {
		return nil, err
	}
	if v.sv.Current == "" {
		return nil, nil
	}
	version, err := d.Service.Version(ctx, v.sv.Slug, v.sv.Current)
	if err != nil {
		return nil, err
	}
	return version.Questionnaire, nil
}

func (d *desk) keptFiles(v *visit) (map[string][]byte, error) {
	q, err := d.newest(v)
	if err != nil || q == nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name, sum := range q.Files {
		r, err := d.Service.Store().Blobs().Open(v.Request.Context(), sum)
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

// downloadForm gives the questionnaire as an XLSForm: the version that is named, else the draft, else the current one.
func (d *desk) downloadForm(v *visit) error {
	q, err := d.newest(v)
	if name := v.Query("version"); err == nil && name != "" {
		var version *survey.Version
		if version, err = d.Service.Version(v.Request.Context(), v.sv.Slug, name); err == nil {
			q = version.Questionnaire
		}
	}
	if err != nil {
		return err
	}
	if q == nil {
		return errNoPage
	}
	var b bytes.Buffer
	if err := xlsform.Write(&b, q); err != nil {
		return err
	}
	name := v.sv.Slug
	if q.Version != "" {
		name += "-" + survey.SlugOf(q.Version)
	}
	v.attach(name+".xlsx", workbookType, b.Bytes())
	return nil
}

// preview shows the draft, else the current version, as a respondent will see it. Nothing that is sent from it is stored.
func (d *desk) preview(v *visit) error {
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q == nil {
		return errNoPage
	}
	return d.previewForm(v.Context, v.sv, q, v.at("preview"))
}

// previewMedia gives a file that the previewed questionnaire names.
func (d *desk) previewMedia(v *visit) error {
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q == nil {
		return errNoPage
	}
	return d.sendMedia(v.Context, q, v.Param("name"))
}

func (d *desk) publish(v *visit) error {
	o := survey.PublishOptions{}
	if len(v.sv.Versions) == 0 {
		o.Mode, o.Access = survey.Mode(v.PostForm("mode")), survey.Access(v.PostForm("access"))
		if o.Mode != survey.Named && o.Mode != survey.Anonymous || o.Access != survey.Open && o.Access != survey.ByToken {
			return d.again(v, survey.Fail(survey.Invalid, "survey.mode", survey.Say(
				"Xin chọn ghi danh hay ẩn danh, và ai được trả lời.", "Please choose named or anonymous, and who may answer.")), d.questionnairePage)
		}
	}
	if _, err := d.Service.PublishDraft(v.Request.Context(), v.actor, v.sv.Slug, o); err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	return v.done(v.at("questionnaire"), "published")
}
