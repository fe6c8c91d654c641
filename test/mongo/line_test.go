package mongo_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/mongostore"
	"github.com/khaosat/khaosat/test/fault"
)

// TestLine breaks or stops the line between a store and the server while another store goes on.
func TestLine(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	for name, judge := range map[string]func(t *testing.T, l line){
		"a-lost-reply-and-a-resend-are-one-response":   lostReply,
		"a-lost-reply-of-a-claim-is-recognised":        lostClaim,
		"a-lost-reply-of-an-upload":                    lostUpload,
		"a-late-replace-after-three-others":            func(t *testing.T, l line) { lateReplace(t, l, 3) },
		"a-late-replace-after-its-claim-was-forgotten": func(t *testing.T, l line) { lateReplace(t, l, 40) },
		"a-late-replace-of-a-deleted-row":              lateAfterDelete,
		"a-late-replace-of-a-row-made-anew":            lateAfterRebirth,
		"a-late-revision-of-an-erased-response":        lateRevision,
	} {
		t.Run(name, func(t *testing.T) { judge(t, newLine(t, server)) })
	}
}

// line is two stores on one database, one of them through a proxy.
type line struct {
	weak, firm *mongostore.Store
	proxy      *fault.Proxy
	db         *mongo.Database
}

func newLine(t *testing.T, server string) line {
	t.Helper()
	uri, database := freshURI(t, server)
	host := strings.Split(strings.TrimPrefix(uri, "mongodb://"), "/")[0]
	p := fault.Listen(t, host)
	client := connect(t, uri)
	dropAfter(t, client, database)
	return line{
		weak:  openStore(t, strings.Replace(uri, host, p.Addr(), 1), mongostore.Options{}),
		firm:  openStore(t, uri, mongostore.Options{}),
		proxy: p,
		db:    client.Database(database),
	}
}

func isInsert(request []byte) bool { return bytes.Contains(request, []byte("\x02insert\x00")) }

func insertsInto(collection string) func([]byte) bool {
	return func(request []byte) bool {
		return isInsert(request) && bytes.Contains(request, []byte(collection+"\x00"))
	}
}

func wantKind(t *testing.T, what string, err error, want survey.Kind) {
	t.Helper()
	if err == nil || survey.KindOf(err) != want {
		t.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

func lostReply(t *testing.T, l line) {
	r := response("a")
	l.proxy.LoseReply(isInsert)
	_, err := l.weak.Responses().Insert(bg, r)
	wantKind(t, "the call whose reply was lost", err, survey.Unavailable)
	if l.proxy.Lost() != 1 {
		t.Fatalf("%d replies were lost, want 1", l.proxy.Lost())
	}
	if _, err := l.firm.Responses().Get(bg, r.Survey, r.ID); err != nil {
		t.Fatalf("the server had stored it before the line broke: %v", err)
	}
	existing, err := l.weak.Responses().Insert(bg, r) // what a phone does that got no receipt
	must(t, err)
	if existing[0] == nil || existing[0].SHA256 != r.SHA256 {
		t.Fatalf("the resend met %+v, want the stored one with the same content", existing[0])
	}
	keys, err := l.firm.Responses().Keys(bg, r.Survey)
	must(t, err)
	if len(keys) != 1 {
		t.Fatalf("there are %d responses, want 1", len(keys))
	}
}

// lostClaim: the token is burnt and the response is not stored. Its sender's resend heals that; another one is refused.
func lostClaim(t *testing.T, l line) {
	key, me, other := "nghi-quyet/h", strings.Repeat("1", 32), strings.Repeat("2", 32)
	must(t, l.firm.Tokens().Insert(bg, key, survey.Token{Survey: "nghi-quyet", Hash: "h"}))
	l.proxy.LoseReply(insertsInto("claims"))
	_, _, err := l.weak.Responses().InsertFor(bg, response("a"), key, me)
	wantKind(t, "the call whose reply was lost", err, survey.Unavailable)
	by, err := l.firm.Tokens().BurntBy(bg, key)
	must(t, err)
	if by != me {
		t.Fatalf("the token is burnt by %q, want its sender", by)
	}
	if _, holder, err := l.weak.Responses().InsertFor(bg, response("b"), key, other); err != nil || holder != me {
		t.Fatalf("another response met holder %q, %v", holder, err)
	}
	existing, holder, err := l.weak.Responses().InsertFor(bg, response("a"), key, me)
	must(t, err)
	if existing != nil || holder != "" {
		t.Fatalf("the resend met %v, %q; want it stored", existing, holder)
	}
	if _, err := l.firm.Responses().Get(bg, "nghi-quyet", "a"); err != nil {
		t.Fatal(err)
	}
}

// lostUpload: the descriptor is there although its sender does not know; its bytes must be too.
func lostUpload(t *testing.T, l line) {
	l.proxy.LoseReply(insertsInto("blobs"))
	_, err := l.weak.Blobs().Put(bg, shaOf("ảnh"), 100, strings.NewReader("ảnh"))
	wantKind(t, "the call whose reply was lost", err, survey.Unavailable)
	size, err := l.weak.Blobs().Put(bg, shaOf("ảnh"), 100, strings.NewReader("ảnh"))
	must(t, err)
	r, err := l.firm.Blobs().Open(bg, shaOf("ảnh"))
	must(t, err)
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil || b.String() != "ảnh" || size != int64(b.Len()) {
		t.Errorf("got %q of size %d, %v", b.String(), size, err)
	}
}

// late starts call through the proxy, does meanwhile before its insert reaches the server, and returns how call ended.
func late(l line, call func() error, meanwhile func()) error {
	caught, release := l.proxy.Hold(isInsert)
	ended := make(chan error, 1)
	go func() { ended <- call() }()
	select {
	case <-caught:
		meanwhile()
		release()
	case err := <-ended:
		return err
	}
	return <-ended
}

// lateReplace: a caller has read revision 1; before its insert arrives, others store many more. Even when the document
// of revision 2 is no longer there to refuse it, it has lost.
func lateReplace(t *testing.T, l line, others int64) {
	must(t, l.firm.Links().Insert(bg, "a", survey.Link{}))
	err := late(l, func() error {
		_, err := l.weak.Links().Replace(bg, "a", 1, survey.Link{Label: "lạc"})
		return err
	}, func() {
		for revision := range others {
			if _, err := l.firm.Links().Replace(bg, "a", revision+1,
				survey.Link{Label: strconv.FormatInt(revision+2, 10)}); err != nil {
				t.Error(err)
			}
		}
	})
	wantKind(t, "the late Replace", err, survey.Conflict)
	row, err := l.firm.Links().Get(bg, "a")
	must(t, err)
	if row.Revision != others+1 || row.Value.Label != strconv.FormatInt(others+1, 10) {
		t.Errorf("got %+v, want revision %d", row, others+1)
	}
	if strings.Contains(dump(t, l.db), "lạc") {
		t.Error("what the loser brought is kept")
	}
}

func lateAfterDelete(t *testing.T, l line) {
	must(t, l.firm.Links().Insert(bg, "a", survey.Link{}))
	err := late(l, func() error {
		_, err := l.weak.Links().Replace(bg, "a", 1, survey.Link{Label: "lạc"})
		return err
	}, func() {
		if err := l.firm.Links().Delete(bg, "a"); err != nil {
			t.Error(err)
		}
	})
	wantKind(t, "the late Replace", err, survey.NotFound)
	if docs := all(t, l.db.Collection("links")); len(docs) != 0 {
		t.Errorf("of the deleted row is left %s", docs)
	}
}

func lateAfterRebirth(t *testing.T, l line) {
	must(t, l.firm.Links().Insert(bg, "a", survey.Link{Label: "cũ"}))
	err := late(l, func() error {
		_, err := l.weak.Links().Replace(bg, "a", 1, survey.Link{Label: "lạc"})
		return err
	}, func() {
		if err := l.firm.Links().Delete(bg, "a"); err != nil {
			t.Error(err)
		}
		if err := l.firm.Links().Insert(bg, "a", survey.Link{Label: "mới"}); err != nil {
			t.Error(err)
		}
	})
	wantKind(t, "the late Replace", err, survey.NotFound)
	row, err := l.firm.Links().Get(bg, "a")
	must(t, err)
	if row.Revision != 1 || row.Value.Label != "mới" {
		t.Errorf("got %+v, want the new row as it was inserted", row)
	}
}

func lateRevision(t *testing.T, l line) {
	first := response("a")
	insert(t, l.firm, first)
	second := *first
	second.Revision, second.Why = 2, "bí mật"
	err := late(l, func() error { return l.weak.Responses().Revise(bg, &second) }, func() {
		if err := l.firm.Responses().Erase(bg, first.Survey, first.ID); err != nil {
			t.Error(err)
		}
	})
	wantKind(t, "the late Revise", err, survey.NotFound)
	if strings.Contains(dump(t, l.db), "bí mật") {
		t.Error("the erased response has left content")
	}
}
