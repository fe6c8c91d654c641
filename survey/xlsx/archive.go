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
		return nil, refuse("file.empty", "Tệp rỗng (0 byte). Xin chọn lại tệp .xlsx.", "The file is empty (0 bytes). Please choose the .xlsx file again.")
	}
	if size > l.Bytes {
		return nil, refuse("file.large", "Tệp lớn quá %d MB. Xin bỏ bớt hình ảnh hoặc trang tính thừa.",
			"The file is larger than %d MB. Please remove pictures or spare sheets.", l.Bytes>>20)
	}
	l = l.within(size)
	if err := checkSignature(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrAlgorithm) || errors.Is(err, zip.ErrInsecurePath) || errors.Is(err, io.EOF) {
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

// checkSignature tells a zip from the other things that people rename to .xlsx, and counts the directory's entries before
// archive/zip makes memory for each.
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
		return refuse("file.not_xlsx", "Tệp này là văn bản (CSV hoặc HTML), không phải sổ tính Excel. Xin mở bằng Excel và chọn “Lưu thành” → “Excel Workbook (.xlsx)”.",
			"This file is text (CSV or HTML), not an Excel workbook. Please open it in Excel and choose “Save as” → “Excel Workbook (.xlsx)”.")
	default:
		return refuse("file.not_xlsx", "Tệp này không phải sổ tính Excel .xlsx.", "This file is not an .xlsx Excel workbook.")
	}
	n, err := count(r, size, sigDirectory, maxParts+1)
	if err != nil {
		return err
	}
	if n > maxParts {
		return refuse("file.parts", "Tệp chứa hơn %d phần, không phải sổ tính thông thường nên bị từ chối.", "The file holds more than %d parts; that is no ordinary workbook and it is refused.", maxParts)
	}
	return nil
}

func refuseOLE(r io.ReaderAt, size int64) error {
	n, err := count(r, size, encryptedOLE, 1)
	if err != nil {
		return err
	}
	if n > 0 {
		return refuse("file.encrypted", "Sổ tính được đặt mật khẩu. Xin mở bằng Excel, bỏ mật khẩu và lưu lại.", "The workbook is protected by a password. Please open it in Excel, remove the password and save it.")
	}
	return refuse("file.xls", "Đây là tệp .xls đời cũ. Xin mở bằng Excel và lưu thành .xlsx (“Lưu thành” → “Excel Workbook”).",
		"This is an old .xls file. Please open it in Excel and save as .xlsx (“Save as” → “Excel Workbook”).")
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

// checkDirectory refuses zips whose entries overlap, unpack to too much, or are packed or locked in a way Excel does not.
func checkDirectory(files []*zip.File, l Limits) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(files))
	seen := make(map[string]bool, len(files))
	var xml uint64
	for _, f := range files {
		if f.Flags&1 != 0 || (f.Method != zip.Store && f.Method != zip.Deflate) {
			return refuse("file.encrypted", "Tệp nén được khóa hoặc nén theo cách lạ. Xin mở bằng Excel và lưu lại.", "The file is locked or packed in an unusual way. Please open it in Excel and save it again.")
		}
		if seen[f.Name] {
			return refuse("file.overlap", "Tệp chứa hai phần trùng tên, không phải sổ tính thông thường nên bị từ chối.", "The file holds two parts of one name; that is no ordinary workbook and it is refused.")
		}
		seen[f.Name] = true
		if f.UncompressedSize64 > uint64(l.Part) || (f.UncompressedSize64 > 1<<20 && f.UncompressedSize64 > maxRatio*max(f.CompressedSize64, 1)) {
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
			return refuse("file.overlap", "Các phần trong tệp chồng lên nhau, không phải sổ tính thông thường nên bị từ chối.", "Parts of the file overlap; that is no ordinary workbook and it is refused.")
		}
	}
	return nil
}

func isXML(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") || strings.HasSuffix(name, ".vml")
}

// open gives an XML part to read, nil when the workbook has none of that name. What comes out was walked over by the guard, and
// never exceeds the size that the directory states.
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
