package sqlitestore_test

import (
	"cmp"
	"os"
	"slices"
	"syscall"
	"testing"
)

// byMaking orders files by when their inodes were changed last: a time that no program can set.
func byMaking(t *testing.T, files []string) []string {
	t.Helper()
	made := func(file string) int64 {
		info, err := os.Stat(file)
		must(t, err)
		return info.Sys().(*syscall.Stat_t).Ctim.Nano()
	}
	out := slices.Clone(files)
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(made(a), made(b)) })
	return out
}
