package stats

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
)

// refEnv is what an operation of the reference may use: the folder, one file of expectations and the data it names.
type refEnv struct {
	dir   string
	file  refFile
	data  map[string]*refData
	cache map[string]any // designs and frames already built, by name
	// rowsOf are the rows of the data file that a frame took.
	rowsOf map[*Frame][]int
}

// refData is a data file as text columns.
type refData struct {
	name    string
	Names   []string
	columns map[string][]string
	vars    map[string]refVariable
	Rows    int
}

// Data reads a data file once. It panics when the file is not there or not readable: the reference is broken then.
func (env *refEnv) Data(name string) *refData {
	if d := env.data[name]; d != nil {
		return d
	}
	d := &refData{name: name, columns: map[string][]string{}, vars: env.file.Variables[name]}
	f, err := os.Open(filepath.Join(env.dir, "data", name))
	if err != nil {
		panic(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	d.Names, d.Rows = records[0], len(records)-1
	for j, col := range d.Names {
		text := make([]string, d.Rows)
		for i, rec := range records[1:] {
			text[i] = rec[j]
		}
		d.columns[col] = text
	}
	env.data[name] = d
	return d
}

// Text is a column as written; "" is missing. It panics when there is no such column.
func (d *refData) Text(name string) []string {
	col, ok := d.columns[name]
	if !ok {
		panic(fmt.Sprintf("%s has no column %q", d.name, name))
	}
	return col
}

// Numbers is a column as numbers, NaN where missing. A factor gives the number of its level, from 1.
func (d *refData) Numbers(name string) []float64 {
	if d.vars[name].Type == "factor" {
		codes, _ := d.Codes(name)
		out := make([]float64, len(codes))
		for i, c := range codes {
			out[i] = float64(c + 1)
			if c < 0 {
				out[i] = math.NaN()
			}
		}
		return out
	}
	text := d.Text(name)
	out := make([]float64, len(text))
	for i, s := range text {
		x, err := strconv.ParseFloat(s, 64)
		if s == "" {
			x, err = math.NaN(), nil
		}
		if err != nil {
			panic(fmt.Sprintf("%s, row %d, column %s: %q is no number", d.name, i+1, name, s))
		}
		out[i] = x
	}
	return out
}

// Levels are the levels of a variable in order: those of a factor as the file gives them, those of a number in number
// order, those of a text by bytes.
func (d *refData) Levels(name string) []string {
	if v := d.vars[name]; v.Type == "factor" {
		return v.Levels
	}
	seen := map[string]bool{}
	var levels []string
	for _, s := range d.Text(name) {
		if s != "" && !seen[s] {
			seen[s] = true
			levels = append(levels, s)
		}
	}
	numeric := d.vars[name].Type == "numeric"
	sort.Slice(levels, func(i, j int) bool {
		if numeric {
			a, _ := strconv.ParseFloat(levels[i], 64)
			b, _ := strconv.ParseFloat(levels[j], 64)
			return a < b
		}
		return levels[i] < levels[j]
	})
	return levels
}

// Codes is a column as positions in Levels, -1 where missing.
func (d *refData) Codes(name string) (codes []int, levels []string) {
	levels = d.Levels(name)
	at := map[string]int{"": -1}
	for i, l := range levels {
		at[l] = i
	}
	codes = make([]int, d.Rows)
	for i, s := range d.Text(name) {
		c, ok := at[s]
		if !ok {
			panic(fmt.Sprintf("%s, row %d, column %s: %q is not among the levels", d.name, i+1, name, s))
		}
		codes[i] = c
	}
	return codes, levels
}
