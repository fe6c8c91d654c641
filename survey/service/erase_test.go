package service_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

func (w *world) publishWithPhotos(t *testing.T, mode survey.Mode, files map[string][]byte) {
	t.Helper()
	q := questionnaire()
	q.Items = append(q.Items, &survey.Item{Name: "anh", Kind: survey.Image},
		&survey.Item{Name: "ho", Kind: survey.Repeat, Children: []*survey.Item{{Name: "giay", Kind: survey.File}}})
	if _, err := w.SaveDraftWithFiles(w.ctx, admin, "yk", q, files); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: mode}); err != nil {
		t.Fatal(err)
	}
}

// photo uploads bytes and gives the value that names them as a phone does.
func (w *world) photo(t *testing.T, content string) survey.Value {
	t.Helper()
	sha := hashOf(content)
	if _, err := w.PutFile(w.ctx, "yk", service.Upload{SHA256: sha}, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return survey.Value{Kind: survey.VFile,
		File: survey.FileRef{SHA256: sha, Name: "IMG_20260714_101530.jpg", Type: "image/jpeg"}}
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// grey is a bare picture that differs from one of another shade.
func grey(t *testing.T, shade uint8) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, &image.Gray{Pix: []uint8{shade}, Stride: 1, Rect: image.Rect(0, 0, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (w *world) has(t *testing.T, v survey.Value) bool {
	t.Helper()
	_, err := w.store.Blobs().Has(w.ctx, v.File.SHA256)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		t.Fatal(err)
	}
	return err == nil
}

func TestWithdrawalErases(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publishWithPhotos(t, mode, map[string][]byte{"bia.jpg": []byte("bìa")})
			own, inner, shared, cover := w.photo(t, grey(t, 1)), w.photo(t, "trong phần lặp"), w.photo(t, grey(t, 2)),
				w.photo(t, "bìa")
			in, other := answer(1, "tot"), answer(2, "tot")
			in.Answers["anh"], other.Answers["anh"] = own, shared
			in.Answers["ho"] = survey.OfRows([]survey.Answers{{"giay": inner}, {"giay": shared}, {"giay": cover}})
			receipt, err := w.Submit(w.ctx, "yk", in)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Submit(w.ctx, "yk", other); err != nil {
				t.Fatal(err)
			}
			stored := w.stored(t)
			for _, r := range stored {
				body, _ := json.Marshal(r)
				if named := mode == survey.Named; strings.Contains(string(body), "IMG_2026") != named {
					t.Errorf("the names of attachments in a %s survey: %s", mode, body)
				}
			}
			id := w.Identity().AnswerID(&survey.Survey{Slug: "yk", Mode: mode}, id(1))
			if err := w.Review(w.ctx, admin, "yk", id, survey.Rejected, "trùng"); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
					t.Fatal(err)
				}
			}
			if left := w.stored(t); len(left) != 1 || left[0].ID == id {
				t.Fatalf("%d responses are left", len(left))
			}
			if w.has(t, own) || w.has(t, inner) {
				t.Error("an attachment that nothing else names is still there")
			}
			if !w.has(t, shared) || !w.has(t, cover) {
				t.Error("an attachment that something else names is gone")
			}
			_, err = w.Submit(w.ctx, "yk", in)
			kind(t, err, survey.Erased, "response.erased")
			if err := w.Erase(w.ctx, admin, "yk", w.stored(t)[0].ID); err != nil {
				t.Fatal(err)
			}
			if w.has(t, shared) || !w.has(t, cover) {
				t.Error("the last response that names an attachment was erased, and it is still there")
			}
		})
	}
}

// The receipt has the hash of what was sent; an anonymous survey keeps only a keyed one, by which a resend is known all
// the same.
func TestAnonymousKeepsNoHashThatAReceiptHas(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			first, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := survey.ContentHash(map[string]json.RawMessage{"version": []byte(`""`),
				"language": []byte(`""`), "answers": []byte(`{"q1":"tot"}`)})
			if err != nil || first.SHA256 != plain {
				t.Errorf("the receipt says %s, want the hash of what was sent, %s (%v)", first.SHA256, plain, err)
			}
			if kept := w.stored(t)[0].SHA256; (kept == plain) != (mode == survey.Named) || len(kept) != 64 {
				t.Errorf("a %s survey keeps %s of %s", mode, kept, plain)
			}
			again, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil || again.New || again.SHA256 != plain {
				t.Errorf("sent again: %+v, %v", again, err)
			}
			rows := file("id,q1", id(7)+",tot")
			for want, known := range []int{0, 1} {
				report, err := w.ImportResponses(w.ctx, admin, "yk", rows, service.ImportOptions{})
				if err != nil || report.Known != known {
					t.Errorf("import %d: %+v, %v", want+1, report, err)
				}
			}
		})
	}
}

// Only a file that the response itself names is opened under its id, also when the store has another.
func TestAttachmentsAreOpenedThroughTheResponseThatNamesThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Named, map[string][]byte{"loa.png": []byte("hình loa")})
	in := answer(1, "tot")
	in.Answers["anh"] = w.photo(t, "của phiếu này")
	other := w.photo(t, "của phiếu khác")
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	file, content, err := w.OpenAttachment(w.ctx, admin, "yk", id(1), in.Answers["anh"].File.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if b, err := io.ReadAll(content); string(b) != "của phiếu này" || file.Name != "IMG_20260714_101530.jpg" {
		t.Errorf("opened %q called %q, %v", b, file.Name, err)
	}
	_, _, err = w.OpenAttachment(w.ctx, admin, "yk", id(1), other.File.SHA256)
	kind(t, err, survey.NotFound, "file.not_found")
	counter := survey.Actor{Name: "lan",
		Grants: []survey.Grant{{Survey: "yk", Actions: []survey.Action{survey.SeeTotals, survey.Publish}}}}
	_, _, err = w.OpenAttachment(w.ctx, counter, "yk", id(1), in.Answers["anh"].File.SHA256)
	kind(t, err, survey.Forbidden, "right.missing")
	v, err := w.Version(w.ctx, "yk", "")
	if err != nil {
		t.Fatal(err)
	}
	picture, size, err := w.OpenFile(w.ctx, v.Questionnaire, "loa.png")
	if err != nil || size != int64(len("hình loa")) {
		t.Fatalf("the questionnaire's picture has %d bytes, %v", size, err)
	}
	defer picture.Close()
	_, _, err = w.OpenFile(w.ctx, v.Questionnaire, "khong-co.png")
	kind(t, err, survey.NotFound, "file.not_found")
}

// What came after closing has burnt its token too, since it may be accepted yet. When it was erased and is sent again,
// it is told so, and nobody else gets in with the token.
func TestALateAnswerBurnsItsToken(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		w := newWorld(t)
		w.publish(t, service.PublishOptions{Mode: mode, Access: survey.ByToken})
		tokens, err := w.MakeTokens(w.ctx, admin, "yk", 1, survey.Preset{})
		if err != nil {
			t.Fatal(err)
		}
		closed := func(is bool) {
			t.Helper()
			if _, err := w.Change(w.ctx, admin, "yk", func(s *survey.Survey) { s.Closed = is }); err != nil {
				t.Fatal(err)
			}
		}
		late, other := answer(1, "tot"), answer(2, "tot")
		late.Token, other.Token = tokens[0], tokens[0]
		closed(true)
		_, err = w.Submit(w.ctx, "yk", late)
		kind(t, err, survey.Closed, "survey.closed")
		closed(false)
		_, err = w.Submit(w.ctx, "yk", other)
		kind(t, err, survey.Unauthorized, "token.refused")
		if n := len(w.stored(t)); n != 1 {
			t.Errorf("%s: %d answers came with one token", mode, n)
		}
		if err := w.Erase(w.ctx, admin, "yk", w.stored(t)[0].ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.Submit(w.ctx, "yk", late)
		kind(t, err, survey.Erased, "response.erased")
		_, err = w.Submit(w.ctx, "yk", other)
		kind(t, err, survey.Unauthorized, "token.refused")
	}
}

// keptFirst is a list of erasures that looks whether the response is still there when it is told, and can fail.
type keptFirst struct {
	w    *world
	kept []string
	err  error
}

func (k *keptFirst) Keep(slug, id string) error {
	if k.err != nil {
		return k.err
	}
	if r, err := k.w.Response(k.w.ctx, admin, slug, id); err == nil {
		k.kept = append(k.kept, slug+" "+r.ID)
	}
	return nil
}

// What is erased is on the list before it goes; a list that cannot be written keeps it. Erased again is only what the
// list names, and nothing is written down twice for what is gone.
func TestErasuresAreKeptBeforehand(t *testing.T) {
	t.Parallel()
	list := &keptFirst{}
	w := newWorldWith(t, service.Options{Erasures: list})
	list.w = w
	w.publish(t, service.PublishOptions{Mode: survey.Named})
	for n := range 3 {
		if _, err := w.Submit(w.ctx, "yk", answer(n, "tot")); err != nil {
			t.Fatal(err)
		}
	}
	list.err = survey.Fail(survey.Unavailable, "store.disk_full")
	if err := w.Erase(w.ctx, admin, "yk", id(0)); survey.KindOf(err) != survey.Unavailable || len(w.stored(t)) != 3 {
		t.Errorf("a list that cannot be written: %v, %d left", err, len(w.stored(t)))
	}
	list.err = nil
	if err := w.Erase(w.ctx, admin, "yk", id(0)); err != nil {
		t.Fatal(err)
	}
	for want := range 2 { // the second time finds nothing
		n, err := w.EraseAgain(w.ctx, "yk", []string{id(0), id(2), id(7)})
		if err != nil || n != 1-want {
			t.Errorf("erased again: %d, %v, want %d", n, err, 1-want)
		}
	}
	if left := w.stored(t); len(left) != 1 || left[0].ID != id(1) {
		t.Errorf("left are %v", left)
	}
	if got := fmt.Sprint(list.kept); got != "[yk "+id(0)+" yk "+id(2)+"]" {
		t.Errorf("the list was told of %s", got)
	}
}
