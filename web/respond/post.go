package respond

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

// Names of the inputs that are not items. No item can be named so: names begin with a letter or an underscore.
const (
	inputState = ".state" // sealed state
	inputPage  = ".page"  // number of the page that was filled in, from 0
	inputShown = ".shown" // path of an item that was shown and could be answered, once for each; "path#mark" with a filtered list
	inputDrop  = ".drop"  // path of an attachment to leave out again
	inputDo    = ".do"    // what the pressed button asks for
	inputID    = ".id"    // of the response, from a page that the phone kept: its state is that of several
	inputBegan = ".began" // when a kept page was opened, by the phone's clock in Unix milliseconds
)

// plainNames are inputs that a program may send beside the items, where no item has the name.
var plainNames = map[string]bool{"send": true, "submit": true, "page": true, "id": true, "version": true, "lang": true,
	"language": true, "link": true, "token": true}

// posted is a form as the browser sent it.
type posted struct {
	values map[string][]string
	files  map[string][]*multipart.FileHeader
}

func (p *posted) get(name string) string {
	if v := p.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// page is the page that was filled in, -1 when the form says none: it was not made of one of our pages.
func (p *posted) page() int {
	n, err := strconv.Atoi(p.get(inputPage))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// formLimit bounds a posted form: only a survey that asks for files in some version may have a large one.
func (s *Site) formLimit(c *gin.Context) {
	limit := int64(edge.MaxJSON)
	if kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); kind == "multipart/form-data" {
		if s.takesFiles(c) {
			limit = edge.MaxForm
		}
	}
	s.Limit(limit)(c)
}

// takesFiles reports whether some version of a survey asks for files: a page or a record of that one may come yet.
func (s *Site) takesFiles(c *gin.Context) bool {
	sv, err := s.Service.Survey(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(sv.Versions, func(version string) bool {
		form, err := s.Service.Form(c.Request.Context(), sv.Slug, version)
		return err == nil && asksFiles(form)
	})
}

func asksFiles(form *form.Form) bool {
	for _, f := range form.Fields {
		if f.Kind.Attached() {
			return true
		}
	}
	return false
}

// readForm reads an HTML form of either encoding. Texts that are not UTF-8 are refused.
func readForm(r *http.Request) (*posted, error) {
	p := &posted{}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "multipart/form-data":
		if err := r.ParseMultipartForm(4 << 20); err != nil {
			return nil, edge.BodyFault(err, edge.ErrBadForm)
		}
		p.values, p.files = r.MultipartForm.Value, r.MultipartForm.File
	case err == nil && kind == "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return nil, edge.BodyFault(err, edge.ErrBadForm)
		}
		p.values = r.PostForm
	default:
		return nil, edge.ErrNotForm
	}
	for name, texts := range p.values {
		if !utf8.ValidString(name) || !utf8.ValidString(strings.Join(texts, "")) {
			return nil, edge.ErrNotUTF8
		}
	}
	return p, nil
}

var rowNumber = regexp.MustCompile(`^(.+)\[([1-9][0-9]{0,5})\]$`)

// slotOf finds the item that an input is named after: "group/name", "group/rows[2]/name", or a bare name where it is
// unique. path is the one spelling of it. Rows beyond maxRows are not taken.
func slotOf(form *form.Form, name string) (path string, field *form.Field, ok bool) {
	name = survey.NFC(name)
	if found, ambiguous := form.Find(name); found != nil && !ambiguous && found.Repeat == nil {
		return found.Path, found, takesInput(found)
	}
	var plain []string
	for _, part := range strings.Split(name, "/") {
		row := rowNumber.FindStringSubmatch(part)
		if row != nil {
			part = row[1]
			if n, _ := strconv.Atoi(row[2]); n > maxRows {
				return "", nil, false
			}
		}
		plain = append(plain, part)
		field = form.Field(strings.Join(plain, "/"))
		if field == nil || (field.Item.Kind == survey.Repeat) != (row != nil) {
			return "", nil, false
		}
	}
	return name, field, takesInput(field)
}

func takesInput(f *form.Field) bool { return !f.Kind.Container() && f.Kind.Holds() }

// merge puts what was posted into the state. The problems name inputs that no item has.
func (f *filling) merge(p *posted) []survey.Problem {
	var problems []survey.Problem
	for _, shown := range p.values[inputShown] {
		path, _, _ := strings.Cut(shown, "#")
		at, field, ok := slotOf(f.form, path)
		if ok && !(field.Kind.Attached() && len(f.state.Texts[at]) > 0) { // a file that came before stays until it is dropped
			f.state.Texts[at] = []string{}
		}
	}
	for name, texts := range p.values {
		if strings.HasPrefix(name, ".") {
			continue
		}
		at, field, ok := slotOf(f.form, name)
		if !ok {
			if !plainNames[name] && len(problems) < survey.FewUnknown {
				problems = append(problems, unknownInput(name))
			}
			continue
		}
		if field.Kind.Attached() && blank(texts) {
			continue // a file input without a file, in a form that is not multipart
		}
		f.state.Texts[at] = texts
		if f.whole {
			f.countRows(at)
		}
	}
	return problems
}

func unknownInput(name string) survey.Problem {
	return survey.ProblemAt(survey.Place{Item: name}, "answer.unknown_item:questionnaire_no", "name", name)
}

func blank(texts []string) bool {
	for _, t := range texts {
		if survey.Clean(t) != "" {
			return false
		}
	}
	return true
}

// countRows makes the repeats around a path long enough for it.
func (f *filling) countRows(at string) {
	parts := strings.Split(at, "/")
	for i, part := range parts {
		if row := rowNumber.FindStringSubmatch(part); row != nil {
			n, _ := strconv.Atoi(row[2])
			repeat := strings.Join(append(parts[:i:i], row[1]), "/")
			f.state.Rows[repeat] = max(f.state.Rows[repeat], n)
		}
	}
}

// notTaken are the codes of files that the page says it did not take.
var notTaken = []string{"file.picture", "file.kind"}

// keepFiles stores the attachments of a form and writes down what they are. An attachment that no sent response names
// is never read by anyone, and removed after a day. The problems are of files that the item or an anonymous survey does
// not take.
func (s *Site) keepFiles(c *gin.Context, f *filling, p *posted) ([]survey.Problem, error) {
	var refused []survey.Problem
	for _, drop := range p.values[inputDrop] {
		if at, field, ok := slotOf(f.form, drop); ok && field.Kind.Attached() {
			f.state.Texts[at] = []string{}
		}
	}
	for name, files := range p.files {
		at, field, ok := slotOf(f.form, name)
		if !ok || !field.Kind.Attached() || len(files) == 0 || files[0].Filename == "" && files[0].Size == 0 {
			continue
		}
		ref, err := s.keepFile(c, f, field, files[0])
		var e *survey.Error
		if isNotTaken(err) && errors.As(err, &e) {
			refused = append(refused, survey.Problem{Code: e.Code, Place: survey.Place{Item: at}, Words: e.Msg})
			continue
		}
		if err != nil {
			return nil, err
		}
		b, err := json.Marshal(ref)
		if err != nil {
			return nil, err
		}
		f.state.Texts[at] = []string{string(b)}
		if f.whole {
			f.countRows(at)
		}
	}
	return refused, nil
}

func (s *Site) keepFile(
	c *gin.Context, f *filling, field *form.Field, header *multipart.FileHeader,
) (survey.FileRef, error) {
	ref := survey.FileRef{Name: survey.FileName(header.Filename), Type: fileType(header)}
	if header.Size > edge.MaxFile {
		return ref, edge.TooLarge(edge.MaxFile)
	}
	file, err := header.Open()
	if err != nil {
		return ref, fmt.Errorf("open an upload: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return ref, fmt.Errorf("read an upload: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return ref, fmt.Errorf("read an upload: %w", err)
	}
	ref.SHA256 = hex.EncodeToString(h.Sum(nil))
	if f.preview {
		return ref, nil
	}
	up := service.Upload{SHA256: ref.SHA256, Item: field.Path, Client: edge.Client(c)}
	_, err = s.Service.PutFile(c.Request.Context(), f.sv.Slug, up, file)
	return ref, err
}

func fileType(header *multipart.FileHeader) string {
	return plainType(header.Header.Get("Content-Type"))
}

// plainType is a content type without its parameters.
func plainType(says string) string {
	kind, _, err := mime.ParseMediaType(says)
	if err != nil {
		return "application/octet-stream"
	}
	return kind
}
