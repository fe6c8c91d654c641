// Package disk brings to disk what file systems keep in memory.
package disk

import (
	"os"
	"runtime"
)

// SyncFolder brings the names in a folder to disk. Windows has no such call and needs none.
func SyncFolder(dir string) error { return syncFolder(runtime.GOOS, dir) }

func syncFolder(system, dir string) error {
	if system == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
