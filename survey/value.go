package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey/words"
)

// ValueKind says what a Value holds.
type ValueKind uint8

const (
	Absent  ValueKind = iota // nothing was answered
	VText                    // text, one choice's code, date, time, barcode: Text
	VNumber                  // Text is the canonical decimal, kept exactly
	VCodes                   // several choices or a ranking: Codes, in the order given
	VPoints                  // geopoint: one point; geotrace and geoshape: several
	VFile                    // File
	VRows                    // a repeat: Rows
	VStated                  // a stated absence: Missing is DontKnow or Refused
)

// Value is one answer. Only the fields of its Kind are set.
type Value struct {
	Kind    ValueKind
	Text    string
	Codes   []string
	Points  [][]float64 // latitude, longitude, altitude, accuracy; degrees and metres
	Line    bool        // VPoints came as a list of points
	File    FileRef
	Rows    []Answers
	Missing Role

	Doubt *Flaw // the number that was written by hand can be meant in two ways: refused with these words
}

// FileRef names an attachment that was uploaded before the response that names it.
type FileRef struct {
	SHA256 string `json:"sha256"`
	Name   string `json:"name"`
	Type   string `json:"type"` // media type
}

// Answers maps item paths ("group/name") to values. Inside a repeat the keys are full paths as well.
type Answers map[string]Value

// OfText, OfNumber and OfCodes make the values that most answers are.
func OfText(s string) Value       { return Value{Kind: VText, Text: NFC(s)} }
func OfNumber(s string) Value     { return Value{Kind: VNumber, Text: s} }
func OfCodes(c ...string) Value   { return Value{Kind: VCodes, Codes: c} }
func OfStated(m Role) Value       { return Value{Kind: VStated, Missing: m} }
func OfRows(rows []Answers) Value { return Value{Kind: VRows, Rows: rows} }

// Empty reports whether nothing was answered: absent, blank text, no codes, no rows.
func (v Value) Empty() bool {
	switch v.Kind {
	case VText, VNumber:
		return v.Text == ""
	case VCodes:
		return len(v.Codes) == 0
	case VPoints:
		return len(v.Points) == 0
	case VRows:
		return len(v.Rows) == 0
	case VFile:
		return v.File.SHA256 == ""
	}
	return v.Kind == Absent
}

// Said is the value as text for a reader, whatever item it was given to: of a file its name, of places and rows their
// JSON.
func (v Value) Said() string {
	switch v.Kind {
	case Absent:
		return ""
	case VText, VNumber:
		return v.Text
	case VCodes:
		return strings.Join(v.Codes, ", ")
	case VFile:
		return v.File.Name
	}
	b, err := v.MarshalJSON()
	if err != nil {
		return "" // no value is without its JSON
	}
	return string(b)
}

// MarshalJSON writes the value in the shape of the HTTP interface: text and codes as strings, numbers as JSON numbers
// with all their digits, several choices as arrays, a stated absence as {"missing":…}.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.Kind {
	case VText:
		return json.Marshal(v.Text)
	case VNumber:
		return []byte(v.Text), nil
	case VCodes:
		return json.Marshal(v.Codes)
	case VPoints:
		if !v.Line && len(v.Points) == 1 {
			return json.Marshal(v.Points[0])
		}
		return json.Marshal(v.Points)
	case VFile:
		return json.Marshal(v.File)
	case VRows:
		return json.Marshal(v.Rows)
	case VStated:
		return json.Marshal(map[string]Role{"missing": v.Missing})
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes. It judges shapes only; whether the value fits its item is the work of
// form.Filled.Check.
func (v *Value) UnmarshalJSON(b []byte) error {
	switch c := b[0]; { // most answers are texts and numbers: no decoder for those
	case c == '"' && len(b) > 1:
		s := string(b[1 : len(b)-1])
		if !plainText(s) {
			if err := json.Unmarshal(b, &s); err != nil {
				return err
			}
		}
		*v = OfText(s)
		return nil
	case c == '-' || c >= '0' && c <= '9':
		*v = OfNumber(string(b))
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var x any
	if err := dec.Decode(&x); err != nil {
		return err
	}
	out, err := valueOf(x)
	if err != nil {
		return err
	}
	*v = out
	return nil
}

// ShapeError says that a JSON value has no shape that an answer can have.
type ShapeError struct{ Words Words }

func (e *ShapeError) Error() string { return e.Words.In("en") }

// In says the same in the language of the reader.
func (e *ShapeError) In(lang string) string { return e.Words.In(lang) }

func shape(key string, pairs ...any) error { return &ShapeError{Say(key, pairs...)} }

// within names the member in which an answer is that has not the right shape.
func within(member string, err error) error {
	var e *ShapeError
	if errors.As(err, &e) {
		return &ShapeError{words.Join(": ", words.Plain(member), e.Words)}
	}
	return err
}

// valueOf turns a decoded JSON value (numbers as json.Number) into a Value.
func valueOf(x any) (Value, error) {
	switch x := x.(type) {
	case nil:
		return Value{}, nil
	case string:
		return OfText(x), nil
	case json.Number:
		return Value{Kind: VNumber, Text: x.String()}, nil
	case []any:
		return valueOfArray(x)
	case map[string]any:
		return valueOfObject(x)
	}
	return Value{}, shape("survey.answer_cannot_true_false")
}

func valueOfArray(x []any) (Value, error) {
	if len(x) == 0 {
		return Value{Kind: VCodes, Codes: []string{}}, nil
	}
	switch x[0].(type) {
	case string:
		v := Value{Kind: VCodes}
		for _, e := range x {
			s, ok := e.(string)
			if !ok {
				return Value{}, shape("survey.list_codes_holds_strings")
			}
			v.Codes = append(v.Codes, NFC(s))
		}
		return v, nil
	case json.Number:
		p, err := pointOf(x)
		return Value{Kind: VPoints, Points: [][]float64{p}}, err
	case []any:
		v := Value{Kind: VPoints, Line: true}
		for _, e := range x {
			inner, _ := e.([]any)
			p, err := pointOf(inner)
			if err != nil {
				return Value{}, err
			}
			v.Points = append(v.Points, p)
		}
		return v, nil
	case map[string]any:
		v := Value{Kind: VRows}
		for _, e := range x {
			m, ok := e.(map[string]any)
			if !ok {
				return Value{}, shape("survey.array_repeat_holds_objects")
			}
			row := Answers{}
			for k, val := range m {
				inner, err := valueOf(val)
				if err != nil {
					return Value{}, within(k, err)
				}
				row[NFC(k)] = inner
			}
			v.Rows = append(v.Rows, row)
		}
		return v, nil
	}
	return Value{}, shape("survey.array_answers_cannot_hold")
}

func valueOfObject(x map[string]any) (Value, error) {
	if m, ok := x["missing"]; ok && len(x) == 1 {
		switch s, _ := m.(string); Role(s) {
		case DontKnow, Refused:
			return OfStated(Role(s)), nil
		}
		return Value{}, shape("survey.missing_must_dont_know")
	}
	if _, ok := x["sha256"]; ok {
		var f FileRef
		for k, val := range x {
			s, isText := val.(string)
			switch {
			case !isText:
				return Value{}, shape("survey.file_must_string", "member", k)
			case k == "sha256":
				f.SHA256 = strings.ToLower(s)
			case k == "name":
				f.Name = NFC(s)
			case k == "type":
				f.Type = s
			default:
				return Value{}, shape("survey.file_no_member", "member", k)
			}
		}
		return Value{Kind: VFile, File: f}, nil
	}
	return Value{}, shape("survey.object_here_must_file")
}

func pointOf(x []any) ([]float64, error) {
	if len(x) < 2 || len(x) > 4 {
		return nil, shape("survey.point_latitude_longitude_altitude")
	}
	p := make([]float64, len(x))
	for i, e := range x {
		n, ok := e.(json.Number)
		if !ok {
			return nil, shape("survey.point_holds_numbers_only")
		}
		f, err := n.Float64()
		if err != nil {
			return nil, shape("survey.number_too_large", "number", words.Short(string(n), 20))
		}
		p[i] = f
	}
	return p, nil
}

// Flaw is what is wrong with one answer, before its place is known.
type Flaw struct {
	Code  string
	Words Words
}

// NewFlaw makes a flaw out of its code, as Fail does.
func NewFlaw(code string, pairs ...any) *Flaw { return &Flaw{CodeOf(code), Say(code, pairs...)} }

// Files lists the hashes of the attachments that answers name, rows of repeats included, sorted, each once.
func (a Answers) Files() []string {
	var out []string
	for _, v := range a {
		if v.Kind == VFile && v.File.SHA256 != "" {
			out = append(out, v.File.SHA256)
		}
		for _, row := range v.Rows {
			out = append(out, row.Files()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// UnnameFiles takes the names of attachments away: phones write the time into them.
func (a Answers) UnnameFiles() {
	for path, v := range a {
		if v.Kind == VFile && v.File.Name != "" {
			v.File.Name = ""
			a[path] = v
		}
		for _, row := range v.Rows {
			row.UnnameFiles()
		}
	}
}

// Title is what a file is called where people see it: its name, or the begin of its hash where no name is kept.
func (f FileRef) Title() string {
	if f.Name != "" || f.SHA256 == "" {
		return f.Name
	}
	_, ending, _ := strings.Cut(f.Type, "/")
	ending, _, _ = strings.Cut(ending, ";")
	if ending = strings.Trim(ending, " .+"); ending != "" {
		ending = "." + ending
	}
	return f.SHA256[:min(12, len(f.SHA256))] + ending
}
