package survey

import (
	"bytes"
	"encoding/json"
	"testing"
)

// mapOf is Answers without a method of its own: encoding/json writes it.
func mapOf(a Answers) map[string]Value { return a }

func TestAnswersAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	t.Parallel()
	for _, a := range []Answers{nil, {}, {"b": OfText("Tốt"), "a/ă": OfNumber("1.50"), "ab": OfText("")},
		{"đ": OfText("<b>&\"\\\n\u2028\u2029\x7f\x00"), "e<": OfCodes("a", "<b>"), "f": OfCodes(), "g": {}},
		{"h": OfText("\xff nửa chữ"), "i": OfStated(DontKnow), "k": {Kind: VPoints, Points: [][]float64{{1.5, 2}}},
			"l":   {Kind: VPoints, Line: true, Points: [][]float64{{1.5, 2e-9}, {3, 4}}},
			"m":   {Kind: VFile, File: FileRef{SHA256: "0", Name: "<a>.jpg"}},
			"rep": OfRows([]Answers{{"rep/a": OfText("&")}, nil, {}}), "s": OfRows(nil)}} {
		want, err := json.Marshal(mapOf(a))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.AppendJSON([]byte("x")); string(got) != "x"+string(want) {
			t.Errorf("AppendJSON writes %s,\nencoding/json    %s", got, want)
		}
		if got, err := json.Marshal(a); err != nil || !bytes.Equal(got, want) {
			t.Errorf("MarshalJSON writes %s, %v, want %s", got, err, want)
		}
	}
	if _, err := json.Marshal(Answers{"a": OfNumber("1,5")}); err == nil {
		t.Error("what is no number was written")
	}
}

// FuzzCanonical: the short way gives what the long way gives, or both refuse.
func FuzzCanonical(f *testing.F) {
	for _, text := range []string{`{"b":"Tốt","a":[1,-0,1e5,0.1]}`, `{"a":"e\u0301"}`, "{\"a\":\"e\u0301\"}", `{"a":1,"a":2}`,
		`"\ud83d"`, `[1e400]`, ` { } `, `{"e1":"12e5","x":10}`, "\"\xff\"", `"\n` + "\u0301" + `"`, `{"a":1}{}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		before := bytes.Clone(text)
		short, shortErr := Canonical(text)
		long, longErr := canonical(text)
		if (shortErr == nil) != (longErr == nil) || shortErr == nil && !bytes.Equal(short, long) {
			t.Errorf("%q: %q, %v; the long way %q, %v", text, short, shortErr, long, longErr)
		}
		if !bytes.Equal(text, before) {
			t.Errorf("%q was changed to %q", before, text)
		}
	})
}
