package stats

// journal keeps what rows held before they were replaced, withdrawn or restored, for those who keep sums of them: they
// take the old row out and put the new one in. Without a follower nothing is kept.
type journal struct {
	first   int       // number of the first entry that is still kept
	rows    []uint32  // of which row each entry is
	columns []*Column // row k is what the row of entry k held
}

// leastJournal is how many entries are kept at least. Whoever lags behind them begins anew.
const leastJournal = 4096

// end is the number of the next entry.
func (j *journal) end() int { return j.first + len(j.rows) }

// forget drops all entries.
func (j *journal) forget() {
	j.first, j.rows, j.columns = j.end(), nil, nil
}

// note writes down what a row holds. It must be called before the row changes.
func (f *Frame) note(i int) {
	j := f.journal
	if j == nil {
		return
	}
	if len(j.rows) >= max(leastJournal, f.rows/4) {
		j.forget()
	}
	for len(j.columns) < len(f.columns) {
		c := newColumn(f.columns[len(j.columns)].Variable)
		for range j.rows {
			c.grow()
		}
		j.columns = append(j.columns, c)
	}
	for k, c := range f.columns {
		j.columns[k].copyRow(c, i)
	}
	j.rows = append(j.rows, uint32(i))
}

// keepJournal makes the frame keep a journal from now on.
func (f *Frame) keepJournal() {
	if f.journal == nil {
		f.journal = &journal{}
	}
}

// copyRow appends a row of a column of the same variable, whose list of codes may have grown since.
func (c *Column) copyRow(from *Column, i int) {
	if len(c.Variable.Codes) < len(from.Variable.Codes) {
		c.Variable.Codes = from.Variable.Codes
		for c.Variable.Kind.several() && len(c.bits) < len(from.bits) {
			c.bits = append(c.bits, make([]uint64, (c.rows+63)/64))
		}
		if c.Variable.Kind == Rank {
			c.addPlaces()
		}
		c.widen()
	}
	at := c.rows
	c.grow()
	switch c.Variable.Kind {
	case Number:
		c.numbers[at] = from.numbers[i]
	case Multi, Rank:
		c.narrow[at] = from.narrow[i]
		for o, p := range c.places {
			at, why := from.places[o].stored(i)
			p.put(c.rows-1, at, why)
		}
		for o := range c.bits {
			if from.Chosen(i, o) {
				c.bits[o][at>>6] |= 1 << (at & 63)
			}
		}
	default:
		code, why := from.stored(i)
		c.put(at, code, why)
	}
}
