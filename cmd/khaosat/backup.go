package main

import (
	"archive/zip"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

type backupCommand struct {
	place
	File string `arg:"" help:"FILE.zip"`
}

// Run writes a copy of the data folder, also while a server works on it.
func (c *backupCommand) Run(t *terminal, _ []string) error {
	if c.Store != "" {
		return codeError{exitUse, survey.Say("command.mongodb_back_up_mongodbs")}
	}
	store, err := sqlitestore.OpenReadOnly(t.ctx, c.dir())
	if err != nil {
		return err
	}
	defer store.Close()
	temp, err := os.MkdirTemp(filepath.Dir(c.File), ".khaosat-backup-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := store.Snapshot(t.ctx, filepath.Join(temp, "data")); err != nil {
		return err
	}
	if err := c.nameErasures(filepath.Join(temp, "data", erasuresNamed)); err != nil {
		return err
	}
	if err := pack(filepath.Join(temp, "data"), c.File); err != nil {
		return err
	}
	t.say("command.backed_up", "file", c.File)
	return nil
}

// erasuresNamed is the file of a backup that says where the list of erasures is, which is in no backup.
const erasuresNamed = "erasures.txt"

func (c *backupCommand) nameErasures(file string) error {
	at, err := filepath.Abs(cmp.Or(c.Erasures, erasuresBeside(c.dir())))
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(at+"\n"), 0o600)
}

// pack writes a folder as a zip file, whole or not at all.
func pack(dir, file string) error {
	out, err := os.CreateTemp(filepath.Dir(file), ".khaosat-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	z := zip.NewWriter(out)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return packFile(z, path, filepath.ToSlash(name))
	})
	err = errors.Join(err, z.Close())
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), file)
}

func packFile(z *zip.Writer, path, name string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, in)
	return err
}

type restoreCommand struct {
	place
	File string `arg:"" help:"FILE.zip"`
}

// Run puts a backup into an empty data folder. A folder that holds data is left as it is.
func (c *restoreCommand) Run(t *terminal, _ []string) error {
	if c.Store != "" {
		return codeError{exitUse, survey.Say("command.mongodb_restore_mongodbs_own")}
	}
	lock, err := lockFolder(c.dir())
	if errors.Is(err, errLocked) {
		return codeError{exitEnvironment, survey.Say("command.folder_use_stop_server", "folder", c.dir())}
	}
	if err != nil {
		return err
	}
	defer lock.release()
	if _, err := os.Stat(filepath.Join(c.dir(), "khaosat.db")); err == nil {
		return survey.Fail(survey.Invalid, "restore.not_empty", "folder", c.dir())
	}
	if err := c.restore(t); err != nil {
		return err
	}
	t.say("command.restored", "folder", c.dir())
	return nil
}

// restore unpacks the backup beside the data and tries it out before it becomes the data: a broken backup leaves
// nothing behind.
func (c *restoreCommand) restore(t *terminal) error {
	temp, err := os.MkdirTemp(c.dir(), ".restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	broken := func(err error) error {
		var cause any = err
		if errors.Is(err, errNoBackup) {
			cause = survey.Say("command.file_holds_no_data")
		}
		return survey.Fail(survey.Invalid, "restore.broken", "file", c.File, "cause", cause)
	}
	if err := unpack(c.File, temp); err != nil {
		return broken(err)
	}
	store, err := sqlitestore.Open(t.ctx, temp)
	if err != nil {
		return broken(err)
	}
	list, err := c.listOf(t, temp)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	erased := 0
	err = useWith(t.ctx, store, service.Options{Erasures: list}, func(svc *service.Service) (err error) {
		erased, err = list.again(t.ctx, svc)
		return err
	})
	if err = errors.Join(err, list.Close()); err != nil {
		return broken(err)
	}
	if erased > 0 {
		t.say("command.erased_again", "n", erased)
	}
	return moveIn(temp, c.dir())
}

// listOf is the list of erasures of the folder that is restored to, with what the list has that the backup names. Where
// there is neither, that is said: what was erased since the backup is back then.
func (c *restoreCommand) listOf(t *terminal, temp string) (*erasures, error) {
	named := filepath.Join(temp, erasuresNamed)
	text, err := os.ReadFile(named)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.RemoveAll(named); err != nil {
		return nil, err
	}
	list, err := c.erasures()
	if err != nil {
		return nil, err
	}
	from := strings.TrimSpace(string(text))
	if from == "" || !exists(from) {
		if !exists(list.path) {
			t.say("command.no_list_of_erasures", "file", list.path)
		}
		return list, nil
	}
	other, err := readErasures(from)
	if err != nil {
		return nil, err
	}
	for line := range other.known {
		slug, id, _ := strings.Cut(line, " ")
		if err := list.Keep(slug, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// moveIn moves everything from one folder into another, the database last: while it is not there the folder holds no
// data.
func moveIn(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	slices.SortStableFunc(entries, func(a, b os.DirEntry) int { return cmp.Compare(isDatabase(a), isDatabase(b)) })
	for _, e := range entries {
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func isDatabase(e os.DirEntry) int {
	if e.Name() == "khaosat.db" {
		return 1
	}
	return 0
}

var errNoBackup = errors.New("no khaosat.db in the file")

func unpack(file, dir string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer z.Close()
	known := false
	for _, f := range z.File {
		if !filepath.IsLocal(f.Name) || strings.HasSuffix(f.Name, "/") {
			return errors.New(f.Name)
		}
		known = known || f.Name == "khaosat.db"
	}
	if !known {
		return errNoBackup
	}
	for _, f := range z.File {
		if err := unpackFile(f, filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
			return err
		}
	}
	return nil
}

func unpackFile(f *zip.File, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}
