package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// getChoices gives the choices of a list whose column has a value, as a phone asks for the communes of a district. A
// version never changes, and so does what it answers.
func (a *API) getChoices(c *gin.Context) error {
	fm, err := a.Service.Form(c.Request.Context(), c.Param("slug"), c.Query("version"))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(fm.Q.Lists, func(l survey.ChoiceList) bool { return l.Name == c.Param("list") })
	if at < 0 {
		return edge.ErrNoPage
	}
	column, value := c.Query("column"), c.Query("value")
	part := survey.ChoiceList{Name: c.Param("list")}
	for _, choice := range fm.Q.Lists[at].Choices {
		if column == "" || choice.Columns[column] == value {
			part.Choices = append(part.Choices, choice)
		}
	}
	texts := phoneTexts{chain: fm.Q.Chain(c.Query("phone")), standard: fm.Q.DefaultLanguage}
	b, err := json.Marshal(texts.lists([]survey.ChoiceList{part})[0])
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	if c.Query("version") == fm.Q.Version {
		c.Header("Cache-Control", "private, max-age=86400")
	}
	edge.SendSmall(c, http.StatusOK, "application/json; charset=utf-8", b)
	return nil
}

// phoneTexts cuts a questionnaire to what a page works with that the server drew in one language: a phone on a weak
// signal pays for each letter. chain are the languages in which the page looks for texts; expressions name choices in
// the language standard.
type phoneTexts struct {
	chain    []string
	standard string
}

// text is what the page says, and what expressions read where that is another text.
func (p phoneTexts) text(t survey.Text) survey.Text {
	said, read := t.In(p.chain...), t.In(p.standard)
	if said == "" {
		return nil
	}
	out := survey.Text{p.chain[0]: said}
	if read != said {
		out[p.standard] = read
	}
	return out
}

// changing is a text that says answers, nil for one that stays as the server drew it.
func (p phoneTexts) changing(t survey.Text) survey.Text {
	if said := t.In(p.chain...); strings.Contains(said, "${") || strings.Contains(said, "instance(") {
		return p.text(t)
	}
	return nil
}

// item leaves out what the trees of its expressions say and what only reports need.
func (p phoneTexts) item(it *survey.Item) *survey.Item {
	return &survey.Item{Name: it.Name, Kind: it.Kind, Meta: it.Meta, List: it.List, Trigger: it.Trigger,
		Appearance: it.Appearance, Parameters: it.Parameters, Label: p.changing(it.Label), Hint: p.changing(it.Hint),
		Guidance: p.changing(it.Guidance), ConstraintMessage: p.text(it.ConstraintMessage)}
}

func (p phoneTexts) items(all []*questionJSON) {
	for _, q := range all {
		q.Item, q.Path = p.item(q.Item), ""
		p.items(q.Children)
	}
}

func (p phoneTexts) lists(all []survey.ChoiceList) []survey.ChoiceList {
	out := make([]survey.ChoiceList, 0, len(all))
	for _, l := range all {
		short := survey.ChoiceList{Name: l.Name, Choices: make([]survey.Choice, 0, len(l.Choices))}
		for _, c := range l.Choices {
			short.Choices = append(short.Choices, survey.Choice{Code: c.Code, Label: p.text(c.Label), Exclusive: c.Exclusive,
				Media: p.media(c.Media), Columns: c.Columns})
		}
		out = append(out, short)
	}
	return out
}

func (p phoneTexts) media(files map[string]survey.Text) map[string]survey.Text {
	if len(files) == 0 {
		return nil
	}
	out := map[string]survey.Text{}
	for kind, names := range files {
		out[kind] = p.text(names)
	}
	return out
}
