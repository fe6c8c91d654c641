package sav

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// The format is described in "PSPP Developers Guide", chapter System File Format (GNU PSPP 2.0, Free Software
// Foundation), which is where the record numbers and limits here come from.

// Measurement levels and formats of variables.
const (
	savNominal = 1
	savOrdinal = 2
	savScale   = 3

	savA        = 1
	savF        = 5
	savDateTime = 22
	savSDate    = 39
)

// Limits of the format, in bytes.
const (
	savShortText  = 8     // strings that are one element long
	savLongText   = 255   // beyond: very long strings, in segments
	savMaxText    = 32767 // longest string
	savMaxLabel   = 252   // of a variable
	savMaxValue   = 120   // of a value
	savMaxMissing = 3     // user-missing values one by one; else a range and one value
	savChunk      = 252   // by which the number of segments is reckoned
)

// savVariable is one variable with its values, either numbers or texts.
type savVariable struct {
	name, label     string
	shorts          []string  // a name of at most 8 bytes for each of segments
	numbers         []float64 // NaN is system-missing
	texts           []string
	width           int // of texts, in bytes; 0 for numbers
	format          byte
	shown, decimals int
	measure         int32
	labels          []savLabel
	missingNumbers  []float64
	missingTexts    []string
}

// savLabel is the label of a value, a number or a code.
type savLabel struct {
	number float64
	code   string
	text   string
}

func (v *savVariable) hasLabel(x float64) bool {
	for _, l := range v.labels {
		if l.number == x {
			return true
		}
	}
	return false
}

// fit gives a string its width and cuts what SPSS cannot hold; it says what was cut.
func (v *savVariable) fit() []survey.Words {
	if v.texts == nil && v.numbers != nil {
		return nil
	}
	v.width, v.format = 1, savA
	cut := 0
	for i, s := range v.texts {
		if len(s) > savMaxText {
			v.texts[i] = cutLabel(s, savMaxText)
			cut++
		}
		v.width = max(v.width, len(v.texts[i]))
	}
	for _, l := range v.labels {
		v.width = max(v.width, min(len(l.code), savLongText))
	}
	v.shown = min(v.width, 40)
	if cut > 0 {
		return []survey.Words{survey.Say("export.texts_longer_bytes_cut", "variable", v.name, "n", cut,
			"most", savMaxText)}
	}
	return nil
}

// savSet is a multiple response set of variables that count 1.
type savSet struct {
	name, label string
	members     []*savVariable
}

// savFile is a whole system file.
type savFile struct {
	title     string
	cases     int
	variables []*savVariable
	sets      []*savSet
	notes     []survey.Words // the document lines
	lost      []survey.Words // those of them that say what is not as it was answered
}

func (f *savFile) take(p savPart) {
	f.variables = append(f.variables, p.variables...)
	if p.set != nil && len(p.set.members) > 0 {
		f.sets = append(f.sets, p.set)
	}
	for _, v := range p.variables {
		p.lost = append(p.lost, v.holdMissing()...)
	}
	f.notes = slices.Concat(f.notes, p.notes, p.lost)
	f.lost = append(f.lost, p.lost...)
}

// shorten gives every segment a short name that is no variable's long name, in any case: readers know the variables by
// short names first, and one that is renamed to the short name of another takes its place.
func (f *savFile) shorten(taken map[string]bool) {
	n := 0
	for _, v := range f.variables {
		for range v.segments() {
			for n++; taken[fmt.Sprintf("v%d", n)]; n++ {
			}
			v.shorts = append(v.shorts, fmt.Sprintf("V%d", n))
		}
	}
}

// segments are the widths of the strings that hold a variable: one for numbers and strings of up to 255 bytes, else
// several of 255.
func (v *savVariable) segments() []int {
	if v.width <= savLongText {
		return []int{v.width}
	}
	n := (v.width + savChunk - 1) / savChunk
	out := make([]int, n)
	for i := range out {
		out[i] = savLongText
	}
	out[n-1] = v.width - (n-1)*savChunk
	return out
}

// elements is how many elements of 8 bytes a segment takes.
func elements(width int) int { return max(1, (width+7)/8) }

// savRecords writes the binary parts of the dictionary.
type savRecords struct{ bytes.Buffer }

func (r *savRecords) ints(xs ...int) {
	for _, x := range xs {
		_ = binary.Write(r, binary.LittleEndian, int32(x))
	}
}

func (r *savRecords) float(x float64) { _ = binary.Write(r, binary.LittleEndian, x) }

// padded writes a text with blanks up to n bytes.
func (r *savRecords) padded(s string, n int) {
	r.WriteString(s)
	r.WriteString(strings.Repeat(" ", max(0, n-len(s))))
}

// extension writes an extension record of bytes.
func (r *savRecords) extension(subtype int, data string) {
	r.ints(7, subtype, 1, len(data))
	r.WriteString(data)
}

// write writes the file: header, dictionary, cases.
func (f *savFile) write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.Write(f.dictionary()); err != nil {
		return err
	}
	c := &savCompressor{out: out}
	for i := range f.cases {
		for _, v := range f.variables {
			c.value(v, i)
		}
	}
	if err := c.end(); err != nil {
		return err
	}
	return out.Flush()
}

// savCompressor writes cases by SPSS's bytecode: eight codes, then the elements that the codes did not say.
type savCompressor struct {
	out   *bufio.Writer
	codes [8]byte
	n     int
	data  []byte
	err   error
}

// Codes of the bytecode; 1 to 251 are whole numbers with the bias added.
const (
	codeLiteral = 253
	codeBlanks  = 254
	codeSysmis  = 255
	codeBias    = 100
)

func (c *savCompressor) value(v *savVariable, i int) {
	if v.width == 0 {
		c.number(v.numbers[i])
		return
	}
	text := v.texts[i]
	for _, width := range v.segments() {
		part := text[:min(len(text), savLongText)] // segments hold 255 bytes each, though they are reckoned by 252
		text = text[len(part):]
		for range elements(width) {
			c.text(part[:min(8, len(part))])
			part = part[min(8, len(part)):]
		}
	}
}

func (c *savCompressor) number(x float64) {
	switch {
	case math.IsNaN(x):
		c.code(codeSysmis)
	case x == math.Trunc(x) && x >= 1-codeBias && x <= 251-codeBias && !(x == 0 && math.Signbit(x)):
		c.code(byte(x + codeBias))
	default:
		c.data = binary.LittleEndian.AppendUint64(c.data, math.Float64bits(x))
		c.code(codeLiteral)
	}
}

func (c *savCompressor) text(s string) {
	if strings.TrimRight(s, " ") == "" {
		c.code(codeBlanks)
		return
	}
	c.data = append(append(c.data, s...), "        "[:8-len(s)]...)
	c.code(codeLiteral)
}

func (c *savCompressor) code(b byte) {
	c.codes[c.n] = b
	if c.n++; c.n == len(c.codes) {
		c.flush()
	}
}

func (c *savCompressor) flush() {
	if _, err := c.out.Write(c.codes[:]); err != nil && c.err == nil {
		c.err = err
	}
	if _, err := c.out.Write(c.data); err != nil && c.err == nil {
		c.err = err
	}
	c.codes, c.n, c.data = [8]byte{}, 0, c.data[:0]
}

func (c *savCompressor) end() error {
	if c.n > 0 {
		c.flush()
	}
	return c.err
}
