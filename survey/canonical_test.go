package survey

import (
	"encoding/json"
	"testing"
)

// The first case is the example of RFC 8785, section 3.2.2 with its result of section 3.2.4.
func TestCanonical(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"RFC 8785", `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		{"keys by UTF-16, section 3.2.3",
			"{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\uffe6\":\"x\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Smiley\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}",
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"o\",\"€\":\"Euro Sign\",\"😀\":\"Smiley\",\"\uffe6\":\"x\"}"},
		{"NFC", "{\"a\":\"e\\u0323\\u0302\"}", `{"a":"ệ"}`},
		{"minus zero", `[-0, -0.0, 100, 1e21, 123456789012345680000]`, `[0,0,100,1e+21,123456789012345680000]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Canonical([]byte(tt.in))
			if err != nil || string(got) != tt.want {
				t.Errorf("Canonical = %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

// A text that two readers could take for different contents has no canonical form.
func TestNotCanonical(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `{} {}`, `{"a":1} x`, "\"\xff\"", `"\ud83d"`, `"\ud83dx"`, `{"a":1,"a":1}`,
		`{"\u1ec7":1,"e\u0323\u0302":1}`, `[1e400]`, `[-1e400]`, `01`, `NaN`} {
		if got, err := Canonical([]byte(text)); err == nil {
			t.Errorf("%s became %s", text, got)
		}
	}
}

func TestContentHashIsOfWhatWasSent(t *testing.T) {
	hash := func(s string) string {
		var raw map[string]json.RawMessage
		if err := json.Unmarshal([]byte(s), &raw); err != nil {
			t.Fatal(err)
		}
		h, err := ContentHash(raw)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	a := hash(`{"id":"1","version":"1","language":"vi","answers":{"a":"x","b":1.0}}`)
	if b := hash(`{"answers":{"b":1,"a":"x"},"language":"vi","version":"1","id":"2","token":"t"}`); a != b {
		t.Error("order, spelling of numbers, id or token changed the hash")
	}
	if b := hash(`{"answers":{"b":2,"a":"x"},"language":"vi","version":"1"}`); a == b {
		t.Error("another answer has the same hash")
	}
	// printf '%s' '{"answers":{"a":"x","b":1},"language":"vi","version":"1"}' | sha256sum
	if want := "a84ef8a9fead9d8de137e2a641c8d9227e917babcf16f468bd90e3305ab742f2"; a != want {
		t.Errorf("hash %s, want %s", a, want)
	}
}
