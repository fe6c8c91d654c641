package sqlitestore_test

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// unpack brings a data folder of an earlier version onto the disk.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Open(archive)
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		must(t, err)
		path := filepath.Join(dir, h.Name)
		if h.FileInfo().IsDir() {
			must(t, os.MkdirAll(path, 0o700))
			continue
		}
		b, err := io.ReadAll(r)
		must(t, err)
		must(t, os.WriteFile(path, b, 0o600))
	}
}

// The folder was written by the program of before: in each of two surveys three answers, of which the third was
// withdrawn. The receipts and hashes are what it printed then.
func TestAnOldFolderGoesOnWorking(t *testing.T) {
	t.Parallel()
	dir := unpack(t, "testdata/folder-before-row-hashes.tar.gz")
	_, err := sqlitestore.OpenReadOnly(t.Context(), dir)
	wantCode(t, err, survey.Unavailable, "store.older")
	store := opened(t, dir)
	svc, err := service.New(t.Context(), store, service.Options{})
	must(t, err)
	const tot = "d68ad180e989db951ce5f6e82a29634a155aaff30188ea13d6bc50dd2213d308"
	for slug, receipts := range map[string][]string{
		"named":     {"5FED-XGKR-658V-0EK0", "FHY9-XGV4-65P9-NWR8", "X1AW-9CW8-TM58-ACM4"},
		"anonymous": {"0YFB-CWST-ZXCT-P5C9", "NWHK-Z8Z7-R2A5-SYVS", "F670-GSZP-PR62-2D09"},
	} {
		send := func(n int) (*service.Receipt, error) {
			return svc.Submit(t.Context(), slug,
				service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
					Answers: survey.Answers{"q1": survey.OfText("tot")}})
		}
		again, err := send(1)
		if err != nil || again.New || again.Receipt != receipts[0] || again.SHA256 != tot {
			t.Errorf("%s: sent again: %+v, %v", slug, again, err)
		}
		if _, err = send(2); survey.KindOf(err) != survey.Conflict {
			t.Errorf("%s: other content under a known id: %v", slug, err)
		}
		if _, err = send(3); survey.KindOf(err) != survey.Erased {
			t.Errorf("%s: what was withdrawn is sent again: %v", slug, err)
		}
		must(t, svc.Withdraw(t.Context(), slug, receipts[2])) // a second time
		keys, err := store.Responses().Keys(t.Context(), slug)
		must(t, err)
		if len(keys) != 3 {
			t.Errorf("%s: %d answers, want 2 and the copy of other content", slug, len(keys))
		}
		for _, k := range keys {
			r, err := store.Responses().Get(t.Context(), slug, k.ID)
			must(t, err)
			if k.Row == "" || k.Row != svc.Identity().RowHash(r) {
				t.Errorf("%s: row hash %q", slug, k.Row)
			}
			if plain := r.SHA256 == tot; plain && slug == "anonymous" {
				t.Error("an anonymous answer keeps the hash that a receipt has")
			}
		}
		photo := hash("ảnh của " + slug)
		_, err = store.Blobs().Has(t.Context(), photo)
		must(t, err)
		must(t, svc.Withdraw(t.Context(), slug, receipts[1]))
		if _, err = store.Blobs().Has(t.Context(), photo); survey.KindOf(err) != survey.NotFound {
			t.Errorf("%s: the attachment of a withdrawn answer is still there: %v", slug, err)
		}
	}
	if inFiles(t, "99eed0bad860731f926dac4fb40cea602deaea09e094fb6085d92b8546eab46a",
		filepath.Join(dir, "khaosat.db*")) {
		t.Error("the files hold the plain hash of an anonymous answer")
	}
	must(t, store.Close())
	_, err = sqlitestore.OpenReadOnly(t.Context(), dir)
	must(t, err)
}

func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// What was withdrawn is in no byte of the folder while the store is open, nor of a copy made afterwards.
func TestWithdrawnIsInNoFile(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			dir := t.TempDir()
			store := opened(t, dir)
			svc, err := service.New(t.Context(), store, service.Options{})
			must(t, err)
			admin := survey.System("lan")
			_, err = svc.SaveDraft(t.Context(), admin, "yk",
				&survey.Questionnaire{FormID: "yk", Title: survey.Text{"vi": "Ý kiến"}, DefaultLanguage: "vi",
					Items: []*survey.Item{{Name: "gop_y", Kind: survey.TextItem}, {Name: "anh", Kind: survey.File}}})
			must(t, err)
			_, err = svc.PublishDraft(t.Context(), admin, "yk", service.PublishOptions{Mode: mode})
			must(t, err)
			content := "điều chỉ mình tôi viết"
			photo := "ảnh chỉ mình tôi chụp"
			_, err = svc.PutFile(t.Context(), "yk", service.Upload{SHA256: hash(photo)}, strings.NewReader(photo))
			must(t, err)
			send := func(n int, text string) *service.Receipt {
				in := service.Submission{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
					Answers: survey.Answers{"gop_y": survey.OfText(text)}}
				if n == 20 {
					in.Answers["anh"] = survey.Value{Kind: survey.VFile,
						File: survey.FileRef{SHA256: hash(photo), Name: "a.jpg", Type: "image/jpeg"}}
				}
				r, err := svc.Submit(t.Context(), "yk", in)
				must(t, err)
				return r
			}
			var receipt *service.Receipt
			for n := range 40 {
				text := strings.Repeat("ai cũng được đọc ", 20)
				if n == 20 {
					text = strings.Repeat(content+" ", 300) // beyond one page
				}
				if r := send(n, text); n == 20 {
					receipt = r
				}
			}
			var r *survey.Response
			for x, err := range svc.Responses(t.Context(), admin, "yk") {
				must(t, err)
				if strings.HasPrefix(x.Answers["gop_y"].Text, content) {
					r = x
				}
			}
			must(t, svc.Review(t.Context(), admin, "yk", r.ID, survey.Rejected, "xem lại"))
			rejected, err := store.Responses().Get(t.Context(), "yk", r.ID)
			must(t, err)
			secrets := map[string]string{"the answer": content, "the attachment": photo,
				"the attachment's hash": hash(photo),
				"the wire hash":         r.SHA256, "the row hash": r.RowHash,
				"the row hash of the second revision": rejected.RowHash}
			for what, text := range secrets {
				if !holds(t, dir, text) {
					t.Fatalf("before: no file holds %s", what)
				}
			}
			must(t, svc.Withdraw(t.Context(), "yk", receipt.Receipt))
			backup := filepath.Join(t.TempDir(), "sao")
			must(t, store.Snapshot(t.Context(), backup))
			for what, text := range secrets {
				if holds(t, dir, text) {
					t.Errorf("a file of the open folder holds %s", what)
				}
				if holds(t, backup, text) {
					t.Errorf("a file of the copy holds %s", what)
				}
			}
		})
	}
}

// holds reports whether a file below a folder has the text in its bytes or in its name.
func holds(t *testing.T, dir, text string) bool {
	t.Helper()
	found := false
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || strings.Contains(string(b), text) || strings.Contains(path, text)
		return err
	}))
	return found
}

// The time of an attachment's file would be that of the answer that names it, and the order of the files that of the
// answers.
func TestAttachmentsHaveNoTimeAndNoOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := opened(t, dir)
	for n := range 70 { // two batches and a rest
		content := fmt.Sprint("ảnh ", n)
		_, err := store.Blobs().Put(t.Context(), hash(content), 100, strings.NewReader(content))
		must(t, err)
	}
	must(t, store.Close())
	files, err := filepath.Glob(filepath.Join(dir, "blobs", "*", "*"))
	must(t, err)
	if len(files) != 70 {
		t.Fatalf("%d files, want 70", len(files))
	}
	for _, file := range files {
		info, err := os.Stat(file)
		must(t, err)
		if at := info.ModTime().UTC().Format("2006-01-02T15:04:05.999"); at != "2000-01-01T00:00:00" {
			t.Errorf("%s was written at %s", filepath.Base(file), at)
		}
	}
	arrived := map[string]int{}
	for n := range 70 {
		arrived[hash(fmt.Sprint("ảnh ", n))] = n
	}
	again := opened(t, dir)
	for n := range 70 {
		content := fmt.Sprint("ảnh ", n)
		r, err := again.Blobs().Open(t.Context(), hash(content))
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, errors.Join(err, r.Close()))
		if string(b) != content {
			t.Errorf("attachment %d is %q", n, b)
		}
	}
	if order := byMaking(t, files); order != nil {
		for i := 1; i < 32; i++ { // within the first batch: in the order of hashes, not of arrival
			a, b := filepath.Base(order[i-1]), filepath.Base(order[i])
			if arrived[a] < 32 && arrived[b] < 32 && a > b {
				t.Fatalf("%s was made before %s: not in the order of their hashes", a[:8], b[:8])
			}
		}
	}
}
