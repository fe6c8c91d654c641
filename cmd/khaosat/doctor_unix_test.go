//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestDoctorNamesAnotherServer: a server of another build holds the folder.
func TestDoctorNamesAnotherServer(t *testing.T) {
	t.Parallel()
	f := newField(t, 1)
	c := start(t, f.dir)
	s := newShell(t)
	must(t, os.Symlink(f.dir, filepath.Join(s.dir, "data")))
	wantDoctor(s, exitWell, nil, "nguyên vẹn")
	c.stop()
	c = start(t, f.dir, asVersion+"=v0.0.1")
	wantDoctor(s, exitEnvironment, nil, "Máy chủ đang chạy bản khác", "v0.0.1", "Có 1 điều")
	c.stop()
}
