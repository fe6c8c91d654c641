package service

import "testing"

// Ids of imports and of rows without ids stay what they were, or files would come in twice. Wanted values by Python:
// uuid.UUID(bytes=hashlib.sha1(b"khaosat import " + space + b"\x00" + name).digest()[:16], version=5).
func TestNamedIDs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ space, name, want string }{
		{"danh-gia", "", "570e81fb-f2a1-5c9c-ab4d-7cddc4886803"},
		{"a", "dòng 2", "da8aac8c-07b8-514f-9c66-e7ff4e46fba3"},
		{"", "", "a39ca02b-7879-5ed5-aec4-cc3b4e4c0863"},
	} {
		if got := uuid5(c.space, c.name); got != c.want {
			t.Errorf("the id of %q in %q is %s, want %s", c.name, c.space, got, c.want)
		}
	}
}

// The vector of RFC 9562, appendix A.4: www.example.com in the namespace of DNS names
// (6ba7b810-9dad-11d1-80b4-00c04fd430c8).
func TestNameBasedIsAPublishedVersion5(t *testing.T) {
	t.Parallel()
	dns := "\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"
	if got := nameBased([]byte(dns + "www.example.com")); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Errorf("got %s", got)
	}
}
