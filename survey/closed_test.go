package survey

import (
	"bytes"
	"testing"
)

// What was closed is read again by the same installation, for the same purpose and in the same context, unchanged.
func TestClosedIsReadByItsMakerAlone(t *testing.T) {
	t.Parallel()
	ours, text := NewIdentity([]byte("one secret")), []byte("Lò Thị Ánh")
	closed := ours.Close("page", "phieu", text)
	if got, ok := ours.Open("page", "phieu", closed); !ok || !bytes.Equal(got, text) {
		t.Errorf("opened %q, %t", got, ok)
	}
	if bytes.Contains(closed, []byte("Ánh")) || bytes.Equal(closed, ours.Close("page", "phieu", text)) {
		t.Error("it can be read, or the same text is always closed alike")
	}
	changed := bytes.Clone(closed)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, bool){
		"another secret":  func() ([]byte, bool) { return NewIdentity([]byte("two")).Open("page", "phieu", closed) },
		"another purpose": func() ([]byte, bool) { return ours.Open("other", "phieu", closed) },
		"another context": func() ([]byte, bool) { return ours.Open("page", "khac", closed) },
		"changed":         func() ([]byte, bool) { return ours.Open("page", "phieu", changed) },
		"cut":             func() ([]byte, bool) { return ours.Open("page", "phieu", closed[:5]) },
	} {
		if got, ok := open(); ok {
			t.Errorf("%s: opened %q", name, got)
		}
	}
}
