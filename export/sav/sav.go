package sav

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
)

// WriteSAV writes an SPSS system file: one case for each response, UTF-8, with labels in the language. A single choice
// is a number or a string (savCodes); several choices are a variable of 0 and 1 for each choice and a multiple response
// set; a ranking is a variable for each rank. Choices with a missing role and stated absences are user-missing values;
// what was not answered or not asked is system-missing or blank. What a .sav file cannot hold whole is said in its
// document lines and to whoever asked for it.
func WriteSAV(w io.Writer, s *answers.Source) error {
	b := newSAVBuilder(s)
	for r, err := range s.In {
		if err != nil {
			return err
		}
		if err := b.add(r); err != nil {
			return err
		}
	}
	f := b.file()
	s.Notices = append(s.Notices, f.lost...)
	return f.write(w)
}

// savBuilder collects the columns of a .sav file.
type savBuilder struct {
	form    *form.Form
	lang    string
	chain   []string
	names   []string // of system
	system  []savColumn
	dates   savTimes // of receipt
	lineage *versions.Lineage
	series  []*versions.Series
	columns []savColumn
	others  map[string]*savText // answers that belong to no series
	order   []string            // their paths, as they came
	cases   int
}

func newSAVBuilder(s *answers.Source) *savBuilder {
	lang := words.Match(s.Lang, "export")
	b := &savBuilder{form: s.Form, lang: lang, chain: s.Form.Q.Chain(lang), lineage: s.Lineage,
		series: s.Lineage.In(nil), others: map[string]*savText{}}
	if b.names = savSystem; s.Form.HasNames() {
		b.names = append(slices.Clone(savSystem), answers.DataName)
	}
	for _, name := range b.names {
		if name == answers.DataRevision {
			b.system = append(b.system, &savNumbers{})
		} else {
			b.system = append(b.system, &savText{})
		}
	}
	for _, series := range b.series {
		b.columns = append(b.columns, newSAVColumn(series))
	}
	return b
}

// savSystem are the columns of a response, all strings but the revision; the time of receipt follows them, and before
// it the name where the form gives one.
var savSystem = []string{"id", "_revision", "_state", "_version", "_language", "_unit", "_class", "_wave", "_channel"}

func (b *savBuilder) add(r *survey.Response) error {
	for i, name := range b.names {
		if err := b.system[i].add(survey.OfText(answers.SystemColumns[name](r))); err != nil {
			return err
		}
	}
	b.dates.at(r.Received)
	for i, s := range b.series {
		if set, ok := b.columns[i].(*savSetColumn); ok {
			set.version = r.Version
		}
		if err := b.columns[i].add(answers.Answer(s, r.Version, r.Answers)); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(r.Answers)) {
		if b.lineage.Find(r.Version, path) != nil || b.others[path] != nil || r.Answers[path].Empty() {
			continue
		}
		b.others[path] = &savText{texts: make([]string, b.cases)}
		b.order = append(b.order, path)
	}
	for path, column := range b.others {
		v := r.Answers[path]
		if b.lineage.Find(r.Version, path) != nil {
			v = survey.Value{}
		}
		if err := column.add(v); err != nil {
			return err
		}
	}
	b.cases++
	return nil
}

// file names the variables and lays out the file.
func (b *savBuilder) file() *savFile {
	out := &savFile{title: b.label(b.form.Q.Title), cases: b.cases}
	taken := map[string]bool{}
	for _, reserved := range []string{"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to",
		"with"} {
		taken[reserved] = true
	}
	put := func(stem, label string, column savColumn) {
		out.take(column.variables(savNaming{savName(taken, stem), label,
			func(end string) string { return savName(taken, stem+"_"+end) }, b}))
	}
	for i, name := range b.names {
		put(strings.TrimPrefix(name, "_"), "", b.system[i])
	}
	put("received", "UTC", &b.dates)
	for i, s := range b.series {
		name, label := cell.NameText(s.Name), b.label(s.Field.Item.Label)
		if s.Previous {
			label = strings.TrimSpace(label + " (" + sentence.Previous(b.lang, s.Versions...) + ")")
		} else {
			name = cell.Stem(b.form, s.Field)
		}
		put(name, label, b.columns[i])
	}
	for _, path := range b.order {
		put(cell.NameText(path), path, b.others[path])
	}
	out.shorten(taken)
	return out
}

func (b *savBuilder) label(t survey.Text) string {
	return strings.Join(strings.Fields(t.In(b.chain...)), " ")
}

// savNaming is what a column needs to name its variables: the name of the only one, or further ones by their ends.
type savNaming struct {
	name, label string
	further     func(end string) string
	*savBuilder
}

// savName makes a name that SPSS takes: at most 64 bytes, a letter first, no full stop at the end, unique in any case.
func savName(taken map[string]bool, s string) string {
	s = cell.NameText(s)
	if s == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz", rune(strings.ToLower(s)[0])) {
		s = "v" + s
	}
	name := strings.TrimRight(cutBytes(s, 58), ".")
	out := name
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = fmt.Sprintf("%s_%d", name, n)
	}
	taken[strings.ToLower(out)] = true
	return out
}

// cutBytes is the longest beginning of s of at most n bytes that ends with a whole character.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// savEpoch is where SPSS begins to count seconds: the first midnight of the Gregorian calendar's day before its first.
var savEpoch = time.Date(1582, 10, 14, 0, 0, 0, 0, time.UTC)

func savSeconds(t time.Time) float64 {
	return float64(t.Unix()-savEpoch.Unix()) + float64(t.Nanosecond())/1e9
}
