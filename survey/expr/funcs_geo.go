package expr

import (
	"math"
	"strings"
)

// geoFunctions measure answers of geopoint, geotrace and geoshape items: points "lat lon alt accuracy" separated by
// ";".
var geoFunctions = map[string]*function{
	"area":          {usage: "area(${geoshape})", min: 1, max: 1, eval: area},
	"enclosed-area": {usage: "enclosed-area(${geoshape})", min: 1, max: 1, eval: area},
	"distance":      {usage: "distance(${geotrace})", min: 1, max: -1, eval: distance},
}

// earthRadius in metres. Source: JavaRosa GeoUtils.
const earthRadius = 6_378_100

type place struct{ lat, lon float64 } // degrees

// places reads points from one text, or one point from each node or value. ok is false when one is not a point.
func (r *run) places(t *term) (points []place, ok bool) {
	for _, v := range r.values(t.args) {
		for _, s := range strings.Split(v.Text(), ";") {
			f := fields(s)
			if len(f) == 0 {
				continue
			}
			if len(f) < 2 || !r.spend(t, 1) {
				return nil, false
			}
			p := place{parseNumber(f[0], nil), parseNumber(f[1], nil)}
			if math.IsNaN(p.lat) || math.IsNaN(p.lon) {
				return nil, false
			}
			points = append(points, p)
		}
	}
	return points, true
}

// distance is the length of the line through the points in metres; 0 for fewer than two. The haversine formula gives
// what JavaRosa's law of cosines gives, without its error of decimetres between near points.
func distance(r *run, t *term) Value {
	points, ok := r.places(t)
	if !ok {
		return NumberValue(math.NaN())
	}
	total := 0.0
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		lat, lon := math.Sin(rad(b.lat-a.lat)/2), math.Sin(rad(b.lon-a.lon)/2)
		h := lat*lat + math.Cos(rad(a.lat))*math.Cos(rad(b.lat))*lon*lon
		total += 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
	}
	return NumberValue(total)
}

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }

// area is the surface inside the points in square metres, on a plane through the first point; 0 for fewer than three.
// Source: the polygon formula of JavaRosa GeoUtils.
func area(r *run, t *term) Value {
	points, ok := r.places(t)
	if !ok {
		return NumberValue(math.NaN())
	}
	if len(points) < 3 {
		return NumberValue(0)
	}
	const degree = 2 * math.Pi * earthRadius / 360
	sum := 0.0
	var x0, y0 float64
	for i, p := range points[1:] {
		y := (p.lat - points[0].lat) * degree
		x := (p.lon - points[0].lon) * degree * math.Cos(rad(p.lat))
		if i > 0 {
			sum += (y0*x - x0*y) / 2
		}
		x0, y0 = x, y
	}
	return NumberValue(math.Abs(sum))
}
