// Positions as ODK writes them: "latitude longitude altitude accuracy", several with a semicolon between.

import { numberText } from './expr_number.js';
import { decimal } from './respond_number.js';

// points reads coordinates as people type them (respond_place.go) and gives them as expressions see them; what it cannot read
// stays. closes: a line that ends where it began.
export function points(text, closes) {
  const found = split(text).map(point => {
    const spaced = point.split(/\s+/),
      commas = spaced.length > 1 && spaced.every(n => /^[+-]?\d{1,3}(,\d+)?$/.test(n));
    return (commas ? spaced.map(n => n.replace(',', '.')) : point.split(/[\s,]+/)).map(coordinate);
  });
  if (!found.length || found.some(p => p.length < 2 || p.length > 4 || p.some(Number.isNaN))) return text;
  const lines = found.map(p => [0, 1, 2, 3].map(i => numberText(p[i] || 0)).join(' '));
  return (closes ? closed(lines) : lines).join('; ');
}

// coordinate is the number that a part of a place is, NaN for what is none.
export const coordinate = text => (n => (n === '' ? NaN : Number(n)))(decimal(text));

const split = text =>
  text
    .split(';')
    .map(p => p.trim())
    .filter(p => p);

// closed ends the line around an area where it began.
const closed = lines => (lines.length > 2 && lines[lines.length - 1] !== lines[0] ? lines.concat(lines[0]) : lines);

// locateBy lets a button write down where the device is: in place of a point, behind the points of a line or an area.
export function locateBy(button) {
  const input = document.getElementById(button.dataset.locate),
    look = input.closest('[data-look]').dataset.look,
    words = button.textContent;
  if (!navigator.geolocation) button.hidden = true;
  button.addEventListener('click', () => {
    button.textContent = button.dataset.waiting;
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      at => {
        const c = at.coords,
          short = x => String(Math.round((x || 0) * 1e6) / 1e6);
        const here = [c.latitude, c.longitude, c.altitude, c.accuracy].map(short).join(' ');
        input.value = look === 'geopoint' ? here : behind(split(input.value), here, look).join('; ');
        button.textContent = words;
        button.disabled = false;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      },
      () => {
        button.textContent = button.dataset.failed;
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 30000 },
    );
  });
}

function behind(before, here, look) {
  const shut = look === 'geoshape' && before.length > 3 && before[before.length - 1] === before[0];
  const all = (shut ? before.slice(0, -1) : before).concat(here);
  return look === 'geoshape' ? closed(all) : all;
}
