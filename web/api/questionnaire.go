package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/web/edge"
)

// questionnaireJSON is a published version for programs and phones.
type questionnaireJSON struct {
	Survey          string              `json:"survey"`
	Version         string              `json:"version"`
	Title           survey.Text         `json:"title"`
	Mode            survey.Mode         `json:"mode"`
	Open            bool                `json:"open"` // takes answers now
	TimeZone        string              `json:"time_zone,omitempty"`
	Languages       []survey.Language   `json:"languages"`
	DefaultLanguage string              `json:"default_language"`
	DateNames       expr.Names          `json:"date_names"` // for format-date() in the default language
	Items           []*questionJSON     `json:"items"`
	Lists           []survey.ChoiceList `json:"lists"`
	TellsID         bool                `json:"tells_id,omitempty"` // the form speaks of ${instanceID}
	Files           []string            `json:"files,omitempty"`    // names of the pictures and sounds, under /s/{survey}/media/{version}/
}

// questionJSON is an item with its path and its expressions as trees (expr.Expr.JSON) for the evaluator on the phone.
type questionJSON struct {
	Path string `json:"path,omitempty"` // "" for a phone, which makes it of the names
	*survey.Item
	Expressions map[string]*expr.Expr `json:"expressions,omitempty"`
	Lookups     map[string]*expr.Expr `json:"lookups,omitempty"` // what its texts look up: instance(…) as it stands there
	Given       *expr.RepeatSource    `json:"given,omitempty"`   // whose answers are the choices
	As          string                `json:"as,omitempty"`      // the kind as which a phone judges it, where that is another one
	Source      *struct{}             `json:"source,omitempty"`  // where the author wrote it is not for phones
	Children    []*questionJSON       `json:"children,omitempty"`
}

// getQuestionnaire gives the current version, or the one that ?version= names; with ?lists= only short choice lists and
// those that it names, with ?phone= what a page in that language works with.
func (a *API) getQuestionnaire(c *gin.Context) error {
	ctx, slug := c.Request.Context(), c.Param("slug")
	sv, err := a.Service.Survey(ctx, slug)
	if err != nil {
		return err
	}
	form, err := a.Service.Form(ctx, slug, c.Query("version"))
	if err != nil {
		return err
	}
	q := form.Q
	out := questionnaireJSON{
		Survey: slug, Version: q.Version, Title: q.Title, Mode: sv.Mode, Open: sv.TakesAnswers(a.Service.Now()),
		TimeZone:  sv.TimeZone,
		Languages: notNil(q.Languages), DefaultLanguage: q.DefaultLanguage,
		DateNames: expr.NamesOf(q.DefaultLanguage), Items: questions(form, form.Top()),
		Lists: wantedLists(c, q.Lists),
		Files: edge.MediaFiles(q), TellsID: form.TellsID(),
	}
	if lang, phone := c.GetQuery("phone"); phone {
		p := phoneTexts{chain: q.Chain(lang), standard: q.DefaultLanguage}
		p.items(out.Items)
		out.Title, out.Lists = p.text(q.Title), p.lists(out.Lists)
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:16]) + `"`
	c.Header("ETag", etag)
	c.Header("Cache-Control", "no-cache")
	if edge.Matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	edge.SendSmall(c, http.StatusOK, "application/json; charset=utf-8", body)
	return nil
}

func questions(form *form.Form, fields []*form.Field) []*questionJSON {
	out := make([]*questionJSON, 0, len(fields))
	for _, f := range fields {
		q := &questionJSON{Path: f.Path, Item: f.Item, Expressions: form.Expressions(f), Lookups: f.Lookups()}
		if as := f.Kind.PhoneType(); as != string(f.Item.Kind) {
			q.As = as
		}
		if given, ok := f.RepeatSource(); ok {
			q.Given = &given
		}
		if f.Kind.Container() {
			q.Children = questions(form, f.Children())
		}
		out = append(out, q)
	}
	return out
}

func wantedLists(c *gin.Context, lists []survey.ChoiceList) []survey.ChoiceList {
	names, cut := c.GetQuery("lists")
	if !cut {
		return notNil(lists)
	}
	_, phone := c.GetQuery("phone") // which names the short ones, too
	wanted := strings.Split(names, ",")
	return notNil(slices.DeleteFunc(slices.Clone(lists), func(l survey.ChoiceList) bool {
		return (phone || edge.IsLong(l)) && !slices.Contains(wanted, l.Name)
	}))
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
