package respond

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

// recordType is the content type of sealed records.
const recordType = "application/vnd.khaosat.sealed"

// record is what a phone seals: the form as it would have been posted, and who sent it. Before it stands its length in
// four bytes (big endian), behind it the bytes of its files.
type record struct {
	ID       string       `json:"id"`
	Began    int64        `json:"began"`    // by the phone's clock, Unix milliseconds; 0 = not said
	Finished int64        `json:"finished"` // likewise
	Lang     string       `json:"lang"`
	Link     string       `json:"link"`
	Token    string       `json:"token"`
	Fields   [][2]string  `json:"fields"` // input → text, in order
	Files    []recordFile `json:"files"`
	files    []byte
}

type recordFile struct {
	Input string `json:"input"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Size  int    `json:"size"`
}

// Records takes in what phones have sealed, over the network or out of a file.
type Records struct {
	Service *service.Service
	Now     func() time.Time
}

// TakenRecord is what became of a record that could be opened.
type TakenRecord struct {
	Receipt  *service.Receipt // nil: it was refused
	Proof    []byte           // for the phone that sealed it
	Language string
	Dropped  []string // paths of attachments that were not taken
	filling  *filling
}

// Take opens a record and submits it as one that waited in a queue. What is there already gets its receipt again. With
// a record that was opened and refused it returns both.
func (s Records) Take(ctx context.Context, slug, client string, sealed []byte) (*TakenRecord, error) {
	content, proof, err := s.Service.Identity().OpenRecord(slug, sealed)
	if err != nil {
		return nil, err
	}
	taken := &TakenRecord{Proof: proof}
	rec, err := readRecord(content)
	if err != nil {
		return taken, err
	}
	f, link, err := s.filled(ctx, slug, client, rec, taken)
	if err != nil {
		return taken, err
	}
	in := f.submission(link, rec.Token)
	in.Finished, in.At = true, f.clock.Now()
	taken.filling, taken.Language = f, f.lang
	taken.Receipt, err = s.Service.Submit(ctx, slug, in)
	return taken, err
}

// readRecord reads what was sealed.
func readRecord(content []byte) (*record, error) {
	wrong := survey.Fail(survey.Invalid, "record.unreadable")
	if len(content) < 4 {
		return nil, wrong
	}
	n := int64(binary.BigEndian.Uint32(content))
	if n > int64(len(content)-4) {
		return nil, wrong
	}
	rec := &record{files: content[4+n:]}
	if err := json.Unmarshal(content[4:4+n], rec); err != nil {
		return nil, wrong
	}
	sum := int64(0)
	for _, f := range rec.Files {
		if f.Size < 0 || f.Size > edge.MaxFile {
			return nil, wrong
		}
		sum += int64(f.Size)
	}
	if sum != int64(len(rec.files)) {
		return nil, wrong
	}
	return rec, nil
}

// posted is the record as a browser would have sent it.
func (rec *record) posted() *posted {
	p := &posted{values: map[string][]string{}}
	for _, field := range rec.Fields {
		p.values[field[0]] = append(p.values[field[0]], field[1])
	}
	return p
}

// lastMoment is the last one that RFC 3339 can write, in Unix seconds.
const lastMoment = 253402300799

// times are when a response was begun and finished, in Unix seconds: as the phone says, however often and whenever its
// record comes. A clock that was before the page was made, at made, is put right by that much; a clock that is ahead
// cannot be told from one that is right.
func (rec *record) times(made int64) (began, finished int64) {
	said := func(ms, otherwise int64) int64 {
		if s := ms / 1000; s > 0 && s <= lastMoment {
			return s
		}
		return otherwise
	}
	began = said(rec.Began, made)
	finished = max(said(rec.Finished, began), began)
	if behind := made - began; behind > 0 {
		began, finished = made, min(finished+behind, lastMoment)
	}
	return began, finished
}

// filled fills the form in as the phone had it.
func (s Records) filled(ctx context.Context, slug, client string, rec *record,
	taken *TakenRecord) (*filling, string, error) {
	sv, err := s.Service.Survey(ctx, slug)
	if err != nil {
		return nil, "", err
	}
	p := rec.posted()
	st, ok := unseal(s.Service.Identity(), sv.Slug, p.get(inputState))
	id, clean := survey.CleanID(rec.ID)
	if !ok || !clean {
		return nil, "", survey.Fail(survey.Invalid, "record.unreadable")
	}
	if rec.Began == 0 {
		rec.Began, _ = strconv.ParseInt(p.get(inputBegan), 10, 64) // a phone with an older script
	}
	st.ID = id
	st.Started, st.Shown = rec.times(st.Started)
	at := func() time.Time { return time.Unix(st.Shown, 0) }
	fm, err := s.Service.Form(ctx, slug, st.Version)
	if err != nil {
		return nil, "", err
	}
	r := &respondent{code: rec.Link, token: rec.Token, base: "/s/" + url.PathEscape(slug)}
	if err := preset(ctx, s.Service, sv, fm, r); err != nil {
		return nil, "", err
	}
	f := &filling{sv: sv, form: fm, pages: formPages(fm), state: st, clock: form.ClockOf(sv, at, st.ID),
		fixedUnit: r.fixed, unit: r.unit}
	if f.fixedUnit != nil {
		st.Texts[f.fixedUnit.Path] = []string{r.unit}
	}
	lang := pickLanguage(fm.Q, rec.Lang, r.link)
	f.speak(lang, "vi")
	before := maps.Clone(st.Texts)
	f.merge(p)
	f.unknown = f.unknownInputs(p)
	if taken.Dropped, err = s.keepFiles(ctx, f, client, rec); err != nil {
		return nil, "", err
	}
	f.setOff(before)
	f.dropBlankRows("", f.form.Top())
	f.fill()
	f.forgetFiltered(p)
	return f, r.code, nil
}

// unknownInputs are what was filled in where the form has no item.
func (f *filling) unknownInputs(p *posted) survey.Answers {
	out := survey.Answers{}
	for name, texts := range p.values {
		if strings.HasPrefix(name, ".") || plainNames[name] || blank(texts) {
			continue
		}
		if _, _, ok := slotOf(f.form, name); !ok {
			out[name] = survey.OfText(strings.Join(texts, ", "))
		}
	}
	return out
}

// keepFiles stores the attachments of a record and writes down what they are. One that the item or an anonymous survey
// does not take is left out and named: the answers are not refused for it.
func (s Records) keepFiles(ctx context.Context, f *filling, client string, rec *record) ([]string, error) {
	var dropped []string
	rest := rec.files
	for _, file := range rec.Files {
		content := rest[:file.Size]
		rest = rest[file.Size:]
		at, field, ok := slotOf(f.form, file.Input)
		if !ok || !field.Kind.Attached() {
			dropped = append(dropped, file.Input)
			continue
		}
		sum := sha256.Sum256(content)
		ref := survey.FileRef{Name: survey.FileName(file.Name), Type: plainType(file.Type),
			SHA256: hex.EncodeToString(sum[:])}
		_, err := s.Service.PutFile(ctx, f.sv.Slug,
			service.Upload{SHA256: ref.SHA256, Item: field.Path, Client: client}, bytes.NewReader(content))
		if isNotTaken(err) {
			dropped = append(dropped, at)
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
	}
	return dropped, nil
}

// isNotTaken reports whether a file is of a kind that its item, or an anonymous survey, does not take.
func isNotTaken(err error) bool {
	var e *survey.Error
	return errors.As(err, &e) && slices.Contains(notTaken, e.Code)
}

// postSealed takes one sealed record. Whatever becomes of it, "opened" shows the phone that it was this server that
// read it.
func (s *Site) postSealed(c *gin.Context) error {
	if kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || kind != recordType {
		return edge.ErrContentType
	}
	sealed, leave, err := s.rooms.read(c.Request.Body)
	if err != nil {
		return err
	}
	defer leave()
	taken, err := Records{s.Service, s.Now}.Take(c.Request.Context(), c.Param("slug"), edge.Client(c), sealed)
	if taken == nil {
		return err
	}
	out := gin.H{"opened": base64.StdEncoding.EncodeToString(taken.Proof)}
	if r := taken.Receipt; r != nil {
		out["id"], out["receipt"], out["sha256"] = r.ID, r.Receipt, r.SHA256
		out["dropped"] = append([]string{}, taken.Dropped...)
		if r.State == survey.Quarantined {
			out["stored"], out["flags"] = "quarantine", r.Flags
		}
		s.forget(c, taken.filling)
	}
	switch {
	case taken.Receipt != nil && taken.Receipt.New:
		s.Json(c, http.StatusCreated, "application/json", out)
	case taken.Receipt != nil:
		s.Json(c, http.StatusOK, "application/json", out)
	default:
		s.refuseRecord(c, taken, out, err)
	}
	return nil
}

// refuseRecord answers with what stands against a record.
func (s *Site) refuseRecord(c *gin.Context, taken *TakenRecord, out gin.H, err error) {
	lang := edge.ReaderLanguage(c, edge.Problems...)
	fail := edge.FailureOf(err, lang, c.GetString(edge.RequestIDKey))
	fail.Problems = edge.ProblemViews(survey.ProblemsOf(err), lang, taken.Language)
	s.LogFailure(c, fail, err)
	s.FailJSON(c, fail, out)
}

// forget clears what the browser brings to the pages of a filling that was sent.
func (s *Site) forget(c *gin.Context, f *filling) {
	folder := "/s/" + url.PathEscape(f.sv.Slug) + "/f/" + s.key(f.sv.Slug, f.state.ID)
	for i := range crumbs {
		s.setCrumb(c, folder, i, "", 0)
	}
}

// recordLimit bounds a record: only a survey that asks for files in some version may get a large one.
func (s *Site) recordLimit(c *gin.Context) {
	limit := int64(edge.MaxJSON)
	if s.takesFiles(c) {
		limit = edge.MaxForm
	}
	s.Limit(limit)(c)
}
