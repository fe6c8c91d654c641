// Package disktest stands between SQLite and the disk in tests: a disk that fills up, that fails to write or to sync,
// and one whose power is lost. The program under test knows nothing of it.
package disktest

import (
	"path/filepath"
	"strings"
	"sync"

	lib "modernc.org/sqlite/lib"
)

// Disk is what stands before the files of a folder. It is safe for concurrent use.
type Disk struct {
	dir string

	mu       sync.Mutex
	room     int64          // bytes by which files may still grow; below 0: any
	failing  bool           // writes fail after half of their bytes
	unsynced bool           // syncs fail
	refused  int            // how often something failed
	synced   map[string]int // how often each file was brought to disk
	ops      []op
	records  bool
	asked    int    // how often something was asked
	due      int    // then is called before this
	then     func() // nil: nothing is planned
}

var (
	disksMu sync.RWMutex
	disks   = map[string]*Disk{}
)

// Under puts a disk before the files that SQLite opens in a folder from now on.
func Under(dir string) *Disk {
	begin()
	d := &Disk{dir: filepath.Clean(dir), room: -1, synced: map[string]int{}}
	disksMu.Lock()
	defer disksMu.Unlock()
	disks[d.dir] = d
	return d
}

func diskOf(path string) *Disk {
	disksMu.RLock()
	defer disksMu.RUnlock()
	return disks[filepath.Dir(path)]
}

// Leave lets files grow by so many bytes more, and then the disk is full.
func (d *Disk) Leave(bytes int64) { d.set(func() { d.room = bytes }) }

// FailWrites makes every write fail when half of it is done.
func (d *Disk) FailWrites() { d.set(func() { d.failing = true }) }

// FailSyncs makes every sync fail.
func (d *Disk) FailSyncs() { d.set(func() { d.unsynced = true }) }

// Mend makes the disk work, and empty.
func (d *Disk) Mend() { d.set(func() { d.room, d.failing, d.unsynced = -1, false, false }) }

// Then calls f when something is asked of the disk for the n-th time from now on, before it is done.
func (d *Disk) Then(n int, f func()) { d.set(func() { d.due, d.then = d.asked+n, f }) }

// ask counts, and does what is planned; it is called with mu held.
func (d *Disk) ask() {
	if d.asked++; d.then != nil && d.asked == d.due {
		d.then()
	}
}

// Refused says how often the disk failed so far.
func (d *Disk) Refused() (n int) {
	d.set(func() { n = d.refused })
	return n
}

// Synced says how often a file of the folder was brought to disk so far, whether that worked or not.
func (d *Disk) Synced(file string) (n int) {
	d.set(func() { n = d.synced[file] })
	return n
}

func (d *Disk) set(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

// temporary is the name of files that have none; what the power leaves of them is nobody's.
const temporary = "etilqs"

// free gives back the bytes of a temporary file.
func (d *Disk) free(bytes int64) {
	d.set(func() {
		if d.room >= 0 {
			d.room += bytes
		}
	})
}

// write says how many bytes of a write go through, and what SQLite is told of it. size is that of the file before.
func (d *Disk) write(name string, b []byte, offset, size int64) (through int, verdict int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask()
	through = len(b)
	grows := max(0, offset+int64(len(b))-size)
	switch {
	case d.failing:
		through, verdict = len(b)/2, lib.SQLITE_IOERR_WRITE
	case d.room >= 0 && grows > d.room:
		through, verdict = max(0, len(b)-int(grows-d.room)), lib.SQLITE_FULL
		d.room = 0
	case d.room >= 0:
		d.room -= grows
	}
	if verdict != lib.SQLITE_OK {
		d.refused++
	}
	if through > 0 {
		d.record(op{file: d.base(name), kind: written, at: offset, bytes: append([]byte(nil), b[:through]...)})
	}
	return through, verdict
}

func (d *Disk) truncate(name string, size int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask()
	d.record(op{file: d.base(name), kind: truncated, at: size})
}

func (d *Disk) remove(name string, syncs int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask()
	d.record(op{file: d.base(name), kind: deleted, at: int64(min(syncs, 1))})
}

func (d *Disk) sync(name string, names bool) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ask()
	d.synced[d.base(name)]++
	if d.unsynced {
		d.refused++
		d.record(op{file: d.base(name), kind: unsynced})
		return lib.SQLITE_IOERR_FSYNC
	}
	d.record(op{file: d.base(name), kind: synced})
	if names {
		d.record(op{kind: folder})
	}
	return lib.SQLITE_OK
}

func (d *Disk) base(name string) string {
	return strings.TrimPrefix(name, d.dir+string(filepath.Separator))
}
