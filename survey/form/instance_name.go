package form

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// instanceNameColumn is the column of the settings sheet that says what a response is called.
const instanceNameColumn = "instance_name"

// instanceName parses the expression of instance_name. It looks from /data/meta/instanceName, where ODK keeps the name.
func (c *compiler) instanceName(q *survey.Questionnaire) []survey.Problem {
	settings := &survey.Item{Source: survey.Place{Sheet: "settings"}, Cells: q.Cells}
	before := len(c.problems)
	at := &Field{Question: c.kinds.Question(settings), Path: "meta/instanceName"}
	c.form.name = c.parse(at, instanceNameColumn, q.InstanceName)
	problems := slices.Clone(c.problems[before:])
	c.problems = c.problems[:before]
	for i := range problems {
		problems[i].Place.Item = ""
	}
	return problems
}

// HasNames reports whether responses to the form have a name.
func (f *Form) HasNames() bool { return f.name != nil }

// maxName is how many characters of a response's name are kept.
const maxName = 500

// InstanceName is what the author's instance_name calls a response: one line, worked out from its answers alone, which
// must be keyed and complete as Check leaves them. "" when the form has no instance_name or it cannot be worked out.
// Labels of choices are in the default language. When the clock stands at the zero time, as for an anonymous response,
// a name that would tell the time is "".
func (f *Form) InstanceName(answers survey.Answers, clock Clock) string {
	if f.name == nil || clock.Now().IsZero() && slices.ContainsFunc(f.name.Functions(), tellsTime) {
		return ""
	}
	x := f.lay(answers, clock)
	meta := x.root.Child("meta")
	if meta == nil {
		meta = x.root.Beside("meta")
	}
	x.context.Node = meta.Beside("instanceName")
	x.context.Current = x.context.Node
	v, err := f.name.Eval(&x.context)
	if err != nil {
		return ""
	}
	name := []rune(strings.Join(strings.Fields(survey.NFC(v.Text())), " "))
	return string(name[:min(len(name), maxName)])
}

func tellsTime(function string) bool {
	return function == "now" || function == "today" || function == "duration"
}
