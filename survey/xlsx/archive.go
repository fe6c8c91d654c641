package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"
)

// archive is the zip of a workbook after its directory was found harmless.
type archive struct {
	parts  map[string]*zip.File // by name without a leading slash
	limits Limits
	guard  guard
}

// openArchive opens a workbook's zip. A *Refusal says why it is not one; another error is a failure of r.
func openArchive(r io.ReaderAt, size int64, l Limits) (*archive, error) {
	if size == 0 {
		return nil, refuse("file.empty:file_empty")
	}
	if size > l.Bytes {
		return nil, refuse("file.large", "mb", l.Bytes>>20)
	}
	l = l.within(size)
	if err := checkSignature(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrAlgorithm) ||
			errors.Is(err, zip.ErrInsecurePath) || errors.Is(err, io.EOF) {
			return nil, truncated()
		}
		return nil, err
	}
	if err := checkDirectory(z.File, l); err != nil {
		return nil, err
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), limits: l, guard: guard{limit: l.Tags}}
	for _, f := range z.File {
		a.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	return a, nil
}

var (
	sigZip       = []byte("PK\x03\x04")
	sigDirectory = []byte("PK\x01\x02")
	sigOLE       = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	encryptedOLE = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// checkSignature tells a zip from the other things that people rename to .xlsx, and counts the directory's entries
// before archive/zip makes memory for each.
func checkSignature(r io.ReaderAt, size int64) error {
	head := make([]byte, min(size, 512))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	switch {
	case bytes.HasPrefix(head, sigOLE):
		return refuseOLE(r, size)
	case bytes.HasPrefix(head, sigZip):
	case looksLikeText(head):
		return refuse("file.not_xlsx")
	default:
		return refuse("file.not_xlsx:file_not")
	}
	n, err := count(r, size, sigDirectory, maxParts+1)
	if err != nil {
		return err
	}
	if n > maxParts {
		return refuse("file.parts", "most", maxParts)
	}
	return nil
}

func refuseOLE(r io.ReaderAt, size int64) error {
	n, err := count(r, size, encryptedOLE, 1)
	if err != nil {
		return err
	}
	if n > 0 {
		return refuse("file.encrypted")
	}
	return refuse("file.xls:old_xls")
}

// count counts a byte string in r, up to a limit, reading in pieces.
func count(r io.ReaderAt, size int64, want []byte, limit int) (int, error) {
	const piece = 1 << 18
	buf := make([]byte, piece+len(want)-1)
	n := 0
	for off := int64(0); off < size && n < limit; off += piece {
		m, err := r.ReadAt(buf, off)
		if err != nil && err != io.EOF {
			return n, err
		}
		n += bytes.Count(buf[:m], want)
	}
	return n, nil
}

func looksLikeText(head []byte) bool {
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return true
}

// checkDirectory refuses zips whose entries overlap, unpack to too much, or are packed or locked in a way Excel does
// not.
func checkDirectory(files []*zip.File, l Limits) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(files))
	seen := make(map[string]bool, len(files))
	var xml uint64
	for _, f := range files {
		if f.Flags&1 != 0 || (f.Method != zip.Store && f.Method != zip.Deflate) {
			return refuse("file.encrypted:file_locked")
		}
		if seen[f.Name] {
			return refuse("file.overlap")
		}
		seen[f.Name] = true
		if f.UncompressedSize64 > uint64(l.Part) ||
			(f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1)) {
			return bomb()
		}
		if isXML(f.Name) {
			xml += f.UncompressedSize64
		}
		from, err := f.DataOffset()
		if err != nil {
			return truncated()
		}
		spans = append(spans, span{from - 30 - int64(len(f.Name)), from + int64(f.CompressedSize64)})
	}
	if xml > uint64(l.XML) {
		return bomb()
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return refuse("file.overlap:parts_file")
		}
	}
	return nil
}

func isXML(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")
}

// open gives an XML part to read, nil when the workbook has none of that name. What comes out was walked over by the
// guard, and never exceeds the size that the directory states.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[strings.TrimPrefix(name, "/")]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, truncated()
	}
	if a.limits.Whole { // inspect has been there
		return r, nil
	}
	return a.guard.over(r, name), nil
}
