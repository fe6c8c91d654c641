package results

import (
	"github.com/khaosat/khaosat/survey/places"
)

// manyUnits is how many units tables by unit may have; beyond it they stop at the first level of which there are
// several, and say so.
const manyUnits = 600

// LevelsShown chooses the levels of tables by unit, with their depth, and tells of all levels what became of them. One
// province above all says nothing.
func LevelsShown(tree *places.UnitTree) (shown []string, depth map[string]int, all []Level) {
	count := map[string]int{}
	for _, code := range tree.Codes() {
		u, _ := tree.Unit(code)
		count[u.Level]++
	}
	levels := tree.Levels()
	for _, level := range levels {
		all = append(all, Level{Name: level, Units: count[level]})
	}
	first := 0
	for len(levels)-first > 1 && count[levels[first]] == 1 {
		first++
	}
	depth = map[string]int{}
	total := 0
	for i := first; i < len(levels); i++ {
		if total += count[levels[i]]; total > manyUnits && i > first {
			for j := i; j < len(levels); j++ {
				all[j].Hidden = true
			}
			break
		}
		depth[levels[i]], shown = i-first, append(shown, levels[i])
	}
	return shown, depth, all
}
