package sqlitestore_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

func TestFolderNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Khảo sát 2025", "a?b=c&d#e", "100%41", "it's ; \"quoted\"", "..hidden",
		"mode=memory"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name, "sâu hơn")
			s := opened(t, dir)
			insertResponse(t, s, "a")
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "*", "*.db"))
			if err != nil || len(files) != 1 {
				t.Fatalf("got files %v, %v; want khaosat.db in %s", files, err, dir)
			}
			wantResponse(t, opened(t, dir), "a")
		})
	}
}

func TestFolderByARelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	s := opened(t, "data")
	insertResponse(t, s, "a")
	if _, err := os.Stat(filepath.Join("data", "khaosat.db")); err != nil {
		t.Fatal(err)
	}
	must(t, s.Snapshot(t.Context(), "file:copy"))
	wantResponse(t, opened(t, "file:copy"), "a")
}

func TestFolderIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := opened(t, dir)
	insertResponse(t, s, "a")
	for _, name := range []string{".", "khaosat.db", "khaosat.db-wal", "khaosat.db-shm"} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if others := info.Mode().Perm() & 0o077; others != 0 {
			t.Errorf("%s has the rights %v, want none for others", name, info.Mode())
		}
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	_, err := sqlitestore.Open(t.Context(), filepath.Join(file, "data"))
	wantCode(t, err, survey.Unavailable, "store.folder")
}

func TestFileThatIsNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "khaosat.db"), []byte(strings.Repeat("không phải SQLite ", 500)), 0o600))
	_, err := sqlitestore.Open(t.Context(), dir)
	wantCode(t, err, survey.Internal, "store.internal")
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"khaosat.db"} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			must(t, opened(t, dir).Close())
			alter(t, filepath.Join(dir, file),
				"INSERT INTO schema_version (version, name) VALUES (99, 'from the future')")
			_, err := sqlitestore.Open(t.Context(), dir)
			wantCode(t, err, survey.Unavailable, "store.newer")
			if !strings.Contains(err.Error(), file) {
				t.Errorf("the error does not name %s: %v", file, err)
			}
			_, err = sqlitestore.OpenReadOnly(t.Context(), dir)
			wantCode(t, err, survey.Unavailable, "store.newer")
		})
	}
}

func TestReadOnlyRefusesWhatMustBeBroughtUpToDate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, opened(t, dir).Close())
	alter(t, filepath.Join(dir, "khaosat.db"), "DELETE FROM schema_version")
	_, err := sqlitestore.OpenReadOnly(t.Context(), dir)
	wantCode(t, err, survey.Unavailable, "store.older")
}

func TestReadOnlyOfNoData(t *testing.T) {
	t.Parallel()
	_, err := sqlitestore.OpenReadOnly(t.Context(), t.TempDir())
	wantCode(t, err, survey.NotFound, "store.no_data")
}

func TestReadOnlyBesideAServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := opened(t, dir)
	insertResponse(t, server, "a")
	reader, err := sqlitestore.OpenReadOnly(t.Context(), dir)
	must(t, err)
	defer reader.Close()
	wantResponse(t, reader, "a")
	insertResponse(t, server, "b")
	wantResponse(t, reader, "b")
	_, err = reader.Responses().Insert(t.Context(), response("c"))
	wantCode(t, err, survey.Unavailable, "store.read_only")
	_, err = reader.Blobs().Put(t.Context(), strings.Repeat("0", 64), 1, strings.NewReader(""))
	wantCode(t, err, survey.Unavailable, "store.read_only")
	must(t, reader.Close())
	insertResponse(t, server, "c")
}

func TestReadOnlyWithoutAServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir)
	insertResponse(t, s, "a")
	must(t, s.Close())
	reader, err := sqlitestore.OpenReadOnly(t.Context(), dir)
	must(t, err)
	wantResponse(t, reader, "a")
	must(t, reader.Close())
	wantResponse(t, opened(t, dir), "a")
}

// alter changes a database file behind the store's back.
func alter(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(statement)
	must(t, err)
}

func response(id string) *survey.Response {
	return &survey.Response{Survey: "nghi-quyet", ID: id, Revision: 1, State: survey.Submitted, Version: "1",
		SHA256:  id,
		Answers: survey.Answers{"q1": survey.OfText("Tốt")}}
}

func insertResponse(t *testing.T, s survey.Store, id string) {
	t.Helper()
	existing, err := s.Responses().Insert(t.Context(), response(id))
	must(t, err)
	if existing[0] != nil {
		t.Fatalf("%s was there already", id)
	}
}

func wantResponse(t *testing.T, s survey.Store, id string) {
	t.Helper()
	r, err := s.Responses().Get(t.Context(), "nghi-quyet", id)
	must(t, err)
	if r.Answers["q1"].Text != "Tốt" {
		t.Fatalf("got %+v, want the answer Tốt", r)
	}
}

func wantCode(t *testing.T, err error, kind survey.Kind, code string) {
	t.Helper()
	var e *survey.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Fatalf("got error %v, want kind %v with code %s", err, kind, code)
	}
	if e.Msg.In("vi") == "" || e.Msg.In("en") == "" {
		t.Fatalf("the error has no words: %+v", e)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Folders of earlier versions have a second file, in which nothing was ever kept: it is left as it is.
func TestASecondFileOfEarlierVersionsIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "contacts.db"), []byte("as it was"), 0o600))
	s := opened(t, dir)
	insertResponse(t, s, "a")
	must(t, s.Close())
	if b, err := os.ReadFile(filepath.Join(dir, "contacts.db")); err != nil || string(b) != "as it was" {
		t.Errorf("%q, %v", b, err)
	}
}
