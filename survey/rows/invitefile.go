package rows

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// InvitationColumns are what is added to a list of people who are invited.
var InvitationColumns = []string{"token", "address"}

// PresetColumns are the columns of such a list that say in the respondent's place where an answer belongs, by codes;
// each is also known with an underscore before it, as exports of responses have them.
var PresetColumns = []string{"unit", "class", "wave"}

// ReadInvitations reads the presets of the rows of a list, parallel to them: those of its PresetColumns, and base where
// it has no such column or its cell is blank. What wrong finds in a preset, by the names of PresetColumns, is told by
// its cell; a list without rows and columns that cannot be are problems, too.
func ReadInvitations(
	list ImportFile, base survey.Preset, wrong func(survey.Preset) []survey.Problem,
) ([]survey.Preset, []survey.Problem) {
	at, problems := presetColumns(list)
	if len(list.Rows) == 0 {
		problems = append(problems, survey.ProblemAt(survey.Place{}, "file.empty:no_rows"))
	}
	presets := make([]survey.Preset, len(list.Rows))
	said := map[survey.Preset][]survey.Problem{} // as most rows say the same
	for i, row := range list.Rows {
		p := presetOf(row, at, base)
		if _, judged := said[p]; !judged {
			said[p] = wrong(p)
		}
		for _, problem := range said[p] {
			problem.Place = survey.Place{Row: row.Line, Item: problem.Place.Item}
			if column, there := at[problem.Place.Item]; there {
				problem.Place.Cell, problem.Place.Item = list.Cell(column, row.Line), list.Header[column]
			}
			problems = append(problems, problem)
		}
		presets[i] = p
	}
	return presets, problems
}

func presetOf(row ImportRow, at map[string]int, base survey.Preset) survey.Preset {
	cell := func(column, otherwise string) string {
		if i, there := at[column]; there {
			if text := strings.TrimSpace(survey.NFC(row.Cells[i])); text != "" {
				return text
			}
		}
		return otherwise
	}
	return survey.Preset{Unit: cell("unit", base.Unit), Class: cell("class", base.Class), Wave: cell("wave", base.Wave)}
}

// presetColumns finds the PresetColumns. A preset that stands twice and a column that has the name of one that is to be
// added are problems.
func presetColumns(list ImportFile) (at map[string]int, problems []survey.Problem) {
	at = map[string]int{}
	for i, h := range list.Header {
		name := strings.ToLower(strings.TrimSpace(h))
		place := survey.Place{Row: 1, Cell: list.Cell(i, 1), Item: h}
		if slices.Contains(InvitationColumns, name) {
			problems = append(problems, survey.ProblemAt(place, "column.taken", "column", h))
			continue
		}
		if name = strings.TrimPrefix(name, "_"); !slices.Contains(PresetColumns, name) {
			continue
		}
		if first, twice := at[name]; twice {
			problems = append(problems, survey.ProblemAt(place, "column.twice:one_preset", "column", list.Header[first],
				"other", h))
			continue
		}
		at[name] = i
	}
	return at, problems
}
