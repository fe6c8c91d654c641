package disktest

import (
	"path/filepath"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// real is SQLite's own way to the disk; ours is a copy of it that opens files through open.
var (
	real  uintptr
	begin = sync.OnceFunc(func() {
		tls := libc.NewTLS() // lives as long as the process
		real = lib.Xsqlite3_vfs_find(tls, 0)
		ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
		*at[lib.Tsqlite3_vfs](ours) = *at[lib.Tsqlite3_vfs](real)
		v := at[lib.Tsqlite3_vfs](ours)
		name, err := libc.CString("disktest")
		if err != nil {
			panic(err)
		}
		v.FzName, v.FpNext, v.FxOpen, v.FxDelete = name, 0, pointer(open), pointer(remove)
		if rc := lib.Xsqlite3_vfs_register(tls, ours, 1); rc != lib.SQLITE_OK {
			panic(rc)
		}
	})
)

// file is one that SQLite has open on a disk of ours.
type file struct {
	disk    *Disk
	name    string
	methods *lib.Tsqlite3_io_methods // the real ones
	fresh   bool                     // the next sync brings its name to disk, too
	temp    bool                     // without a name, gone when it is closed
}

// files are the open ones by their handle.
var files sync.Map

func fileOf(handle uintptr) *file {
	f, _ := files.Load(handle)
	return f.(*file)
}

// at is the C struct at an address.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer is the C pointer of a function that is declared, no closure.
func pointer(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

// call makes a function out of its C pointer.
func call[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

type (
	openFunc     = func(tls *libc.TLS, vfs, name, handle uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncs int32) int32
	closeFunc    = func(tls *libc.TLS, handle uintptr) int32
	writeFunc    = func(tls *libc.TLS, handle, bytes uintptr, n int32, offset int64) int32
	truncateFunc = func(tls *libc.TLS, handle uintptr, size int64) int32
	sizeFunc     = func(tls *libc.TLS, handle, size uintptr) int32
)

// open opens a file as the real VFS does. What belongs to a disk of ours writes through it from then on.
func open(tls *libc.TLS, _, name, handle uintptr, flags int32, out uintptr) int32 {
	rc := call[openFunc](at[lib.Tsqlite3_vfs](real).FxOpen)(tls, real, name, handle, flags, out)
	if rc != lib.SQLITE_OK {
		return rc
	}
	path := nameOf(name)
	disk := diskOf(path)
	h := at[lib.Tsqlite3_file](handle)
	if disk == nil || h.FpMethods == 0 {
		return rc
	}
	named := int32(lib.SQLITE_OPEN_WAL | lib.SQLITE_OPEN_MAIN_JOURNAL)
	f := &file{disk: disk, name: path, methods: at[lib.Tsqlite3_io_methods](h.FpMethods),
		fresh: flags&lib.SQLITE_OPEN_CREATE != 0 && flags&named != 0, temp: name == 0}
	files.Store(handle, f)
	h.FpMethods = hooked(tls, h.FpMethods)
	return rc
}

// nameOf is the path of a file; one without a name stands in the folder that SQLite was given for those, and in none of
// ours otherwise.
func nameOf(name uintptr) string {
	if name != 0 {
		return libc.GoString(name)
	}
	if lib.Xsqlite3_temp_directory == 0 {
		return ""
	}
	return filepath.Join(libc.GoString(lib.Xsqlite3_temp_directory), temporary)
}

func remove(tls *libc.TLS, _, name uintptr, syncs int32) int32 {
	if path := libc.GoString(name); diskOf(path) != nil {
		diskOf(path).remove(path, syncs)
	}
	return call[deleteFunc](at[lib.Tsqlite3_vfs](real).FxDelete)(tls, real, name, syncs)
}

// tables are the tables of methods with ours in place, by the real ones.
var tables sync.Map

func hooked(tls *libc.TLS, methods uintptr) uintptr {
	if t, there := tables.Load(methods); there {
		return t.(uintptr)
	}
	t := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_io_methods{})))
	m := at[lib.Tsqlite3_io_methods](t)
	*m = *at[lib.Tsqlite3_io_methods](methods)
	m.FxClose, m.FxWrite, m.FxTruncate, m.FxSync = pointer(closeFile), pointer(write), pointer(truncate), pointer(fsync)
	kept, _ := tables.LoadOrStore(methods, t)
	return kept.(uintptr)
}

func closeFile(tls *libc.TLS, handle uintptr) int32 {
	f := fileOf(handle)
	files.Delete(handle)
	if f.temp {
		size := tls.Alloc(8)
		defer tls.Free(8)
		if call[sizeFunc](f.methods.FxFileSize)(tls, handle, size) == lib.SQLITE_OK {
			f.disk.free(*at[int64](size))
		}
	}
	return call[closeFunc](f.methods.FxClose)(tls, handle)
}

// write writes as much as the disk lets through.
func write(tls *libc.TLS, handle, bytes uintptr, n int32, offset int64) int32 {
	f := fileOf(handle)
	size := tls.Alloc(8) // no variable of ours: a stack may move
	defer tls.Free(8)
	if rc := call[sizeFunc](f.methods.FxFileSize)(tls, handle, size); rc != lib.SQLITE_OK {
		return rc
	}
	through, verdict := f.disk.write(f.name, unsafe.Slice(at[byte](bytes), n), offset, *at[int64](size))
	if through > 0 {
		if rc := call[writeFunc](f.methods.FxWrite)(tls, handle, bytes, int32(through), offset); rc != lib.SQLITE_OK {
			return rc
		}
	}
	return verdict
}

func truncate(tls *libc.TLS, handle uintptr, size int64) int32 {
	f := fileOf(handle)
	f.disk.truncate(f.name, size)
	return call[truncateFunc](f.methods.FxTruncate)(tls, handle, size)
}

// fsync leaves the real disk out: what a lost line of power takes is decided by what was recorded.
func fsync(_ *libc.TLS, handle uintptr, _ int32) int32 {
	f := fileOf(handle)
	rc := f.disk.sync(f.name, f.fresh)
	f.fresh = f.fresh && rc != lib.SQLITE_OK
	return rc
}
