package service

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/words"
)

// fewPeople: of fewer an anonymous answer can be guessed by whoever knows them.
const fewPeople = 10

// fewShown is how many groups a warning names.
const fewShown = 10

// WarnOfFew says for which units and classes of an anonymous survey so few people are asked that their answers can be
// guessed, and what to do; nil when there is none, and in named surveys. tokens are how many are about to be made by
// preset: they count with those that are there. links are presets of links about to be made, which the sampling frame
// of their wave judges, or else the column population of the register; where neither says how many people there are,
// nothing is said.
func (s *Service) WarnOfFew(
	ctx context.Context, a survey.Actor, slug string, tokens map[survey.Preset]int, links []survey.Preset,
) ([]survey.Words, error) {
	if err := s.allow(a, survey.Publish, slug); err != nil {
		return nil, err
	}
	rules, err := s.presetRules(ctx, slug)
	if err != nil || rules.sv.Mode != survey.Anonymous {
		return nil, err
	}
	few := map[survey.Preset]int{}
	if err := s.fewTokens(ctx, slug, tokens, few); err != nil {
		return nil, err
	}
	for _, p := range links {
		n, known, err := s.people(ctx, rules, p)
		if err != nil {
			return nil, err
		}
		if known && n < fewPeople {
			few[p] = n
		}
	}
	return rules.fewWords(few), nil
}

// fewTokens adds the presets whose tokens are few, with their number. The tokens that are there are only read when it
// matters.
func (s *Service) fewTokens(ctx context.Context, slug string, made, few map[survey.Preset]int) error {
	for p, n := range made {
		if n < fewPeople {
			few[p] = n
		}
	}
	if len(few) == 0 {
		return nil
	}
	there, err := s.store.Tokens().List(ctx, slug+"/")
	for i := range there {
		if n, asked := few[there[i].Value.Preset()]; asked {
			few[there[i].Value.Preset()] = n + 1
		}
	}
	maps.DeleteFunc(few, func(_ survey.Preset, n int) bool { return n >= fewPeople })
	return err
}

// people is how many there are of whom a link asks; known is false when nothing tells.
func (s *Service) people(ctx context.Context, rules *presetRules, p survey.Preset) (n int, known bool, err error) {
	row, err := s.store.Frames().Get(ctx, rules.sv.Slug+"/"+cmp.Or(p.Wave, rules.sv.Wave))
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return 0, false, err
	}
	tree := rules.tree(p)
	if n, known = framePeople(row.Value.Rows, tree, p); known {
		return n, true, nil
	}
	n, known = registerPeople(tree, p.Unit)
	return n, known, nil
}

// framePeople is the number of people that a sampling frame has of a class in a unit: of the unit's own rows, else of
// those below it, else at most that of the nearest unit above.
func framePeople(frame []survey.FrameRow, tree *places.UnitTree, p survey.Preset) (n int, known bool) {
	byUnit := map[string][]survey.FrameRow{}
	for _, row := range frame {
		byUnit[row.Unit] = append(byUnit[row.Unit], row)
	}
	if n, known = ofClass(byUnit[p.Unit], p.Class); known {
		return n, true
	}
	for unit, own := range byUnit {
		below := unit != p.Unit && (p.Unit == "" || tree.Under(unit, p.Unit))
		if m, told := ofClass(own, p.Class); told && below && !hasRowsAbove(byUnit, tree, unit, p) {
			n, known = n+m, true
		}
	}
	for _, above := range tree.Path(p.Unit) {
		if known {
			break
		}
		n, known = ofClass(byUnit[above], p.Class)
	}
	return n, known
}

// hasRowsAbove reports whether a unit between this one and the preset's has people of the class: they are counted
// there.
func hasRowsAbove(
	byUnit map[string][]survey.FrameRow, tree *places.UnitTree, unit string, p survey.Preset,
) bool {
	for _, above := range tree.Path(unit) {
		if above == p.Unit {
			return false
		}
		if _, told := ofClass(byUnit[above], p.Class); told && above != unit {
			return true
		}
	}
	return false
}

// ofClass is the number of people of a class ("": of all) in the rows of one unit. The row of all classes bounds each
// of them; without it they add up.
func ofClass(rows []survey.FrameRow, class string) (n int, known bool) {
	sum := 0
	for _, row := range rows {
		if row.Population == 0 {
			continue
		}
		if row.Class == class {
			return row.Population, true
		}
		if row.Class == "" {
			n, known = row.Population, true
		}
		sum += row.Population
	}
	if class == "" && sum > 0 {
		return sum, true
	}
	return n, known
}

// registerPeople is what the register says of a unit in its column population.
func registerPeople(tree *places.UnitTree, code string) (n int, known bool) {
	u, _ := tree.Unit(code)
	for column, text := range u.More {
		if strings.EqualFold(column, "population") {
			n, err := strconv.Atoi(text)
			return n, err == nil && n > 0
		}
	}
	return 0, false
}

// fewWords says which groups are few, the smallest first, and what to do.
func (r *presetRules) fewWords(few map[survey.Preset]int) []survey.Words {
	var out []survey.Words
	order := slices.SortedFunc(maps.Keys(few), func(a, b survey.Preset) int {
		return cmp.Or(cmp.Compare(few[a], few[b]), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Wave, b.Wave))
	})
	var named []survey.Words
	for _, p := range order {
		if p.Unit == "" && p.Class == "" {
			out = append(out, survey.Say("few.whole", "n", few[p], "least", fewPeople))
			continue
		}
		named = append(named, survey.Say("few.group", "group", r.called(p), "n", few[p]))
	}
	if len(named) == 0 {
		return out
	}
	shown := words.Join("; ", named[:min(len(named), fewShown)]...)
	if rest := len(named) - fewShown; rest > 0 {
		shown = words.Join("; ", shown, survey.Say("few.more", "n", rest))
	}
	return append(out, survey.Say("few.groups", "n", len(named), "least", fewPeople, "groups", shown))
}

// called names a preset as people do.
func (r *presetRules) called(p survey.Preset) survey.Words {
	var parts []survey.Words
	if u, known := r.tree(p).Unit(p.Unit); known {
		parts = append(parts, words.Plain(u.Name))
	} else if p.Unit != "" {
		parts = append(parts, words.Plain(p.Unit))
	}
	i := slices.IndexFunc(r.sv.Classes, func(c survey.Class) bool { return c.Code == p.Class })
	if i >= 0 {
		label := r.sv.Classes[i].Label
		parts = append(parts, words.Both(label.In("vi"), label.In("en", "vi")))
	} else if p.Class != "" {
		parts = append(parts, words.Plain(p.Class))
	}
	if w, known := r.sv.FindWave(p.Wave); known {
		parts = append(parts, words.Both(cmp.Or(w.Label.In("vi"), w.Code), cmp.Or(w.Label.In("en", "vi"), w.Code)))
	}
	return words.Join(", ", parts...)
}
