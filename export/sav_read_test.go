package export_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"testing"
)

// savFile is what a small reader of the tests finds in a .sav file. It knows the records that the writer may use and no others.
type savFile struct {
	variables []*savVariable
	sets      string
	documents string
	encoding  string
	cases     [][]any // float64 (NaN = system-missing) or string, by variable
}

type savVariable struct {
	short, name, label string
	width              int
	segments           []int
	measure            int32
	missing            []any
	labels             map[any]string
}

// savReader reads the little-endian parts of a file.
type savReader struct {
	*bytes.Reader
	t *testing.T
}

func (r savReader) text(n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		r.t.Fatal(err)
	}
	return string(b)
}

func (r savReader) int() int {
	var x int32
	if err := binary.Read(r, binary.LittleEndian, &x); err != nil {
		r.t.Fatal(err)
	}
	return int(x)
}

func (r savReader) float() float64 {
	var x float64
	if err := binary.Read(r, binary.LittleEndian, &x); err != nil {
		r.t.Fatal(err)
	}
	return x
}

// value is an element as a number or, of a string, its text.
func (r savReader) value(width int) any {
	if width == 0 {
		return r.float()
	}
	return strings.TrimRight(r.text(8), " ")
}

func readSAV(t *testing.T, b []byte) *savFile {
	t.Helper()
	r := savReader{bytes.NewReader(b), t}
	f := &savFile{}
	if head := r.text(4 + 60); !strings.HasPrefix(head, "$FL2@(#) SPSS DATA FILE") {
		t.Fatalf("the file begins with %q", head)
	}
	layout, elements, compression, weight, cases, bias := r.int(), r.int(), r.int(), r.int(), r.int(), r.float()
	if layout != 2 || compression != 1 || weight != 0 || bias != 100 {
		t.Fatalf("header: layout %d, compression %d, weight %d, bias %v", layout, compression, weight, bias)
	}
	r.text(9 + 8 + 64 + 3)
	at := map[int]*savVariable{} // by 1-based element
	place := 1
	var pending map[any]string
	var raw []any // labels before it is known whether they are numbers
	for kind := r.int(); kind != 999; kind = r.int() {
		switch kind {
		case 2:
			if v := f.variable(r); v != nil {
				at[place] = v
			}
			place++
		case 3:
			pending, raw = map[any]string{}, nil
			for range r.int() {
				code := r.text(8)
				n := int(r.text(1)[0])
				label := r.text((n+8)/8*8 - 1)[:n]
				pending[code] = label
				raw = append(raw, code)
			}
		case 4:
			for range r.int() {
				v := at[r.int()]
				for _, code := range raw {
					key := any(strings.TrimRight(code.(string), " "))
					if v.width == 0 {
						key = math.Float64frombits(binary.LittleEndian.Uint64([]byte(code.(string))))
					}
					v.labels[key] = pending[code]
				}
			}
		case 6:
			for range r.int() {
				f.documents += strings.TrimRight(r.text(80), " ") + "\n"
			}
		case 7:
			f.extension(r)
		default:
			t.Fatalf("record of kind %d", kind)
		}
	}
	r.int()
	if place-1 != elements {
		t.Errorf("the header says %d elements, the dictionary has %d", elements, place-1)
	}
	f.join()
	f.data(r, cases)
	return f
}

// variable reads a variable record; nil for the further elements of a string.
func (f *savFile) variable(r savReader) *savVariable {
	width, hasLabel, missing := r.int(), r.int(), r.int()
	r.int()
	r.int()
	v := &savVariable{width: width, short: strings.TrimRight(r.text(8), " "), labels: map[any]string{}}
	if hasLabel == 1 {
		n := r.int()
		v.label = r.text((n + 3) / 4 * 4)[:n]
	}
	for range max(missing, -missing) { // -2 is a range, -3 a range and a value
		v.missing = append(v.missing, r.value(width))
	}
	if width < 0 {
		return nil
	}
	v.segments = []int{width}
	f.variables = append(f.variables, v)
	return v
}

func (f *savFile) extension(r savReader) {
	subtype, size, count := r.int(), r.int(), r.int()
	inner := savReader{bytes.NewReader([]byte(r.text(size * count))), r.t}
	all := func() string { return inner.text(inner.Len()) }
	switch subtype {
	case 7:
		f.sets = all()
	case 11:
		for _, v := range f.variables {
			v.measure = int32(inner.int())
			inner.int()
			inner.int()
		}
	case 13:
		for _, pair := range strings.Split(all(), "\t") {
			short, name, _ := strings.Cut(pair, "=")
			f.short(short).name = name
		}
	case 14:
		for _, pair := range strings.Split(strings.TrimRight(all(), "\x00"), "\x00\t") {
			short, width, _ := strings.Cut(pair, "=")
			n := 0
			for _, c := range width {
				n = n*10 + int(c-'0')
			}
			f.short(short).width = n
		}
	case 20:
		f.encoding = all()
	case 21:
		for inner.Len() > 0 {
			v := f.named(inner.text(inner.int()))
			inner.int()
			for range inner.int() {
				code := strings.TrimRight(inner.text(inner.int()), " ")
				v.labels[code] = inner.text(inner.int())
			}
		}
	case 22:
		for inner.Len() > 0 {
			v := f.named(inner.text(inner.int()))
			n := int(inner.text(1)[0])
			inner.int()
			for range n {
				v.missing = append(v.missing, strings.TrimRight(inner.text(8), " "))
			}
		}
	}
}

func (f *savFile) short(name string) *savVariable {
	for _, v := range f.variables {
		if v.short == name {
			return v
		}
	}
	return &savVariable{labels: map[any]string{}}
}

func (f *savFile) named(name string) *savVariable {
	for _, v := range f.variables {
		if v.name == name {
			return v
		}
	}
	return &savVariable{labels: map[any]string{}}
}

// join makes one variable of the segments of a very long string.
func (f *savFile) join() {
	var out []*savVariable
	for i := 0; i < len(f.variables); i++ {
		v := f.variables[i]
		if v.width > 255 {
			for range (v.width+251)/252 - 1 {
				i++
				v.segments = append(v.segments, f.variables[i].width)
			}
		}
		out = append(out, v)
	}
	f.variables = out
}

// data unpacks the cases.
func (f *savFile) data(r savReader, cases int) {
	var codes []byte
	next := func() (code byte, literal string) {
		if len(codes) == 0 {
			codes = []byte(r.text(8))
		}
		code, codes = codes[0], codes[1:]
		if code == 253 {
			literal = r.text(8)
		}
		return code, literal
	}
	for range cases {
		var row []any
		for _, v := range f.variables {
			text := ""
			for _, width := range v.segments {
				part := ""
				for range max(1, (width+7)/8) {
					code, literal := next()
					switch {
					case code == 253 && v.width == 0:
						row = append(row, math.Float64frombits(binary.LittleEndian.Uint64([]byte(literal))))
					case code == 253:
						part += literal
					case code == 254:
						part += "        "
					case code == 255:
						row = append(row, math.NaN())
					default:
						row = append(row, float64(code)-100)
					}
				}
				text += part[:min(len(part), 255)]
			}
			if v.width > 0 {
				row = append(row, strings.TrimRight(text, " "))
			}
		}
		f.cases = append(f.cases, row)
	}
}

// value is the value of a variable in a case.
func (f *savFile) value(name string, row int) any {
	for i, v := range f.variables {
		if v.name == name {
			return f.cases[row][i]
		}
	}
	return "no variable " + name
}
