package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

const limit = 4 << 20

var blobIdeas = []idea{
	{"put-then-open", func(t *testing.T, h Harness) {
		b := noise(300_000)
		equal(t, "size", put(t, h.Store, b), int64(len(b)))
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantBlob(t, s, b)
		}
	}},
	{"no-bytes-at-all", func(t *testing.T, h Harness) {
		equal(t, "size", put(t, h.Store, nil), int64(0))
		wantBlob(t, h.Store, nil)
	}},
	{"larger-than-a-document-may-be", func(t *testing.T, h Harness) {
		b := noise(limit)
		put(t, h.Store, b)
		wantBlob(t, h.Store, b)
	}},
	{"all", func(t *testing.T, h Harness) {
		a, b, gone := noise(300_000), noise(1000), noise(2000)
		for _, content := range [][]byte{a, b, gone, a} {
			put(t, h.Store, content)
		}
		must(t, h.Store.Blobs().Delete(bg, sum(gone)))
		for _, s := range []survey.Store{h.Store, h.second()} {
			var all []string
			for sha, err := range s.Blobs().All(bg) {
				must(t, err)
				all = append(all, sha)
			}
			slices.Sort(all)
			want := []string{sum(a), sum(b)}
			slices.Sort(want)
			equal(t, "all", all, want)
		}
		for range h.Store.Blobs().All(bg) {
			break // a caller may leave early
		}
	}},
	{"delete", func(t *testing.T, h Harness) {
		gone, kept := noise(300_000), noise(1000)
		put(t, h.Store, gone)
		put(t, h.Store, kept)
		for range 2 {
			must(t, h.Store.Blobs().Delete(bg, sum(gone)))
		}
		for _, s := range []survey.Store{h.Store, h.second()} {
			wantNoBlob(t, s, sum(gone))
			wantBlob(t, s, kept)
		}
		put(t, h.Store, gone)
		wantBlob(t, h.Store, gone)
	}},
	{"names", func(t *testing.T, h Harness) {
		sha := sum([]byte("ảnh"))
		naming := func(r *survey.Response) *survey.Response {
			inner := survey.Answers{"ho/anh": {Kind: survey.VFile,
				File: survey.FileRef{SHA256: sha, Type: "image/jpeg"}}}
			r.Answers["ho"] = survey.OfRows([]survey.Answers{{}, inner})
			return r
		}
		names := func(id string) bool { return one[bool](t)(h.second().Responses().Names(bg, slug, sha, id)) }
		store(t, h.Store, naming(named(slug, "a")), named(slug, "b"))
		equal(t, "by a alone, besides a", names("a"), false)
		equal(t, "by a, besides b", names("b"), true)
		must(t, h.Store.Responses().Revise(bg, saying(next(named(slug, "a"), survey.Submitted, "bỏ ảnh"), "không ảnh")))
		equal(t, "by an earlier revision", names("b"), true)
		store(t, h.Store, naming(inBatch(slug, "c", "lô")))
		equal(t, "by what is not seen yet", names("a"), true)
		must(t, h.Store.Responses().Erase(bg, slug, "a"))
		equal(t, "besides c", names("c"), false)
		store(t, h.Store, naming(named("khác", "d")))
		equal(t, "in another survey", names("c"), false)
		equal(t, "there", one[bool](t)(h.Store.Responses().Names(bg, "khác", sha, "c")), true)
	}},
	{"twice-is-once", func(t *testing.T, h Harness) {
		b := noise(1000)
		equal(t, "first", put(t, h.Store, b), int64(1000))
		equal(t, "second", put(t, h.Store, b), int64(1000))
		wantBlob(t, h.Store, b)
	}},
	{"many-at-once", func(t *testing.T, h Harness) {
		both := []survey.Store{h.Store, h.second()}
		shared := noise(50_000)
		together(8, func(i int) {
			own := append(noise(1000), byte(i))
			for _, b := range [][]byte{shared, own} {
				if n, err := both[i%2].Blobs().Put(bg, sum(b), limit, bytes.NewReader(b)); err != nil ||
					n != int64(len(b)) {
					t.Errorf("Put gave %d, %v", n, err)
				}
			}
			if n, err := both[i%2].Blobs().Has(bg, sum(own)); err != nil || n != 1001 {
				t.Errorf("Has gave %d, %v", n, err)
			}
		})
		wantBlob(t, h.Store, shared)
	}},
	{"a-wrong-hash-keeps-nothing", func(t *testing.T, h Harness) {
		other := sum([]byte("khác"))
		_, err := h.Store.Blobs().Put(bg, other, limit, strings.NewReader("ảnh"))
		wantCode(t, err, "file.sha256")
		wantNoBlob(t, h.Store, other)
		wantNoBlob(t, h.Store, sum([]byte("ảnh")))
	}},
	{"a-wrong-hash-changes-nothing-stored", func(t *testing.T, h Harness) {
		b := noise(1000)
		put(t, h.Store, b)
		_, err := h.Store.Blobs().Put(bg, sum(b), limit, strings.NewReader("giả"))
		wantCode(t, err, "file.sha256")
		wantBlob(t, h.Store, b)
	}},
	{"one-byte-too-many-keeps-nothing", func(t *testing.T, h Harness) {
		b := noise(1001)
		_, err := h.Store.Blobs().Put(bg, sum(b), 1000, bytes.NewReader(b))
		wantCode(t, err, "file.size")
		wantNoBlob(t, h.Store, sum(b))
		one[int64](t)(h.Store.Blobs().Put(bg, sum(b), 1001, bytes.NewReader(b)))
		wantBlob(t, h.Store, b)
	}},
	{"a-broken-upload-keeps-nothing", func(t *testing.T, h Harness) {
		b, broken := noise(100_000), errors.New("đường truyền đứt")
		_, err := h.Store.Blobs().Put(bg, sum(b), limit,
			io.MultiReader(bytes.NewReader(b[:70_000]), brokenReader{broken}))
		if !errors.Is(err, broken) {
			t.Fatalf("got error %v, want the reader's", err)
		}
		wantNoBlob(t, h.Store, sum(b))
		put(t, h.Store, b)
		wantBlob(t, h.Store, b)
	}},
	{"names-that-are-no-hash", func(t *testing.T, h Harness) {
		good := sum([]byte("x"))
		for _, name := range []string{"", "ab", "../../etc/passwd", good[:62] + "/x",
			strings.ToUpper(sum([]byte("ảnh"))), good + "0", "..", strings.Repeat("g", 64)} {
			_, err := h.Store.Blobs().Put(bg, name, limit, strings.NewReader("ảnh"))
			wantCode(t, err, "file.sha256")
			wantNoBlob(t, h.Store, name)
		}
	}},
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

// noise is n bytes that repeat only after 251.
func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 % 251)
	}
	return b
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func put(t *testing.T, s survey.Store, b []byte) int64 {
	t.Helper()
	return one[int64](t)(s.Blobs().Put(bg, sum(b), limit, bytes.NewReader(b)))
}

func wantBlob(t *testing.T, s survey.Store, b []byte) {
	t.Helper()
	equal(t, "Has", one[int64](t)(s.Blobs().Has(bg, sum(b))), int64(len(b)))
	r := one[io.ReadCloser](t)(s.Blobs().Open(bg, sum(b)))
	got, err := io.ReadAll(r)
	must(t, err)
	must(t, r.Close())
	if !bytes.Equal(got, b) {
		t.Fatalf("got %d bytes, want the %d that were put", len(got), len(b))
	}
}

func wantNoBlob(t *testing.T, s survey.Store, sha string) {
	t.Helper()
	_, err := s.Blobs().Has(bg, sha)
	wantKind(t, err, survey.NotFound)
	_, err = s.Blobs().Open(bg, sha)
	wantKind(t, err, survey.NotFound)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *survey.Error
	if !errors.As(err, &e) || e.Kind != survey.Invalid || e.Code != code {
		t.Fatalf("got error %v, want Invalid with the code %s", err, code)
	}
	if e.Msg.In("vi") == "" || e.Msg.In("en") == "" {
		t.Fatalf("the error has no words: %+v", e)
	}
}
