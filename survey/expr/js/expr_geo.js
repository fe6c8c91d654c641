// Lengths and areas of points [latitude, longitude] in degrees, as survey/expr funcs_geo.go has them.

const EARTH = 6378100; // metres
const rad = d => (d * Math.PI) / 180;

// distance is the length of the line through the points in metres.
export function distance(p) {
  let total = 0;
  for (let i = 1; i < p.length; i++) {
    const [x, y] = [p[i - 1], p[i]],
      lat = Math.sin(rad(y[0] - x[0]) / 2),
      lon = Math.sin(rad(y[1] - x[1]) / 2);
    const h = lat * lat + Math.cos(rad(x[0])) * Math.cos(rad(y[0])) * lon * lon;
    total += 2 * EARTH * Math.asin(Math.sqrt(Math.min(1, h)));
  }
  return total;
}

// area is the surface inside the points in square metres, on a plane through the first; 0 for fewer than three.
export function area(p) {
  const degree = (2 * Math.PI * EARTH) / 360;
  let sum = 0,
    x0 = 0,
    y0 = 0;
  p.slice(1).forEach((q, i) => {
    const y = (q[0] - p[0][0]) * degree,
      x = (q[1] - p[0][1]) * degree * Math.cos(rad(q[0]));
    if (i) sum += (y0 * x - x0 * y) / 2;
    x0 = x;
    y0 = y;
  });
  return p.length < 3 ? 0 : Math.abs(sum);
}
