package mongostore

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// How an answer stands in a document. What an operator groups, unwinds and sums by is bare; the rest is a document with
// one field that says what it is.
//
//	text, one code, date …     "tot"
//	number                     an integer or a double when its shortest spelling is the stored one, else {number: "1.50"}
//	several codes, ranking     ["a", "b"], in the order given
//	points                     {points: [{lat, lon, alt, acc}]}, {line: …} when they came as a line
//	file                       {file: {sha256, name, type}}
//	repeat                     [{path: answer, …}, …]; {rows: []} when there are none
//	stated absence             {missing: "refused"}
//	nothing                    null
const (
	fieldNumber  = "number"
	fieldPoints  = "points"
	fieldLine    = "line"
	fieldFile    = "file"
	fieldRows    = "rows"
	fieldMissing = "missing"
)

// coordinates are the names of a point's parts, in their order.
var coordinates = []string{"lat", "lon", "alt", "acc"}

// answersDoc writes answers with the paths in byte order.
func answersDoc(a survey.Answers) bson.D {
	out := make(bson.D, 0, len(a))
	for _, path := range slices.Sorted(maps.Keys(a)) {
		out = append(out, bson.E{Key: fieldOf(path), Value: answerOf(a[path])})
	}
	return out
}

func answerOf(v survey.Value) any {
	switch v.Kind {
	case survey.VText:
		return v.Text
	case survey.VNumber:
		return numberOf(v.Text)
	case survey.VCodes:
		return append([]string{}, v.Codes...)
	case survey.VPoints:
		name := fieldPoints
		if v.Line {
			name = fieldLine
		}
		return only(name, pointsOf(v.Points))
	case survey.VFile:
		return only(fieldFile, bson.D{{Key: "sha256", Value: v.File.SHA256}, {Key: "name", Value: v.File.Name},
			{Key: "type", Value: v.File.Type}})
	case survey.VRows:
		return rowsOf(v.Rows)
	case survey.VStated:
		return only(fieldMissing, string(v.Missing))
	}
	return nil
}

func only(name string, v any) bson.D { return bson.D{{Key: name, Value: v}} }

// numberOf keeps a decimal as a number that can be summed when reading that number gives the same digits again.
func numberOf(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return n
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && spell(f) == text {
		return f
	}
	return only(fieldNumber, text)
}

func spell(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func pointsOf(points [][]float64) bson.A {
	out := make(bson.A, len(points))
	for i, p := range points {
		doc := bson.D{}
		for j, x := range p[:min(len(p), len(coordinates))] {
			doc = append(doc, bson.E{Key: coordinates[j], Value: x})
		}
		out[i] = doc
	}
	return out
}

func rowsOf(rows []survey.Answers) any {
	if len(rows) == 0 {
		return only(fieldRows, bson.A{})
	}
	out := make(bson.A, len(rows))
	for i, r := range rows {
		out[i] = answersDoc(r)
	}
	return out
}

// answersFrom reads what answersDoc wrote.
func answersFrom(doc bson.Raw) (survey.Answers, error) {
	elements, err := doc.Elements()
	if err != nil {
		return nil, err
	}
	out := make(survey.Answers, len(elements))
	for _, e := range elements {
		path, err := nameOf(e.Key())
		if err != nil {
			return nil, err
		}
		if out[path], err = answerFrom(e.Value()); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return out, nil
}

func answerFrom(v bson.RawValue) (survey.Value, error) {
	switch v.Type {
	case bson.TypeNull:
		return survey.Value{}, nil
	case bson.TypeString:
		return survey.Value{Kind: survey.VText, Text: v.StringValue()}, nil
	case bson.TypeInt32, bson.TypeInt64:
		return survey.OfNumber(strconv.FormatInt(v.AsInt64(), 10)), nil
	case bson.TypeDouble:
		return survey.OfNumber(spell(v.Double())), nil
	case bson.TypeArray:
		return listFrom(v.Array())
	case bson.TypeEmbeddedDocument:
		return markedFrom(v.Document())
	}
	return survey.Value{}, fmt.Errorf("a stored answer is %s", v.Type)
}

// listFrom reads codes or rows.
func listFrom(array bson.RawArray) (survey.Value, error) {
	values, err := array.Values()
	if err != nil {
		return survey.Value{}, err
	}
	if len(values) > 0 && values[0].Type == bson.TypeEmbeddedDocument {
		v := survey.Value{Kind: survey.VRows}
		for _, e := range values {
			row, err := answersFrom(e.Document())
			if err != nil {
				return survey.Value{}, err
			}
			v.Rows = append(v.Rows, row)
		}
		return v, nil
	}
	v := survey.Value{Kind: survey.VCodes, Codes: make([]string, len(values))}
	for i, e := range values {
		v.Codes[i] = e.StringValue()
	}
	return v, nil
}

// markedFrom reads a document whose one field says what it is.
func markedFrom(doc bson.Raw) (survey.Value, error) {
	e, err := doc.IndexErr(0)
	if err != nil {
		return survey.Value{}, err
	}
	switch v := e.Value(); e.Key() {
	case fieldNumber:
		return survey.OfNumber(v.StringValue()), nil
	case fieldMissing:
		return survey.OfStated(survey.Role(v.StringValue())), nil
	case fieldRows:
		return survey.OfRows([]survey.Answers{}), nil
	case fieldFile:
		f := v.Document()
		return survey.Value{Kind: survey.VFile, File: survey.FileRef{
			SHA256: f.Lookup("sha256").StringValue(), Name: f.Lookup("name").StringValue(),
			Type: f.Lookup("type").StringValue()}}, nil
	case fieldPoints, fieldLine:
		points, err := pointsFrom(v.Array())
		return survey.Value{Kind: survey.VPoints, Points: points, Line: e.Key() == fieldLine}, err
	}
	return survey.Value{}, fmt.Errorf("a stored answer has the unknown mark %q", e.Key())
}

func pointsFrom(array bson.RawArray) ([][]float64, error) {
	values, err := array.Values()
	if err != nil {
		return nil, err
	}
	points := make([][]float64, len(values))
	for i, v := range values {
		doc := v.Document()
		for _, name := range coordinates {
			if x, ok := doc.Lookup(name).AsFloat64OK(); ok {
				points[i] = append(points[i], x)
			}
		}
	}
	return points, nil
}
