package main

import (
	"errors"
	"os"
	"path/filepath"
)

// errLocked says that another process holds the data folder.
var errLocked = errors.New("the data folder is in use by another khaosat")

// folderLock is held by the one process that writes to a data folder. The system lets go of it when the process ends, however it ends.
type folderLock struct{ file *os.File }

func lockFolder(dir string) (*folderLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		f.Close()
		return nil, err
	}
	return &folderLock{f}, nil
}

func (l *folderLock) release() { l.file.Close() }
