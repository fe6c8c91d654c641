// Pages that came along are turned here, without asking the server: a weak signal is needed for Send alone. The server judges
// everything again then. What the phone cannot judge for sure, or not draw by itself, goes to the server, as without scripts.

import { refill, say } from './respond_element.js';
import { decimal, typed } from './respond_number.js';

// unpack puts the pages that came along beside the one that is shown, hidden, and disabled for as long as nobody saw them: they are not
// sent then, and the server knows that they were not shown.
export function unpack(form) {
  const main = form.querySelector('main');
  for (const packed of form.querySelectorAll('template[data-page]')) {
    const page = document.createElement('fieldset');
    page.className = 'page';
    page.dataset.page = packed.dataset.page;
    page.setAttribute('role', 'none');
    page.hidden = page.disabled = true;
    page.append(packed.content);
    packed.remove();
    main.append(page);
  }
}

// turnPages lets the buttons of the form turn pages here. live judges answers by their expressions: a promise of it, or of nothing where no
// page needs it. save keeps the draft.
export function turnPages(form, words, live, save) {
  const turner = new Turner(form, words, save),
    several = form.querySelectorAll('.page').length > 1;
  live.then(found => turner.begin(found, several)).catch(() => {}); // the server turns the pages
  return turner;
}

class Turner {
  constructor(form, words, save) {
    Object.assign(this, { form, words, save, pressed: null });
  }

  begin(live, several) {
    this.live = live;
    if (!several) return;
    this.key = this.form.elements['.state'].value.slice(-16); // tells entries of the history that belong to another filling
    history.replaceState({ page: this.at(), key: this.key, depth: 0 }, '');
    this.form.addEventListener('click', e => {
      this.pressed = e.target.closest('button');
    });
    document.addEventListener(
      'submit',
      e => {
        const button = e.submitter || this.pressed;
        if (e.target === this.form && button && this.turn(button.value)) {
          e.preventDefault();
          e.stopImmediatePropagation();
        }
      },
      true,
    );
    addEventListener('popstate', e => {
      if (e.state && e.state.key === this.key && this.page(e.state.page)) this.show(e.state.page);
    });
    this.mark();
  }

  at() {
    return Number(this.form.elements['.page'].value);
  }

  page(n) {
    return this.form.querySelector(`.page[data-page="${n}"]`);
  }

  // count is how many pages there are, those among them that are not here.
  count() {
    return Math.max(...Array.from(this.form.querySelectorAll('.page'), p => Number(p.dataset.page))) + 1;
  }

  // turn does what a button asks for; false leaves it to the server.
  turn(what) {
    if (what === 'back') return this.goBack();
    if (what !== 'next' || this.chosen()) return false;
    const wrong = this.judge();
    if (!wrong) return false;
    this.sum(wrong);
    if (wrong.length) return true;
    const to = this.next(this.at(), 1);
    if (to === null) return false;
    this.go(to);
    return true;
  }

  // ahead turns to the next page where the server cannot: 'end' after the last one, 'missing' when the next one is not here, 'wrong' where
  // something has to be mended first. What only the server reads for sure it reads later.
  ahead() {
    if (!this.fine()) return 'wrong';
    const to = this.next(this.at(), 1);
    if (to === null) return this.rest() ? 'missing' : 'end';
    this.go(to);
    return '';
  }

  // fine says what is wrong on the page; true for nothing.
  fine() {
    if (!this.page(this.at())) return true; // the review
    const wrong = this.judge(true);
    this.sum(wrong);
    return !wrong.length;
  }

  // rest tells whether a page follows that is not here.
  rest() {
    const bar = this.form.querySelector('.progress'),
      all = Math.max(this.count(), bar ? Number(bar.dataset.pages) : 0);
    return Array.from({ length: all - this.at() - 1 }, (_, i) => this.at() + 1 + i).some(n => !this.page(n));
  }

  go(to) {
    this.show(to);
    history.pushState({ page: to, key: this.key, depth: ((history.state || {}).depth || 0) + 1 }, '');
  }

  goBack() {
    const to = this.next(this.at(), -1);
    if (to === null) return false;
    if (history.state.depth) history.back();
    else {
      this.show(to);
      history.replaceState({ page: to, key: this.key, depth: 0 }, '');
    }
    return true;
  }

  // next is the nearest page with something on it, null where the server knows better: the page is not here, or there is none.
  next(from, by) {
    for (let n = from + by; n >= 0 && n < this.count(); n += by) {
      const page = this.page(n);
      if (!page) return null;
      if (full(page)) return n;
    }
    return null;
  }

  // chosen tells whether a file stands on the page: the server takes it before the next page.
  chosen() {
    return Array.from(this.page(this.at()).querySelectorAll('input[type=file]')).some(i => i.files.length);
  }

  // judge lists the items of the page with something wrong, and says it at each; null when only the server can tell, unless it cannot be
  // asked.
  judge(alone) {
    const seen = Array.from(this.page(this.at()).querySelectorAll('.item[data-look]')).filter(
      el => !el.closest('[hidden]') && el.dataset.look !== 'fixed',
    );
    if (!alone && seen.some(el => unsure(el, this.live))) return null;
    return seen.filter(el => {
      const lacks = demanded(el) && blank(el),
        words = lacks ? el.dataset.must || this.words.must : this.live ? this.live.wrong(el) : '';
      say(el, words);
      return words;
    });
  }

  // sum names at the top of the page what is wrong, nothing for none.
  sum(wrong) {
    const old = this.form.querySelector('.summary');
    if (old) old.remove();
    for (const notice of this.form.querySelectorAll('main > .notice')) notice.remove();
    if (!wrong.length) return;
    const box = document.createElement('section'),
      title = document.createElement('h2'),
      list = document.createElement('ul');
    box.className = box.id = 'summary';
    box.tabIndex = -1;
    box.lang = this.form.dataset.lang;
    box.setAttribute('role', 'alert');
    title.textContent = this.words.mend;
    list.append(...wrong.map(line));
    box.append(title, list);
    this.page(this.at()).before(box);
    box.focus();
  }

  show(n) {
    this.page(this.at()).hidden = true;
    const page = this.page(n);
    page.hidden = page.disabled = false;
    this.form.elements['.page'].value = n;
    this.sum([]);
    this.mark();
    const main = this.form.querySelector('main');
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    this.save();
  }

  // mark brings up to date how far one is, and whether there is a way back.
  mark() {
    const back = this.form.querySelector('.buttons [value=back]'),
      bar = this.form.querySelector('.progress');
    if (back) back.hidden = this.next(this.at(), -1) === null && !this.before();
    if (!bar) return;
    const pages = Array.from({ length: Math.max(this.count(), Number(bar.dataset.pages)) }, (_, n) => n).filter(
      n => !this.page(n) || full(this.page(n)),
    );
    const says = this.words.page_of
      .replace('{page}', pages.filter(n => n <= this.at()).length)
      .replace('{of}', pages.length);
    const progress = bar.querySelector('progress');
    progress.max = pages.length;
    progress.value = pages.filter(n => n <= this.at()).length;
    progress.setAttribute('aria-label', says);
    bar.querySelector('span').textContent = says;
  }

  // before tells whether a page stands before this one that is not here.
  before() {
    return Array.from({ length: this.at() }, (_, n) => n).some(n => !this.page(n));
  }
}

// full tells whether a page shows anything.
const full = page =>
  Array.from(page.querySelectorAll('.item, .repeat')).some(el => {
    const hidden = el.closest('[hidden]');
    return !hidden || hidden === page;
  });

const inputs = el =>
  el.querySelectorAll('input:not([type=hidden]):not([type=search]):not([name=".drop"]), select, textarea');

const demanded = el => el.querySelector(':scope > legend .must, :scope > .question .must');

// blank tells whether an item has no answer.
const blank = el =>
  !(el.querySelector('.kept') && !(el.querySelector('[name=".drop"]') || {}).checked) &&
  Array.from(inputs(el)).every(i => (i.type === 'radio' || i.type === 'checkbox' ? !i.checked : !i.value.trim()));

// unsure tells whether what was typed is of a kind that the server alone reads for sure.
function unsure(el, live) {
  if (blank(el)) return false;
  switch (el.dataset.look) {
    case 'number': {
      const input = el.querySelector('input:not([type=hidden])');
      return input.hasAttribute('data-range') || !plainly(input, el.closest('form').dataset.decimal, live);
    }
    case 'rank': {
      const codes = Array.from(el.querySelectorAll('select'), s => s.value).filter(v => v);
      return new Set(codes).size < codes.length;
    }
    case 'year':
    case 'geopoint':
    case 'geotrace':
    case 'geoshape':
    case 'file':
      return true;
  }
  return false;
}

// plainly tells whether a number is one, or its doubt is said here.
function plainly(input, mark, live) {
  const whole = input.inputMode === 'numeric' || input.dataset.thousands === 'integer',
    { plain, doubt } = typed(input.value, mark, whole);
  return doubt ? Boolean(live) : decimal(plain) === plain && !(whole && plain.includes('.'));
}

// line names an item in the summary.
function line(el) {
  const li = document.createElement('li'),
    link = document.createElement('a'),
    label = el.querySelector('legend, .question').cloneNode(true);
  for (const aside of label.querySelectorAll('.must, .how')) aside.remove();
  link.href = '#' + el.id;
  refill(link, label.textContent.replace(/\s+/g, ' ').trim());
  li.append(link, ': ' + el.querySelector(':scope > .error').textContent);
  return li;
}
