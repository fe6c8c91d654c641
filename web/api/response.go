package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

// postResponse takes one response. The members version, language and answers are hashed as they were sent.
func (a *API) postResponse(c *gin.Context) error {
	ctx, slug := c.Request.Context(), c.Param("slug")
	if _, err := a.Service.Taking(ctx, slug); err != nil {
		return err
	}
	raw, err := readJSONObject(c.Request)
	if err != nil {
		return err
	}
	in, problems := submissionOf(raw)
	if len(problems) > 0 {
		problems = append(problems, a.otherProblems(c, slug, in, problems)...)
		return survey.Wrong("web.postResponse", problems)
	}
	receipt, err := a.Service.Submit(ctx, slug, in)
	if err != nil {
		return a.refused(c, in, receipt, err)
	}
	status := http.StatusOK
	if receipt.New {
		status = http.StatusCreated
	}
	a.Json(c, status, "application/json", receiptJSON(receipt))
	return nil
}

// withdraw erases a response for whoever holds its receipt code: {"receipt"}. A second time is 204, too.
func (a *API) withdraw(c *gin.Context) error {
	raw, err := readJSONObject(c.Request)
	if err != nil {
		return err
	}
	var code string
	if err := json.Unmarshal(raw["receipt"], &code); err != nil {
		return survey.Wrong("web.withdraw",
			[]survey.Problem{survey.ProblemAt(survey.Place{Item: "receipt"}, "receipt.missing")})
	}
	if err := a.Service.Withdraw(c.Request.Context(), c.Param("slug"), code); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// receiptJSON is a receipt; what does not count yet is said to stand in quarantine, and why.
func receiptJSON(r *service.Receipt) gin.H {
	out := gin.H{"id": r.ID, "receipt": r.Receipt, "sha256": r.SHA256}
	if r.State == survey.Quarantined {
		out["stored"], out["flags"] = "quarantine", r.Flags
	}
	return out
}

// refused answers a submission that was not accepted: the author's messages in the language of the answers, and a
// receipt with what is kept in quarantine.
func (a *API) refused(c *gin.Context, in service.Submission, receipt *service.Receipt, err error) error {
	lang := edge.ReaderLanguage(c, edge.Problems...)
	f := edge.FailureOf(err, lang, c.GetString(edge.RequestIDKey))
	switch kind := survey.KindOf(err); {
	case kind == survey.Invalid:
		f.Problems = edge.ProblemViews(survey.ProblemsOf(err), lang, in.Language)
		a.FailJSON(c, f, nil)
	case kind == survey.Closed && receipt != nil:
		a.FailJSON(c, f, receiptJSON(receipt))
	default:
		return err
	}
	return nil
}

// readJSONObject reads a body that must be one JSON object in UTF-8 in which no member stands twice. The members keep
// their bytes.
func readJSONObject(r *http.Request) (map[string]json.RawMessage, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, edge.ErrContentType
	}
	body, err := readBody(r)
	if err != nil {
		return nil, edge.BodyFault(err, edge.ErrNotJSON)
	}
	raw, err := membersOf(body)
	if err == nil {
		return raw, nil
	}
	if err := strict(body); err != nil {
		return nil, err
	}
	return nil, survey.Wrong("web", []survey.Problem{survey.ProblemAt(survey.Place{}, "json.object")})
}

// readBody reads a body into a buffer of the size that is announced, as far as that can be believed.
func readBody(r *http.Request) ([]byte, error) {
	body := bytes.NewBuffer(make([]byte, 0, min(max(r.ContentLength, 0), 64<<10)+bytes.MinRead))
	_, err := body.ReadFrom(r.Body)
	return body.Bytes(), err
}

// membersOf are the members of a text that is one JSON object, strict in all its depth. Its error says only that it is
// not.
func membersOf(body []byte) (map[string]json.RawMessage, error) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, cmp.Or(err, errNoObject)
	}
	members := make(map[string]json.RawMessage, 32)
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		end := dec.InputOffset()
		members[name] = body[end-int64(len(value)) : end : end]
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, cmp.Or(err, io.ErrUnexpectedEOF)
	}
	return members, nil
}

var errNoObject = errors.New("no JSON object")

// strict refuses what two readers could take for different contents: a text that is no JSON, one that is not UTF-8 or
// escapes half a character, for which encoding/json would quietly put another, and an object in which a member stands
// twice.
func strict(body []byte) error {
	err := oneValue(body)
	var twice *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case oneValue(body, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)) != nil:
		return edge.ErrNotJSON
	case oneValue(body, jsontext.AllowDuplicateNames(true)) != nil:
		return edge.ErrNotUTF8
	case errors.As(err, &twice):
		key := twice.JSONPointer.LastToken()
		return survey.Wrong("web",
			[]survey.Problem{survey.ProblemAt(survey.Place{Item: key}, "json.member_twice", "member", key)})
	}
	return err
}

// oneValue reads a text to its end as one JSON value.
func oneValue(body []byte, options ...jsontext.Options) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), options...)
	if _, err := dec.ReadValue(); err != nil {
		return err
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, io.ErrUnexpectedEOF)
	}
	return nil
}

// submissionOf reads the members of a posted response. Problems name every member and answer that has not the right
// shape; the submission then holds the rest.
func submissionOf(raw map[string]json.RawMessage) (service.Submission, []survey.Problem) {
	in := service.Submission{Channel: survey.ByAPI, Sent: map[string]json.RawMessage{}}
	texts := map[string]*string{"id": &in.ID, "version": &in.Version, "language": &in.Language, "link": &in.Link,
		"token": &in.Token}
	var problems []survey.Problem
	unknown := 0
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		member := raw[name]
		switch into := texts[name]; {
		case name == "answers":
			more := readAnswers(member, &in)
			problems = append(problems, more...)
		case name == "finished":
			if json.Unmarshal(member, &in.Finished) != nil {
				problems = append(problems, survey.ProblemAt(survey.Place{Item: name}, "json.boolean", "name", name))
			}
		case into == nil && unknown >= survey.FewUnknown:
		case into == nil:
			unknown++
			problems = append(problems, survey.ProblemAt(survey.Place{Item: name}, "json.unknown_member", "name", name))
		case string(member) != "null" && json.Unmarshal(member, into) != nil:
			problems = append(problems, survey.ProblemAt(survey.Place{Item: name}, "json.text", "name", name))
		}
		if name == "version" || name == "language" || name == "answers" {
			in.Sent[name] = member
		}
	}
	if _, ok := raw["answers"]; !ok {
		problems = append(problems, survey.ProblemAt(survey.Place{Item: "answers"}, "json.answers"))
	}
	return in, problems
}

// readAnswers reads the member answers one by one, so that every answer of a wrong shape is named.
func readAnswers(b json.RawMessage, in *service.Submission) []survey.Problem {
	members, err := membersOf(b)
	if err != nil {
		return []survey.Problem{survey.ProblemAt(survey.Place{Item: "answers"}, "json.answers:answers_must")}
	}
	var problems []survey.Problem
	in.Answers = make(survey.Answers, len(members))
	for _, path := range slices.Sorted(maps.Keys(members)) {
		var v survey.Value
		if err := v.UnmarshalJSON(members[path]); err != nil {
			problems = append(problems, survey.ProblemAt(survey.Place{Item: path}, "answer.type:shape", "why", err))
			continue
		}
		key := survey.NFC(path)
		if _, there := in.Answers[key]; there {
			problems = append(problems, survey.ProblemAt(survey.Place{Item: key}, "answer.twice:item_answered"))
		}
		in.Answers[key] = v
	}
	return problems
}

// otherProblems lists what else is wrong with a submission that already has problems of shape, so that a sender learns
// all of it at once. An item that was named already is not named again.
func (a *API) otherProblems(c *gin.Context, slug string, in service.Submission,
	known []survey.Problem) []survey.Problem {
	if in.Answers == nil {
		return nil
	}
	ctx := c.Request.Context()
	fm, err := a.Service.Form(ctx, slug, in.Version)
	sv, err2 := a.Service.Survey(ctx, slug)
	if err != nil || err2 != nil {
		return nil
	}
	_, problems := fm.Judge(in.Answers, form.ClockOf(sv, a.Service.Now, in.ID), true)
	return slices.DeleteFunc(problems, func(p survey.Problem) bool {
		return slices.ContainsFunc(known,
			func(k survey.Problem) bool { return sameItem(fm, k.Place.Item, p.Place.Item) })
	})
}

// sameItem reports whether two keys of answers name one item: by path or by bare name.
func sameItem(form *form.Form, a, b string) bool {
	if a == b {
		return true
	}
	field, _ := form.Find(strings.TrimSpace(a))
	return field != nil && field.Path == b
}

// putFile takes an attachment, before the response that names it.
func (a *API) putFile(c *gin.Context) error {
	sum := strings.ToLower(c.Param("sha256"))
	up := service.Upload{SHA256: sum, Item: c.Query("item"), Client: edge.Client(c)}
	size, err := a.Service.PutFile(c.Request.Context(), c.Param("slug"), up, c.Request.Body)
	if err != nil {
		var e *survey.Error
		if errors.As(err, &e) && e.Code == "file.size" {
			return fmt.Errorf("%w: %w", edge.TooLarge(edge.MaxFile), err)
		}
		return err
	}
	a.Json(c, http.StatusCreated, "application/json", gin.H{"sha256": sum, "size": size})
	return nil
}
