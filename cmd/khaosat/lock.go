package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"
)

// errLocked says that another process holds the data folder.
var errLocked = errors.New("the data folder is in use by another khaosat")

// folderLock is held by the one process that writes to a data folder. The system lets go of it when the process ends,
// however it ends.
type folderLock struct{ file *os.File }

// lockWait is how long to wait for a command that holds a folder (an import may take a while), and for a server that
// has just begun to answer.
const lockWait = 30 * time.Second

// lockFolder takes the lock of a data folder. Commands hold it shortly, so it waits a little; not for a server, which
// keeps it. errLocked when it is held.
func lockFolder(dir string) (*folderLock, error) {
	for deadline := time.Now().Add(lockWait); ; time.Sleep(20 * time.Millisecond) {
		lock, err := tryLock(dir)
		if !errors.Is(err, errLocked) || serverAnswers(dir) || time.Now().After(deadline) {
			return lock, err
		}
	}
}

func serverAnswers(dir string) bool {
	c, err := net.Dial("unix", socketPath(dir))
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func tryLock(dir string) (*folderLock, error) {
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
