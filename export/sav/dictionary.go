package sav

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// dictionary is everything before the cases.
func (f *savFile) dictionary() []byte {
	r := &savRecords{}
	f.header(r)
	index := map[*savVariable]int{} // 1-based place of a variable's first element
	place := 1
	for _, v := range f.variables {
		index[v] = place
		place += f.variable(r, v)
	}
	for _, v := range f.variables {
		shortLabels(r, v, index[v])
	}
	f.documents(r)
	f.extensions(r)
	r.ints(999, 0)
	return r.Bytes()
}

func (f *savFile) header(r *savRecords) {
	size := 0
	for _, v := range f.variables {
		for _, width := range v.segments() {
			size += elements(width)
		}
	}
	r.WriteString("$FL2")
	r.padded("@(#) SPSS DATA FILE - khaosat", 60)
	r.ints(2, size, 1, 0, f.cases)
	r.float(codeBias)
	r.WriteString("01 Jan 7000:00:00") // no clock: the same answers make the same file
	r.padded(cutBytes(f.title, 64), 64)
	r.padded("", 3)
}

// variable writes the records of a variable, one for each element, and returns how many.
func (f *savFile) variable(r *savRecords, v *savVariable) int {
	n := 0
	for i, width := range v.segments() {
		kind, missing := 0, []float64(nil)
		if i == 0 && v.width == 0 {
			kind, missing = v.missingRecord()
		} else if v.width <= savShortText {
			kind = len(v.missingTexts)
		}
		label := cutLabel(v.label, savMaxLabel)
		if i > 0 {
			label = ""
		}
		format := int(v.format)<<16 | min(v.shown, 40)<<8 | v.decimals
		if v.width > 0 {
			format = savA<<16 | min(width, savLongText)<<8
		}
		r.ints(2, width, min(1, len(label)), kind, format, format)
		r.padded(v.shorts[i], 8)
		if label != "" {
			r.ints(len(label))
			r.padded(label, (len(label)+3)/4*4)
		}
		for _, x := range missing {
			r.float(x)
		}
		if v.width > 0 && v.width <= savShortText {
			for _, s := range v.missingTexts {
				r.padded(s, 8)
			}
		}
		for range elements(width) - 1 {
			r.ints(2, -1, 0, 0, 0, 0)
			r.padded("", 8)
		}
		n += elements(width)
	}
	return n
}

// cutLabel is a label of at most n bytes, marked where it was cut.
func cutLabel(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return cutBytes(s, n-len("…")) + "…"
}

// shortLabels writes the value labels of numbers and of strings of up to 8 bytes.
func shortLabels(r *savRecords, v *savVariable, index int) {
	if len(v.labels) == 0 || v.width > savShortText {
		return
	}
	r.ints(3, len(v.labels))
	for _, l := range v.labels {
		if v.width == 0 {
			r.float(l.number)
		} else {
			r.padded(l.code, 8)
		}
		text := cutLabel(l.text, savMaxValue)
		r.WriteByte(byte(len(text)))
		r.padded(text, (len(text)+8)/8*8-1)
	}
	r.ints(4, 1, index)
}

// documents writes the notes in both languages, in lines of at most 80 bytes that end between words.
func (f *savFile) documents(r *savRecords) {
	var lines []string
	for _, note := range f.notes {
		lines = append(lines, documentLines(note.In("en"))...)
		if note.In("vi") != note.In("en") {
			lines = append(lines, documentLines(note.In("vi"))...)
		}
	}
	if len(lines) == 0 {
		return
	}
	r.ints(6, len(lines))
	for _, l := range lines {
		r.padded(l, 80)
	}
}

func documentLines(note string) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(note) {
		if line != "" && len(line)+1+len(word) > 80 {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+cutBytes(word, 70), " ")
	}
	return append(lines, line)
}

func (f *savFile) extensions(r *savRecords) {
	r.ints(7, 3, 4, 8, 1, 0, 0, -1, 1, 1, 2, 65001) // version 1.0.0, IEEE 754, bytecode, little-endian, UTF-8
	r.ints(7, 4, 8, 3)
	r.float(-math.MaxFloat64)
	r.float(math.MaxFloat64)
	r.float(math.Nextafter(-math.MaxFloat64, 0))
	f.responseSets(r)
	var display savRecords
	count := 0
	for _, v := range f.variables {
		for range v.segments() {
			align := 1
			if v.width > 0 {
				align = 0
			}
			display.ints(int(v.measure), max(8, min(v.shown, 40)), align)
			count += 3
		}
	}
	r.ints(7, 11, 4, count)
	r.Write(display.Bytes())
	var long, veryLong []string
	for _, v := range f.variables {
		long = append(long, v.shorts[0]+"="+v.name)
		if v.width > savLongText {
			veryLong = append(veryLong, fmt.Sprintf("%s=%05d\x00", v.shorts[0], v.width))
		}
	}
	r.extension(13, strings.Join(long, "\t"))
	if veryLong != nil {
		r.extension(14, strings.Join(veryLong, "\t"))
	}
	r.ints(7, 16, 8, 2) // number of cases, once more, in 64 bits
	_ = binary.Write(r, binary.LittleEndian, int64(1))
	_ = binary.Write(r, binary.LittleEndian, int64(f.cases))
	r.extension(20, "UTF-8")
	f.longLabels(r)
	f.longMissing(r)
}

// responseSets writes the multiple response sets. Lengths are in bytes, members by their short names in small letters.
func (f *savFile) responseSets(r *savRecords) {
	var out strings.Builder
	for _, s := range f.sets {
		label := cutLabel(s.label, savMaxLabel)
		fmt.Fprintf(&out, "%s=D1 1 %d %s", s.name, len(label), label)
		for _, v := range s.members {
			out.WriteString(" " + strings.ToLower(v.shorts[0]))
		}
		out.WriteString("\n")
	}
	if out.Len() > 0 {
		r.extension(7, out.String())
	}
}

// longLabels writes the value labels of strings longer than 8 bytes.
func (f *savFile) longLabels(r *savRecords) {
	var data savRecords
	for _, v := range f.variables {
		if len(v.labels) == 0 || v.width <= savShortText || v.width > savLongText {
			continue
		}
		data.ints(len(v.name))
		data.WriteString(v.name)
		data.ints(v.width, len(v.labels))
		for _, l := range v.labels {
			text := cutLabel(l.text, savMaxValue)
			data.ints(v.width)
			data.padded(l.code, v.width)
			data.ints(len(text))
			data.WriteString(text)
		}
	}
	if data.Len() > 0 {
		r.extension(21, data.String())
	}
}

// longMissing writes the missing values of strings longer than 8 bytes, which have themselves at most 8.
func (f *savFile) longMissing(r *savRecords) {
	var data savRecords
	for _, v := range f.variables {
		if len(v.missingTexts) == 0 || v.width <= savShortText {
			continue
		}
		data.ints(len(v.name))
		data.WriteString(v.name)
		data.WriteByte(byte(len(v.missingTexts)))
		data.ints(8)
		for _, s := range v.missingTexts {
			data.padded(cutBytes(s, 8), 8)
		}
	}
	if data.Len() > 0 {
		r.extension(22, data.String())
	}
}
