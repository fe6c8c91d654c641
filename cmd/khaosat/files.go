package main

import (
	"os"
	"path/filepath"
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

// defaultData is where data is kept when no --data is given.
func defaultData(name string) string {
	if base, err := os.UserConfigDir(); err == nil {
		return filepath.Join(base, "khaosat", name)
	}
	return "khaosat-" + name
}
