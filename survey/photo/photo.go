// Package photo takes out of pictures what tells more than the picture shows: hour, place, device, serial numbers,
// names, thumbnails of what was cropped away. It never decodes a picture: what is left of it stays as it was, bit by
// bit.
package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var (
	// ErrNotPicture says that the bytes are of no kind of picture that this package knows by name.
	ErrNotPicture = errors.New("not a picture")
	// ErrOpaque says that the bytes are a picture, but of a kind (HEIC, AVIF, TIFF, raw) or in a state (cut off,
	// broken) of which nobody here can say what it tells.
	ErrOpaque = errors.New("a picture that cannot be read")
)

// Bare returns a JPEG, PNG or WebP picture without what does not serve to show it. Kept are the pixels, colour profile,
// density, animation and, where it is not upright, orientation. Only known parts are kept: what a maker adds tomorrow
// goes as well. The result of a result is itself; b is not changed. On an error it is ErrNotPicture or ErrOpaque.
func Bare(b []byte) ([]byte, error) {
	var out []byte
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		out = bareJPEG(b)
	case bytes.HasPrefix(b, []byte(pngHead)):
		out = barePNG(b)
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		out = bareWebP(b)
	case !isOpaque(b):
		return nil, ErrNotPicture
	}
	if out == nil {
		return nil, ErrOpaque
	}
	return out, nil
}

// isOpaque knows the kinds of pictures that cameras and phones write beside JPEG, PNG and WebP.
func isOpaque(b []byte) bool {
	for _, head := range []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+", "IIRO", "IIU\x00", "FUJIFILMCCD-RAW",
		"GIF87a", "GIF89a", "BM",
		"\xff\x0a", "\x00\x00\x00\x0cJXL ", "\x00\x00\x00\x0cjP  ", "8BPS"} {
		if bytes.HasPrefix(b, []byte(head)) {
			return true
		}
	}
	if len(b) < 16 || string(b[4:8]) != "ftyp" {
		return false
	}
	brands := b[8:min(len(b), int(binary.BigEndian.Uint32(b)), 256)]
	for len(brands) >= 4 {
		switch string(brands[:4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "avif", "avis", "crx ":
			return true
		}
		brands = brands[4:]
	}
	return false
}
