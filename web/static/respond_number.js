// Numbers as the language of the page writes them, as the server reads and writes them (respond_number.go).

// number reads what is typed where it can mean one number only, and gives it as expressions see it; what it cannot read stays.
export function number(text, lang, whole) {
  return clean(bare(text, lang, whole));
}

function bare(text, lang, whole) {
  const spaced = /^[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(text);
  const s = spaced ? text.replace(/[ \u00a0\u202f]/g, '') : text, group = lang === 'vi' ? '.' : ',';
  const [, sign, int, tail] = (lang === 'vi' ? /^([+-]?)(\d{1,3}(?:\.\d{3})+)(,\d+)?$/ : /^([+-]?)(\d{1,3}(?:,\d{3})+)(\.\d+)?$/).exec(s) || [];
  if (int && (whole || tail || int.split(group).length > 2)) return sign + int.split(group).join('') + (tail || '').replace(',', '.');
  const m = lang === 'vi' && /^[+-]?(\d+),(\d+)$/.exec(s);
  return m && (m[2].length !== 3 || m[1].length > 3 || /^0+$/.test(m[1])) ? s.replace(',', '.') : s;
}

// clean brings a plain number to its one spelling.
function clean(s) {
  const m = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(s);
  if (!m || !/\d/.test(s)) return s;
  const out = (m[2] || '0') + (m[3] ? '.' + m[3] : '');
  return m[1] === '-' && out !== '0' ? '-' + out : out;
}

// grouped writes a plain number with the thousands apart, to be read back as the same number.
export const grouped = (plain, lang, whole) => write(plain, lang, whole, lang === 'vi' ? '.' : ',');

function write(plain, lang, whole, group) {
  const m = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(plain);
  if (!m) return plain;
  let [, sign, int, tail = ''] = m;
  if (group && !whole && !tail && int.length > 3 && int.length < 7) tail = '0';
  if (lang === 'vi' && tail.length === 3 && int.length < 4 && int !== '0') tail += '0';
  return sign + int.replace(/\B(?=(\d{3})+$)/g, group) + (tail && (lang === 'vi' ? ',' : '.') + tail);
}

// shownNumber is a number of an item in words.
export function shownNumber(plain, item, lang) {
  if (/(^|\s)thousands-sep(\s|$)/.test(item.appearance || '')) return grouped(plain, lang, item.kind === 'integer');
  return lang === 'vi' ? plain.replace('.', ',') : plain;
}

// setNumber puts a plain number into an input.
export function setNumber(input, plain) {
  const away = input.dataset.thousands && document.activeElement !== input;
  input.value = away ? grouped(plain, input.form.dataset.lang, whole(input)) : plain;
}

// groupNumbers shows the thousands apart in the inputs that want it as long as nobody types there, and sends plain numbers.
export function groupNumbers(form) {
  const lang = form.dataset.lang, plain = input => number(input.value.trim(), lang, whole(input));
  form.addEventListener('focusin', ({ target: t }) => { if (t.dataset.thousands) t.value = write(plain(t), lang, whole(t), ''); });
  form.addEventListener('focusout', ({ target: t }) => { if (t.dataset.thousands) t.value = grouped(plain(t), lang, whole(t)); });
  form.addEventListener('formdata', e => {
    for (const input of form.querySelectorAll('[data-thousands]:enabled')) e.formData.set(input.name, plain(input));
  });
}

const whole = input => input.dataset.thousands === 'integer';
