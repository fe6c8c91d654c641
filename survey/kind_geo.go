package survey

import (
	"strconv"
	"strings"
)

func acceptPoints(f *Field, v Value) (Value, *flaw) {
	if v.Kind == VText {
		v = readPoints(f, []string{v.Text})
	}
	one := f.Item.Kind == Geopoint
	if v.Kind != VPoints || one && len(v.Points) != 1 {
		return v, wrong("answer.geo", "Câu này cần tọa độ [vĩ độ, kinh độ, độ cao, sai số].", "This item takes coordinates [latitude, longitude, altitude, accuracy].")
	}
	v.Line = !one
	for _, p := range v.Points {
		if len(p) < 2 || p[0] < -90 || p[0] > 90 || p[1] < -180 || p[1] > 180 {
			return v, wrong("answer.geo", "Vĩ độ phải từ -90 đến 90, kinh độ từ -180 đến 180.", "Latitude must be -90 to 90, longitude -180 to 180.")
		}
	}
	if f.Item.Kind == Geotrace && len(v.Points) < 2 || f.Item.Kind == Geoshape && len(v.Points) < 4 {
		return v, wrong("answer.geo", "Đường cần ít nhất 2 điểm, vùng cần ít nhất 4 điểm (điểm cuối trùng điểm đầu).", "A line needs at least 2 points, an area at least 4 (the last is the first).")
	}
	return v, nil
}

// readPoints reads ODK's text form: "lat lon alt acc; lat lon alt acc; …". What cannot be read stays text and is refused.
func readPoints(_ *Field, texts []string) Value {
	out := Value{Kind: VPoints}
	for _, part := range strings.Split(strings.TrimSuffix(strings.TrimSpace(texts[0]), ";"), ";") {
		var p []float64
		for _, n := range strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == ',' }) {
			x, err := strconv.ParseFloat(n, 64)
			if err != nil {
				return OfText(texts[0])
			}
			p = append(p, x)
		}
		if len(p) > 4 {
			return OfText(texts[0])
		}
		out.Points = append(out.Points, p)
	}
	return out
}

func nodePoints(v Value) string {
	var parts []string
	for _, p := range v.Points {
		var nums []string
		for i := 0; i < 4; i++ {
			x := 0.0
			if i < len(p) {
				x = p[i]
			}
			nums = append(nums, strconv.FormatFloat(x, 'f', -1, 64))
		}
		parts = append(parts, strings.Join(nums, " "))
	}
	return strings.Join(parts, "; ")
}
