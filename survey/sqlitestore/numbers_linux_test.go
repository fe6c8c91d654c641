package sqlitestore_test

import (
	"os"
	"syscall"
)

// fileNumbers are what a file system tells of a file beside its content.
func fileNumbers(info os.FileInfo) map[string]float64 {
	st := info.Sys().(*syscall.Stat_t)
	return map[string]float64{"number of the file": float64(st.Ino), "time of change of the file": float64(st.Ctim.Nano())}
}
