// Package savread reads SPSS system files back, for tests: the records that package export writes and no others, by
// rules of its own.
package savread

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"testing"
)

// File is what is found in a .sav file.
type File struct {
	Variables []*Variable
	Sets      string
	Documents string
	Encoding  string
	Cases     [][]any // float64 (NaN = system-missing) or string, by variable
}

// Variable is one column with its dictionary.
type Variable struct {
	Short, Name, Label string
	Measure            int32
	Missing            []any
	Labels             map[any]string

	width    int
	segments []int
}

// reader reads the little-endian parts of a file.
type reader struct {
	*bytes.Reader
	t testing.TB
}

func (r reader) text(n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		r.t.Fatal(err)
	}
	return string(b)
}

func (r reader) int() int {
	var x int32
	if err := binary.Read(r, binary.LittleEndian, &x); err != nil {
		r.t.Fatal(err)
	}
	return int(x)
}

func (r reader) float() float64 {
	var x float64
	if err := binary.Read(r, binary.LittleEndian, &x); err != nil {
		r.t.Fatal(err)
	}
	return x
}

// value is an element as a number or, of a string, its text.
func (r reader) value(width int) any {
	if width == 0 {
		return r.float()
	}
	return strings.TrimRight(r.text(8), " ")
}

// Read reads a file; one that is none ends the test.
func Read(t testing.TB, b []byte) *File {
	t.Helper()
	r := reader{bytes.NewReader(b), t}
	f := &File{}
	if head := r.text(4 + 60); !strings.HasPrefix(head, "$FL2@(#) SPSS DATA FILE") {
		t.Fatalf("the file begins with %q", head)
	}
	layout, elements, compression, weight, cases, bias := r.int(), r.int(), r.int(), r.int(), r.int(), r.float()
	if layout != 2 || compression != 1 || weight != 0 || bias != 100 {
		t.Fatalf("header: layout %d, compression %d, weight %d, bias %v", layout, compression, weight, bias)
	}
	r.text(9 + 8 + 64 + 3)
	f.dictionary(r, elements)
	f.join()
	f.data(r, cases)
	return f
}

// dictionary reads all records before the cases.
func (f *File) dictionary(r reader, elements int) {
	at := map[int]*Variable{} // by 1-based element
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
					v.Labels[key] = pending[code]
				}
			}
		case 6:
			for range r.int() {
				f.Documents += strings.TrimRight(r.text(80), " ") + "\n"
			}
		case 7:
			f.extension(r)
		default:
			r.t.Fatalf("record of kind %d", kind)
		}
	}
	r.int()
	if place-1 != elements {
		r.t.Errorf("the header says %d elements, the dictionary has %d", elements, place-1)
	}
}

// variable reads a variable record; nil for the further elements of a string.
func (f *File) variable(r reader) *Variable {
	width, hasLabel, missing := r.int(), r.int(), r.int()
	r.int()
	r.int()
	v := &Variable{width: width, Short: strings.TrimRight(r.text(8), " "), Labels: map[any]string{}}
	if hasLabel == 1 {
		n := r.int()
		v.Label = r.text((n + 3) / 4 * 4)[:n]
	}
	for range max(missing, -missing) { // -2 is a range, -3 a range and a value
		v.Missing = append(v.Missing, r.value(width))
	}
	if width < 0 {
		return nil
	}
	v.segments = []int{width}
	f.Variables = append(f.Variables, v)
	return v
}

func (f *File) extension(r reader) {
	subtype, size, count := r.int(), r.int(), r.int()
	inner := reader{bytes.NewReader([]byte(r.text(size * count))), r.t}
	all := func() string { return inner.text(inner.Len()) }
	switch subtype {
	case 7:
		f.Sets = all()
	case 11:
		for _, v := range f.Variables {
			v.Measure = int32(inner.int())
			inner.int()
			inner.int()
		}
	case 13:
		for _, pair := range strings.Split(all(), "\t") {
			short, name, _ := strings.Cut(pair, "=")
			f.short(short).Name = name
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
		f.Encoding = all()
	case 21:
		for inner.Len() > 0 {
			v := f.Named(inner.text(inner.int()))
			inner.int()
			for range inner.int() {
				code := strings.TrimRight(inner.text(inner.int()), " ")
				v.Labels[code] = inner.text(inner.int())
			}
		}
	case 22:
		for inner.Len() > 0 {
			v := f.Named(inner.text(inner.int()))
			n := int(inner.text(1)[0])
			inner.int()
			for range n {
				v.Missing = append(v.Missing, strings.TrimRight(inner.text(8), " "))
			}
		}
	}
}

func (f *File) short(name string) *Variable {
	for _, v := range f.Variables {
		if v.Short == name {
			return v
		}
	}
	return &Variable{Labels: map[any]string{}}
}

// Named is the variable with a name; an empty one when there is none.
func (f *File) Named(name string) *Variable {
	for _, v := range f.Variables {
		if v.Name == name {
			return v
		}
	}
	return &Variable{Labels: map[any]string{}}
}

// join makes one variable of the segments of a very long string.
func (f *File) join() {
	var out []*Variable
	for i := 0; i < len(f.Variables); i++ {
		v := f.Variables[i]
		if v.width > 255 {
			for range (v.width+251)/252 - 1 {
				i++
				v.segments = append(v.segments, f.Variables[i].width)
			}
		}
		out = append(out, v)
	}
	f.Variables = out
}

// data unpacks the cases.
func (f *File) data(r reader, cases int) {
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
		for _, v := range f.Variables {
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
		f.Cases = append(f.Cases, row)
	}
}

// Value is the value of a variable in a case, a number or a text; a text that says so where there is no such variable.
func (f *File) Value(name string, row int) any {
	for i, v := range f.Variables {
		if v.Name == name {
			return f.Cases[row][i]
		}
	}
	return "no variable " + name
}
