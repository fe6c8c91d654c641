package web

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

var commaCoordinate = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]+)?$`)

// typedPoints reads coordinates as people type them: with decimal commas where blanks stand between the numbers (21,38 103,02; in
// "21.38, 103.02" the comma stands between them), and the line around an area without its first point at the end again. What
// else it may be is left as it is, for the checks to judge.
func typedPoints(text string, kind survey.ItemKind) string {
	points := strings.Split(strings.TrimSuffix(strings.TrimSpace(text), ";"), ";")
	for i, point := range points {
		numbers := strings.Fields(point)
		commas := len(numbers) > 1
		for _, n := range numbers {
			commas = commas && commaCoordinate.MatchString(n)
		}
		if commas {
			numbers = strings.Fields(strings.ReplaceAll(point, ",", "."))
		}
		points[i] = strings.Join(numbers, " ")
	}
	if last := len(points) - 1; kind == survey.Geoshape && last >= 2 && points[last] != points[0] {
		points = append(points, points[0])
	}
	return strings.Join(points, "; ")
}
