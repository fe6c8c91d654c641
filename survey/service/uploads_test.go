package service_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// askingFor publishes a survey with one more item of a kind, called tep.
func (w *world) askingFor(t *testing.T, kind survey.ItemKind) {
	t.Helper()
	q := questionnaire()
	if kind != "" {
		q.Items = append(q.Items, &survey.Item{Name: "tep", Kind: kind})
	}
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: survey.Named}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) put(up service.Upload, content string) error {
	up.SHA256 = hashOf(content)
	_, err := w.PutFile(w.ctx, "yk", up, strings.NewReader(content))
	return err
}

// A survey keeps what it asks for and nothing else. The beginnings of files are those of their formats' own documents;
// HEIC and AMR come from phones, and no browser knows them.
func TestOnlyFilesThatAreAskedFor(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"jpeg": "\xff\xd8\xff\xe0\x00\x10JFIF", "heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`, "mp4": "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
		"webm": "\x1a\x45\xdf\xa3", "ogg": "OggS\x00", "mp3": "ID3\x03", "amr": "#!AMR\n\x0c\x91\x17\x16\xbe\x66",
		"pdf": "%PDF-1.7", "zip": "PK\x03\x04", "html": "<!DOCTYPE html><script>", "text": "xin chào",
	}
	for _, tt := range []struct {
		kind  survey.ItemKind
		takes string
	}{
		{survey.Image, "jpeg heic svg amr"}, {survey.Audio, "mp3 amr ogg mp4 webm heic"},
		{survey.Video, "mp4 webm ogg heic amr"},
		{survey.File, "jpeg heic svg mp4 webm ogg mp3 amr pdf zip html text"}, {"", ""},
	} {
		t.Run("asked for "+string(tt.kind), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.askingFor(t, tt.kind)
			for name, content := range files {
				err := w.put(service.Upload{}, content)
				want := strings.Contains(" "+tt.takes+" ", " "+name+" ")
				if got := err == nil; got != want {
					t.Errorf("%s is taken: %v, want %v (%v)", name, got, want, err)
				}
				if _, there := w.store.Blobs().Has(w.ctx, hashOf(content)); (there == nil) != want {
					t.Errorf("%s is kept: %v, want %v", name, there == nil, want)
				}
			}
		})
	}
}

func TestFilesOfAnItem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.askingFor(t, survey.Image)
	kind(t, w.put(service.Upload{Item: "khong_co"}, "\xff\xd8\xff"), survey.Invalid, "file.not_asked")
	kind(t, w.put(service.Upload{Item: "tep"}, "%PDF-1.7"), survey.Invalid, "file.kind")
	if err := w.put(service.Upload{Item: "tep"}, "\xff\xd8\xff"); err != nil {
		t.Error(err)
	}
}

// One client fills his own share and nobody else's; when his files are named by responses he may send on.
func TestOneClientCannotFillTheDisk(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, service.Options{Waiting: service.Waiting{OfSurvey: 90_000, OfClient: 50_000}})
	w.askingFor(t, survey.File)
	large := func(i int) string { return string(bytes.Repeat([]byte{byte(i + 1)}, 10_000)) }
	fill := func(client string, from int) (sent int) {
		for ; sent < 100; sent++ {
			if err := w.put(service.Upload{Client: client}, large(from+sent)); err != nil {
				kind(t, err, survey.Unavailable, "file.waiting")
				break
			}
		}
		return sent
	}
	if n := fill("192.0.2.1", 0); n != 5 {
		t.Errorf("%d files of 10,000 bytes were taken of one client, want 5", n)
	}
	if err := w.put(service.Upload{Client: "192.0.2.2"}, "của người khác"); err != nil {
		t.Errorf("another client: %v", err)
	}
	in := answer(1, "tot")
	in.Answers["tep"] = survey.Value{Kind: survey.VFile,
		File: survey.FileRef{SHA256: hashOf(large(0)), Name: "anh\u202egpj.exe"}}
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	if name := w.stored(t)[0].Answers["tep"].File.Name; name != "anhgpj.exe" {
		t.Errorf("the file is called %q", name)
	}
	if err := w.put(service.Upload{Client: "192.0.2.1"}, "thêm"); err != nil {
		t.Errorf("after a response named one of the files: %v", err)
	}
	if n := fill("192.0.2.3", 100); n != 5 {
		t.Errorf("%d files were taken of a third client before the survey was full, want 5", n)
	}
	if n := fill("192.0.2.4", 200); n != 0 {
		t.Errorf("%d files were taken of a fourth client when the survey was full", n)
	}
}

// What no response names is removed after a day, and nothing else: what a later revision left out, what came again, and
// the pictures of the questionnaire stay.
func TestSweep(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.publishWithPhotos(t, mode, map[string][]byte{"loa.png": []byte(grey(t, 9))})
			named, alone, again := w.photo(t, grey(t, 1)), w.photo(t, grey(t, 2)), w.photo(t, grey(t, 3))
			in := answer(1, "tot")
			in.Answers["anh"] = named
			if _, err := w.Submit(w.ctx, "yk", in); err != nil {
				t.Fatal(err)
			}
			sweep := func(want int) {
				t.Helper()
				if n, err := w.Sweep(w.ctx); err != nil || n != want {
					t.Errorf("a sweep removed %d, %v, want %d", n, err, want)
				}
			}
			sweep(0)
			w.now = w.now.Add(service.WaitTime - time.Minute)
			sweep(0)
			w.photo(t, grey(t, 3))
			w.now = w.now.Add(2 * time.Minute)
			sweep(1)
			if w.has(t, alone) || !w.has(t, named) || !w.has(t, again) || !w.hasContent(grey(t, 9)) {
				t.Error("another file was removed than the one that nothing names")
			}
			w.now = w.now.Add(service.WaitTime)
			sweep(1)
			if w.has(t, again) {
				t.Error("a file stays for good because it was sent twice")
			}
		})
	}
}

func TestSweepKeepsWhatAnEarlierRevisionNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publishWithPhotos(t, survey.Named, nil)
	old := w.photo(t, grey(t, 1))
	in := answer(1, "tot")
	in.Answers["anh"] = old
	if _, err := w.Submit(w.ctx, "yk", in); err != nil {
		t.Fatal(err)
	}
	r := w.stored(t)[0]
	next := *r
	next.Revision, next.Answers = 2, survey.Answers{}
	if err := w.store.Responses().Revise(w.ctx, &next); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if n, err := w.Sweep(w.ctx); err != nil || n != 0 {
			t.Errorf("a sweep removed %d, %v", n, err)
		}
		w.now = w.now.Add(2 * service.WaitTime)
	}
	if !w.has(t, old) {
		t.Error("what was sent first is gone")
	}
}

func (w *world) hasContent(content string) bool {
	_, err := w.store.Blobs().Has(w.ctx, hashOf(content))
	return err == nil
}
