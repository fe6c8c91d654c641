package stats

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/khaosat/khaosat/stats/problem"
)

// ReadDescription reads a codebook: {"variables": {name: {"type": …, "label": …, "levels": […]}}}. The types factor and
// ordered are categories with closed lists of levels; numeric and integer are numbers; multi is a multiple choice, its
// codes parted by blanks; character is a category that takes what it meets. "roles" and "scores" give levels their
// roles and scores.
func ReadDescription(r io.Reader) (map[string]Variable, error) {
	var book struct {
		Variables map[string]struct {
			Type   string             `json:"type"`
			Label  string             `json:"label"`
			Levels []string           `json:"levels"`
			Roles  map[string]Role    `json:"roles"`
			Scores map[string]float64 `json:"scores"`
		} `json:"variables"`
	}
	if err := json.NewDecoder(r).Decode(&book); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return nil, problem.New("stats.codebook_cannot_json", "field", cmp.Or(kind.Field, "{…}"), "type",
				kind.Value)
		}
		return nil, problem.New("stats.codebook_not_good_json", "cause", err)
	}
	out := make(map[string]Variable, len(book.Variables))
	for name, d := range book.Variables {
		v := Variable{Name: name, Label: d.Label}
		switch d.Type {
		case "numeric", "integer":
			v.Kind = Number
		case "multi":
			v.Kind = Multi
		case "rank":
			v.Kind = Rank
		case "factor", "ordered":
		case "character", "":
			v.Open = true
		default:
			return nil, problem.New("stats.codebook_variable_no_type", "name", name, "type", d.Type)
		}
		for _, l := range d.Levels {
			code := Code{Value: l, Role: d.Roles[l]}
			code.Score, code.HasScore = d.Scores[l], hasKey(d.Scores, l)
			v.Codes = append(v.Codes, code)
		}
		if err := knownRoles(name, d.Roles); err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

func hasKey[V any](m map[string]V, key string) bool {
	_, ok := m[key]
	return ok
}

// knownRoles refuses a role that is none.
func knownRoles(name string, roles map[string]Role) error {
	for level, r := range roles {
		switch r {
		case RolePositiveStrong, RolePositive, RoleNeutral, RoleNegative, RoleDontKnow, RoleRefused, RoleNotApplicable:
		default:
			return problem.New("stats.codebook_variable_level_no", "name", name, "level", level, "role", fmt.Sprint(r))
		}
	}
	return nil
}
