package stats

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/khaosat/khaosat/stats/problem"
)

// ReadDescription reads a codebook: {"variables": {name: {"type": …, "label": …, "levels": […]}}}. The types factor and ordered
// are categories with closed lists of levels; numeric and integer are numbers; multi is a multiple choice, its codes parted by
// blanks; character is a category that takes what it meets. "roles" and "scores" give levels their roles and scores.
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
			return nil, problem.New("bảng mã: %[1]q không thể là %[2]s", "codebook: %[1]q cannot be a JSON %[2]s", cmp.Or(kind.Field, "{…}"), kind.Value)
		}
		return nil, problem.New("bảng mã không phải JSON hợp lệ: %[1]v", "the codebook is not good JSON: %[1]v", err)
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
			return nil, problem.New("bảng mã, biến %[1]q: không có loại %[2]q", "codebook, variable %[1]q: there is no type %[2]q", name, d.Type)
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
			return problem.New("bảng mã, biến %[1]q, mức %[2]q: không có vai trò %[3]q", "codebook, variable %[1]q, level %[2]q: there is no role %[3]q",
				name, level, fmt.Sprint(r))
		}
	}
	return nil
}
