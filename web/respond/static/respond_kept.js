// A page that the phone kept was made long ago, for nobody: the response begins when it is opened, under an id of its own.

const two = n => String(n).padStart(2, '0');

// begun is the state of a response as a kept page begins it; that of a page fresh from the server is as it came.
export function begun(form, state) {
  if (!form.dataset.kept) return state;
  const now = new Date(),
    seconds = now.getTime() / 1000,
    meta = { ...state.m };
  for (const name of Object.keys(meta)) {
    if (name === 'today') meta[name] = moment(now).slice(0, 10);
    if (name === 'start' || name === 'end') meta[name] = moment(now);
  }
  return { ...state, id: form.dataset.kept, s: seconds, n: seconds, m: meta };
}

// moment is a time as forms write it: with the hour of this place.
function moment(at) {
  const east = -at.getTimezoneOffset(),
    off = Math.abs(east);
  const here = new Date(at.getTime() + east * 60000).toISOString().slice(0, -1);
  return `${here}${east < 0 ? '-' : '+'}${two(Math.floor(off / 60))}:${two(off % 60)}`;
}
