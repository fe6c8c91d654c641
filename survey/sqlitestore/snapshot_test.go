package sqlitestore_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

func TestSnapshotOpensAsAStore(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir())
	insertResponse(t, s, "a")
	insertResponse(t, s, "b")
	photo := "ảnh chụp biên bản"
	sum := sha256.Sum256([]byte(photo))
	hash := hex.EncodeToString(sum[:])
	_, err := s.Blobs().Put(t.Context(), hash, 1000, strings.NewReader(photo))
	must(t, err)

	dir := filepath.Join(t.TempDir(), "sao lưu 1/7")
	must(t, s.Snapshot(t.Context(), dir))
	insertResponse(t, s, "sau")

	copied := opened(t, dir)
	wantResponse(t, copied, "a")
	keys, err := copied.Responses().Keys(t.Context(), "nghi-quyet")
	must(t, err)
	if len(keys) != 2 {
		t.Errorf("the copy holds %v, want a and b", keys)
	}
	r, err := copied.Blobs().Open(t.Context(), hash)
	must(t, err)
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != photo {
		t.Errorf("got attachment %q, %v", got, err)
	}
	insertResponse(t, copied, "chỉ ở bản sao")
	wantResponse(t, s, "sau")
}

func TestSnapshotWhileAnswersComeIn(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			s.Responses().Insert(ctx, response(fmt.Sprintf("%05d", n)))
		}
		done <- n
	}()
	for i := range 3 {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		must(t, s.Snapshot(t.Context(), dir))
		wantWhole(t, dir)
		keys, err := opened(t, dir).Responses().Keys(t.Context(), "nghi-quyet")
		must(t, err)
		for j, k := range keys {
			if k.ID != fmt.Sprintf("%05d", j) {
				t.Fatalf("the copy misses response %d", j)
			}
		}
	}
	stop()
	if n := <-done; n == 0 {
		t.Fatal("no answer came in")
	}
}

func TestSnapshotIntoAUsedFolder(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir())
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "khaosat.db"), nil, 0o600))
	wantCode(t, s.Snapshot(t.Context(), dir), survey.Conflict, "store.folder_used")
}

func TestSnapshotOfAReader(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	s := opened(t, from)
	insertResponse(t, s, "a")
	reader := openedReadOnly(t, from)
	must(t, reader.Snapshot(t.Context(), to))
	wantResponse(t, openedReadOnly(t, to), "a")
}

func TestSnapshotHoldsNothingErased(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir())
	insertResponse(t, s, "a")
	r := response("b")
	r.Answers["q1"] = survey.OfText("điều đã bị xóa")
	_, err := s.Responses().Insert(t.Context(), r)
	must(t, err)
	must(t, s.Responses().Erase(t.Context(), r.Survey, r.ID))
	dir := filepath.Join(t.TempDir(), "copy")
	must(t, s.Snapshot(t.Context(), dir))
	if inFiles(t, "điều đã bị xóa", filepath.Join(dir, "*.db")) {
		t.Error("the copy holds an erased answer")
	}
}
