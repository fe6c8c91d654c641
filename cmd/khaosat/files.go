package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/khaosat/khaosat/survey"
)

// writeFile writes a file whole or not at all: to a name beside it first, then renamed.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".khaosat-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(content); err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// ofFiles says in words what the system says of a file or folder; zero where it says something else.
func ofFiles(err error) survey.Words {
	var at *fs.PathError
	if !errors.As(err, &at) {
		return survey.Words{}
	}
	path := at.Path
	if strings.HasPrefix(filepath.Base(path), ".khaosat-") { // a file on its way to its name: the folder is meant
		path = filepath.Dir(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return survey.Say("command.no_file_folder", "path", path)
	case errors.Is(err, fs.ErrPermission):
		return survey.Say("command.no_permission_read_write", "path", path)
	case errors.Is(err, syscall.ENOSPC):
		return survey.Say("command.disk_full", "path", path)
	case errors.Is(err, syscall.EISDIR):
		return survey.Say("command.folder_not_file", "path", path)
	}
	return survey.Words{}
}

// defaultData is where data is kept when no --data is given.
func defaultData(name string) string {
	if base, err := os.UserConfigDir(); err == nil {
		return filepath.Join(base, "khaosat", name)
	}
	return "khaosat-" + name
}
