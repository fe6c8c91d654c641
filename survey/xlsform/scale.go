package xlsform

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// proposeScales gives roles and scores to lists that have none and whose words are those of a known scale, and says so.
func (r *reader) proposeScales() {
	for _, name := range r.order {
		l := r.lists[name]
		if l.File != "" || len(l.Choices) < 2 || len(l.Choices) > 20 || decided(l) {
			continue
		}
		if p, steps := matchPreset(l); p != nil {
			r.propose(l, p, steps)
		} else if zeroToTen(l) {
			for i := range l.Choices {
				if isDigits(l.Choices[i].Code) {
					l.Choices[i].Score = l.Choices[i].Code
				} else if s := besideOf(l.Choices[i].Label); s != nil {
					l.Choices[i].Role = s.Role
				}
			}
			r.sayProposed(l, survey.Say("scale.score_0_10"))
		}
	}
}

// decided reports whether the author has given some choice a role or a score.
func decided(l *survey.ChoiceList) bool {
	for _, c := range l.Choices {
		if c.Role != survey.NoRole || c.Score != "" {
			return true
		}
	}
	return false
}

// matchPreset finds the scale of which a list has all the steps and nothing else but choices that stand beside it.
// steps has for each choice its step.
func matchPreset(l *survey.ChoiceList) (*Preset, []*Step) {
	for i := range presets {
		p := &presets[i]
		steps := make([]*Step, len(l.Choices))
		used := map[*Step]bool{}
		fits := true
		for j, c := range l.Choices {
			s := stepOf(p.Steps, c.Label)
			if s != nil && !used[s] {
				used[s], steps[j] = true, s
			} else if steps[j] = besideOf(c.Label); steps[j] == nil {
				fits = false
				break
			}
		}
		if fits && len(used) == len(p.Steps) {
			return p, steps
		}
	}
	return nil, nil
}

func besideOf(label survey.Text) *Step { return stepOf(besides, label) }

// stepOf finds the step that a label names in any of its languages.
func stepOf(steps []Step, label survey.Text) *Step {
	for _, text := range label {
		w := scaleWord(text)
		for i := range steps {
			if contains(steps[i].VI, w) || contains(steps[i].EN, w) {
				return &steps[i]
			}
		}
	}
	return nil
}

var (
	numbering = regexp.MustCompile(`^(\d{1,2}|[a-zđ])\s*[.):=-]\s*`)
	slashes   = regexp.MustCompile(`\s*/\s*`)
)

// scaleWord brings a label to the form in which presets are written: small letters, no numbering, no full stop.
func scaleWord(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(survey.NFC(s)), " "))
	s = quotes.Replace(s)
	s = numbering.ReplaceAllString(s, "")
	return strings.TrimRight(slashes.ReplaceAllString(s, "/"), " .;,!")
}

func (r *reader) propose(l *survey.ChoiceList, p *Preset, steps []*Step) {
	for i, s := range steps {
		if p.Rates || s.Role.Missing() {
			l.Choices[i].Role = s.Role
		}
		l.Choices[i].Score = s.Score
	}
	r.sayProposed(l, p.Name)
}

// sayProposed tells what was set, and how to set it otherwise.
func (r *reader) sayProposed(l *survey.ChoiceList, name survey.Words) {
	var set []string
	for _, c := range l.Choices {
		text := c.Code + " ="
		if c.Role != survey.NoRole {
			text += " " + string(c.Role)
		}
		if c.Score != "" {
			text += " (" + c.Score + ")"
		}
		set = append(set, text)
	}
	list := strings.Join(set, ", ")
	at := l.Choices[0].Source
	r.warn(at.Sheet, at.Cell, "scale.proposed", "list", l.Name, "scale", name, "proposed", list)
}

// zeroToTen reports whether a list is the scores 0 to 10, maybe with choices beside them.
func zeroToTen(l *survey.ChoiceList) bool {
	seen := map[int]bool{}
	for _, c := range l.Choices {
		n, err := strconv.Atoi(c.Code)
		switch {
		case err == nil && isDigits(c.Code) && n <= 10 && !seen[n]:
			seen[n] = true
		case besideOf(c.Label) == nil:
			return false
		}
	}
	return len(seen) == 11
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
