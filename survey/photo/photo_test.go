package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// telling are texts that the pictures of testdata hold, as exiftool wrote them; rationals of the place among them.
var telling = []string{"Samsung", "SM-A145F", "2026:07:14", "2026-07-14", "R9XW30ABC", "Lo Van On", "Lò Văn Ơn",
	"Phiêng Pẻn", "nha ong Ke",
	"xmpmeta", "Photoshop", "8BIM", "tIME", "tEXt", "zTXt", "iTXt", "XMP ", "motion photo", "GPS",
	"\x00\x00\x00\x15\x00\x00\x00\x01\x00\x00\x00\x17\x00\x00\x00\x01"} // 21° 23′, north

func TestBareTellsNothing(t *testing.T) {
	for _, test := range []struct {
		name   string
		turned byte
		keeps  []string
	}{
		{"phone.jpg", 6, []string{"JFIF\x00", "ICC_PROFILE\x00"}},
		{"cmyk.jpg", 1, []string{"Adobe"}},
		{"upright.jpg", 1, []string{"JFIF\x00"}},
		{"phone.png", 3, []string{"pHYs"}},
		{"phone.webp", 8, []string{"ICCP", "ALPH", "VP8 "}},
		{"plain.webp", 1, []string{"VP8 "}},
		{"moving.webp", 1, []string{"ANIM", "ANMF"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := read(t, test.name)
			before := bytes.Clone(b)
			bare, err := Bare(b)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b, before) {
				t.Error("the picture that was given has changed")
			}
			found := 0
			for _, text := range telling {
				if bytes.Contains(b, []byte(text)) {
					found++
				}
				if bytes.Contains(bare, []byte(text)) {
					t.Errorf("it still tells %q", text)
				}
			}
			if found < 5 {
				t.Fatalf("the picture tells only %d of the texts: the test proves nothing", found)
			}
			for _, keep := range test.keeps {
				if !bytes.Contains(bare, []byte(keep)) {
					t.Errorf("%q did not stay", keep)
				}
			}
			if exif := exifOf(test.turned); exif != nil != bytes.Contains(bare, []byte("MM\x00*")) ||
				!bytes.Contains(bare, exif) {
				t.Errorf("it is not turned by %d", test.turned)
			}
			if again, err := Bare(bare); err != nil || !bytes.Equal(again, bare) {
				t.Errorf("bared again it is another picture: %v", err)
			}
		})
	}
}

// Parts that phones and programs put beside what is shown go, whatever they are called, where only their name is known
// as well.
func TestNoPartThatMayTellStays(t *testing.T) {
	const secret = "nha ong Ke"
	segment := func(marker byte, body string) string {
		return string([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
	}
	chunk := func(name string) string { return string(pngChunk(name, []byte(secret))) }
	for _, test := range []struct {
		file string
		at   int // where the part goes
		part string
	}{
		{"upright.jpg", 2, segment(markerAPP0, "JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x02\x02"+secret+"xx")}, // a thumbnail of 2 by 2
		{"upright.jpg", 2, segment(markerAPP0, "JFXX\x00\x10"+secret)},
		{"upright.jpg", 2, segment(markerAPP1, "http://ns.adobe.com/xap/1.0/\x00"+secret)},
		{"upright.jpg", 2, segment(markerAPP2, "MPF\x00"+secret)},
		{"upright.jpg", 2, segment(markerAPP2, "FPXR\x00"+secret)},
		{"upright.jpg", 2, segment(0xed, "Photoshop 3.0\x00"+secret)},
		{"upright.jpg", 2, segment(markerAPP14, "Adobe\x00\x64\x00\x00\x00\x00\x01"+secret)},
		{"upright.jpg", 2, segment(0xef, secret)},
		{"upright.jpg", 2, segment(0xfe, secret)}, // a comment
		{"phone.png", 33, chunk("tEXt")}, {"phone.png", 33, chunk("zTXt")}, {"phone.png", 33, chunk("iTXt")},
		{"phone.png", 33, chunk("tIME")}, {"phone.png", 33, chunk("sPLT")},
		{"phone.png", 33, chunk("eXIf")}, {"phone.png", 33, chunk("prVt")},
		{"plain.webp", 12, string(riffChunk("XMP ", []byte(secret)))},
		{"plain.webp", 12, string(riffChunk("EXIF", []byte(secret)))},
		{"plain.webp", 12, string(riffChunk("prVt", []byte(secret)))},
	} {
		b := string(read(t, test.file))
		b = b[:test.at] + test.part + b[test.at:]
		if test.file == "plain.webp" {
			b = b[:4] + string(binary.LittleEndian.AppendUint32(nil, uint32(len(b)-8))) + b[8:]
		}
		bare, err := Bare([]byte(b))
		if err != nil {
			t.Errorf("%s with %q: %v", test.file, test.part, err)
		}
		if bytes.Contains(bare, []byte(secret)) {
			t.Errorf("%s: %q stays", test.file, test.part)
		}
	}
}

// The frames of a moving picture are pictures themselves, and the head of a file says only what is in it.
func TestWebPTellsNothingInsideEither(t *testing.T) {
	const secret = "nha ong Ke"
	b := string(read(t, "moving.webp"))
	at := strings.Index(b, "ANMF")
	size := int(binary.LittleEndian.Uint32([]byte(b[at+4:])))
	part, number := string(riffChunk("XMP ", []byte(secret))),
		func(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
	b = b[:4] + number(len(b)-8+len(part)) + b[8:at+4] + number(size+len(part)) + b[at+8:at+8+size] + part +
		b[at+8+size:]
	bare, err := Bare([]byte(b))
	if err != nil || bytes.Contains(bare, []byte(secret)) || !bytes.Contains(bare, []byte("ANMF")) {
		t.Errorf("%q stays in a frame (%v)", secret, err)
	}
	for name, want := range map[string]byte{"phone.webp": flagEXIF, "moving.webp": 0} { // turned by 8, and upright
		b := read(t, name)
		if b[20]&flagXMP == 0 {
			t.Fatalf("%s says nothing of XMP: the test proves nothing", name)
		}
		if bare, err := Bare(b); err != nil || bare[20]&(flagXMP|flagEXIF) != want {
			t.Errorf("%s: flags %#x, %v; want %#x of EXIF and XMP", name, bare[20], err, want)
		}
	}
}

func TestBareShowsTheSame(t *testing.T) {
	for _, name := range []string{"phone.jpg", "cmyk.jpg", "upright.jpg", "phone.png"} {
		b := read(t, name)
		bare, err := Bare(b)
		if err != nil {
			t.Fatal(err)
		}
		was, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		is, _, err := image.Decode(bytes.NewReader(bare))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if was.Bounds() != is.Bounds() {
			t.Fatalf("%s is of %v, was of %v", name, is.Bounds(), was.Bounds())
		}
		for y := range was.Bounds().Dy() {
			for x := range was.Bounds().Dx() {
				if was.At(x, y) != is.At(x, y) {
					t.Fatalf("%s shows %v at %d, %d, showed %v", name, is.At(x, y), x, y, was.At(x, y))
				}
			}
		}
	}
}

func TestWhatCannotBeBared(t *testing.T) {
	for name, test := range map[string]struct {
		b    string
		want error
	}{
		"text":         {"Tệp đính kèm", ErrNotPicture},
		"empty":        {"", ErrNotPicture},
		"film":         {"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", ErrNotPicture},
		"sound":        {"RIFF\x24\x00\x00\x00WAVEfmt ", ErrNotPicture},
		"pdf":          {"%PDF-1.7\n", ErrNotPicture},
		"heic":         {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", ErrOpaque},
		"heic within":  {"\x00\x00\x00\x18ftypXXXX\x00\x00\x00\x00XXXXheic", ErrOpaque},
		"tiff, raw":    {"II*\x00\x08\x00\x00\x00", ErrOpaque},
		"jpeg cut off": {string(read(t, "upright.jpg")[:900]), ErrOpaque},
		"png cut off":  {string(read(t, "phone.png")[:900]), ErrOpaque},
		"webp cut off": {string(read(t, "phone.webp")[:900]), ErrOpaque},
		"head alone":   {"\xff\xd8\xff", ErrOpaque},
	} {
		if _, err := Bare([]byte(test.b)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func FuzzBare(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) < 7 {
		f.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		bare, err := Bare(b)
		if err != nil {
			return
		}
		if again, err := Bare(bare); err != nil || !bytes.Equal(again, bare) {
			t.Fatalf("bared again: %v, %d bytes of %d", err, len(again), len(bare))
		}
	})
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
