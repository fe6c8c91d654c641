package sqlitestore

import "golang.org/x/sys/windows"

// room asks the disk of a folder for what this process may still write and for its size, in bytes.
func room(dir string) (free, all uint64, err error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, err
	}
	err = windows.GetDiskFreeSpaceEx(name, &free, &all, nil)
	return free, all, err
}
