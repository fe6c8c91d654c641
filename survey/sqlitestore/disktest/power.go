package disktest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// kind is what SQLite asked of a file.
type kind byte

const (
	written kind = iota
	truncated
	synced
	deleted
	folder   // the names of the folder were synced
	unsynced // a sync that failed: what it was to bring to disk may never come there, whatever later ones say
)

// op is one thing asked, in the order of the asking.
type op struct {
	file  string
	kind  kind
	at    int64 // offset, or size; of what was deleted: 1 when its folder was synced
	bytes []byte
}

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// Record keeps everything that is asked from now on, for Lose.
func (d *Disk) Record() { d.set(func() { d.records = true }) }

// Point is how many things were asked so far.
func (d *Disk) Point() (n int) {
	d.set(func() { n = len(d.ops) })
	return n
}

// record is called with mu held.
func (d *Disk) record(o op) {
	if d.records && o.file != temporary {
		d.ops = append(d.ops, o)
	}
}

// Lose writes to a folder the files as a disk may have them after the power was lost at a point: what was synced is
// there; of what was written since, each piece is there, or not, or some of its sectors are. With lying, the disk did
// not do what syncs asked for.
func (d *Disk) Lose(at int, lying bool, chance *rand.Rand, into string) error {
	d.mu.Lock()
	ops := d.ops[:at]
	d.mu.Unlock()
	safe := kept(ops)
	images := map[string][]byte{}
	for i, o := range ops {
		if safe[i] && !lying {
			images[o.file] = o.apply(images[o.file])
		} else {
			images[o.file] = o.survive(images[o.file], chance)
		}
	}
	for name, image := range images {
		if image == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(into, name), image, 0o600); err != nil {
			return fmt.Errorf("write the image of %s: %w", name, err)
		}
	}
	return nil
}

// kept tells which of the things asked are on the disk for certain: the next sync of their file did not fail.
func kept(ops []op) []bool {
	safe, next, names := make([]bool, len(ops)), map[string]kind{}, false
	for i := len(ops) - 1; i >= 0; i-- {
		switch o := ops[i]; {
		case o.kind == synced, o.kind == unsynced:
			next[o.file] = o.kind
		case o.kind == folder:
			names = true
		case o.kind == deleted && (names || o.at == 1):
			next[o.file] = synced
		}
		safe[i] = next[ops[i].file] == synced
	}
	return safe
}

// apply does to an image what was asked.
func (o op) apply(image []byte) []byte {
	switch o.kind {
	case written:
		end := o.at + int64(len(o.bytes))
		if missing := end - int64(len(image)); missing > 0 {
			image = append(image, make([]byte, missing)...)
		}
		copy(image[o.at:], o.bytes)
	case truncated:
		image = image[:min(int64(len(image)), o.at)]
	case deleted:
		image = nil
	}
	return image
}

// survive does what is left of it.
func (o op) survive(image []byte, chance *rand.Rand) []byte {
	switch chance.IntN(3) {
	case 0:
		return image
	case 1:
		return o.apply(image)
	}
	for at := 0; at < len(o.bytes); at += sector {
		if chance.IntN(2) == 0 {
			end := min(at+sector, len(o.bytes))
			image = op{kind: written, at: o.at + int64(at), bytes: o.bytes[at:end]}.apply(image)
		}
	}
	return image
}
