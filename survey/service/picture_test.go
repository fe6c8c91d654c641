package service_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

func camera(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../photo/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (w *world) blob(t *testing.T, sha string) []byte {
	t.Helper()
	r, err := w.store.Blobs().Open(w.ctx, sha)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A phone names its pictures by the hash of what it sent. An anonymous survey keeps neither those bytes nor that hash,
// takes the answer when it comes again, and forgets all of it with the answer.
func TestAnonymousPicturesAreBare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Anonymous, nil)
	upright, inner := w.photo(t, camera(t, "phone.jpg")), w.photo(t, camera(t, "phone.png"))
	for _, v := range []survey.Value{upright, inner} {
		if w.has(t, v) {
			t.Fatal("the picture is stored as it was sent")
		}
	}
	in := answer(1, "tot")
	in.Answers["anh"] = upright
	in.Answers["ho"] = survey.OfRows([]survey.Answers{{"giay": inner}})
	receipt, err := w.Submit(w.ctx, "yk", in)
	if err != nil {
		t.Fatal(err)
	}
	w.photo(t, camera(t, "phone.jpg")) // the phone did not hear of it and begins again
	again, err := w.Submit(w.ctx, "yk", in)
	if err != nil || again.New || again.SHA256 != receipt.SHA256 {
		t.Fatalf("sent again: %+v, %v", again, err)
	}
	r := w.stored(t)[0]
	kept := []survey.Value{r.Answers["anh"], r.Answers["ho"].Rows[0]["ho/giay"]}
	for i, sent := range []survey.Value{upright, inner} {
		if kept[i].File.SHA256 == sent.File.SHA256 ||
			bytes.Contains(w.blob(t, kept[i].File.SHA256), []byte("SM-A145F")) {
			t.Errorf("picture %d tells of its maker", i)
		}
	}
	rows, err := w.store.Pictures().List(w.ctx, "")
	if told := fmt.Sprint(rows); err != nil || len(rows) != 2 || strings.Contains(told, upright.File.SHA256) ||
		strings.Contains(told, inner.File.SHA256) {
		t.Errorf("the hash under which a phone sent a picture is stored: %s, %v", told, err)
	}
	if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
		t.Fatal(err)
	}
	rows, err = w.store.Pictures().List(w.ctx, "")
	if err != nil || len(rows) > 0 || w.has(t, kept[0]) || w.has(t, kept[1]) {
		t.Errorf("%d pictures are remembered after the withdrawal, %v", len(rows), err)
	}
}

// What came before it was known that the survey is anonymous, or by way of another survey, is bared when the answer
// comes.
func TestPicturesFromElsewhereAreBared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Anonymous, nil)
	sent := w.photo(t, camera(t, "upright.jpg"))
	rows, err := w.store.Pictures().List(w.ctx, "")
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if err := w.store.Pictures().Delete(w.ctx, rows[0].Key); err != nil {
		t.Fatal(err)
	}
	picture := camera(t, "upright.jpg")
	if _, err := w.store.Blobs().Put(w.ctx, sent.File.SHA256, service.MaxFile,
		bytes.NewReader([]byte(picture))); err != nil {
		t.Fatal(err)
	}
	in := answer(1, "tot")
	in.Answers["anh"] = sent
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	if kept := w.stored(t)[0].Answers["anh"].File.SHA256; kept == sent.File.SHA256 {
		t.Error("the answer names the picture as it was sent")
	}
}

func TestAnonymousTakesNoPicturesThatTell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Anonymous, nil)
	heic := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
	_, err := w.PutFile(w.ctx, "yk", service.Upload{SHA256: hashOf(heic)}, bytes.NewReader([]byte(heic)))
	kind(t, err, survey.Invalid, "file.picture")
	_, err = w.PutFile(w.ctx, "yk", service.Upload{SHA256: hashOf("khác")}, bytes.NewReader([]byte(heic)))
	kind(t, err, survey.Invalid, "file.sha256")
	_, err = w.PutFile(w.ctx, "yk", service.Upload{SHA256: hashOf(heic)}, bytes.NewReader(make([]byte, service.MaxFile+1)))
	kind(t, err, survey.Invalid, "file.size")
	in := answer(1, "tot")
	in.Answers["anh"] = w.photo(t, "%PDF-1.7 không phải ảnh")
	_, err = w.Submit(w.ctx, "yk", in)
	if ps := survey.ProblemsOf(err); len(ps) != 1 || ps[0].Code != "file.picture" || ps[0].Place.Item != "anh" {
		t.Errorf("a question for a picture took something else: %v", err)
	}
	delete(in.Answers, "anh")
	in.Answers["ho"] = survey.OfRows([]survey.Answers{{"giay": w.photo(t, "%PDF-1.7 không phải ảnh")}})
	if _, err = w.Submit(w.ctx, "yk", in); err != nil {
		t.Errorf("a question for any file: %v", err)
	}
}
