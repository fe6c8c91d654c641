// A long list that a filter cuts by a column, as the communes of a district, comes in parts: those of one value are asked for when they
// are needed, and kept for as long as the page is there.

export class Parts {
  // questionnaire is the address at which the list would be whole; came(name) is told of each part that is there.
  constructor(lists, questionnaire, came) {
    Object.assign(this, { lists, came, address: new URL(questionnaire, location.href), known: new Map() });
  }

  // part is the table of the choices of a list whose column has a value; undefined as long as it is under way.
  part(name, column, value) {
    const key = [name, column, value].join('\0');
    if (!this.known.has(key)) {
      this.known.set(key, undefined);
      this.ask(name, column, value)
        .then(list => {
          this.known.set(key, this.lists.take(list));
          this.came(name);
        })
        .catch(() => this.known.delete(key)); // no signal: it is asked for again with the next answer
    }
    return this.known.get(key);
  }

  async ask(name, column, value) {
    const url = new URL(
      this.address.pathname.replace(/questionnaire$/, 'lists/' + encodeURIComponent(name)),
      this.address,
    );
    for (const kept of ['version', 'phone']) url.searchParams.set(kept, this.address.searchParams.get(kept));
    url.searchParams.set('column', column);
    url.searchParams.set('value', value);
    const reply = await fetch(url, { credentials: 'same-origin' });
    if (!reply.ok) throw new Error('no choices');
    return reply.json();
  }
}
