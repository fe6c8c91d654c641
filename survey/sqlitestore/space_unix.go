//go:build unix

package sqlitestore

import "golang.org/x/sys/unix"

// room asks the disk of a folder for what this process may still write and for its size, in bytes.
func room(dir string) (free, all uint64, err error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	size := uint64(st.Bsize)
	return uint64(st.Bavail) * size, uint64(st.Blocks) * size, nil
}
