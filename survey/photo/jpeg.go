package photo

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markerSOF0, markerSOF15 = 0xc0, 0xcf // frames; with C4 and CC, tables
	markerRST0, markerRST7  = 0xd0, 0xd7
	markerEOI               = 0xd9
	markerSOS, markerDQT    = 0xda, 0xdb
	markerEXP               = 0xdf // DB to DF: tables, DNL, DRI, DHP, EXP
	markerAPP0              = 0xe0
	markerAPP1, markerAPP2  = 0xe1, 0xe2
	markerAPP14             = 0xee
)

// bareJPEG keeps what a decoder needs; nil when the picture is broken or does not end. What follows its end (a further
// picture, a film, notes of the maker) goes.
func bareJPEG(b []byte) []byte {
	out, head := []byte("\xff\xd8"), 2 // head: where the EXIF block goes
	turned := byte(1)
	for at := 2; ; {
		for at+1 < len(b) && b[at] == 0xff && b[at+1] == 0xff { // fill bytes
			at++
		}
		if at+2 > len(b) || b[at] != 0xff {
			return nil
		}
		marker := b[at+1]
		if marker == markerEOI {
			out = append(out, 0xff, markerEOI)
			break
		}
		if at+4 > len(b) {
			return nil
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end < at+4 || end > len(b) {
			return nil
		}
		segment, body := b[at:end], b[at+4:end]
		at = end
		switch {
		case marker == markerSOS:
			end = scanEnd(b, at)
			out = append(append(out, segment...), b[at:end]...)
			at = end
		case marker == markerAPP0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14 && len(out) == 2:
			out = append(append(out, 0xff, markerAPP0, 0, 16), body[:12]...)
			out = append(out, 0, 0) // no thumbnail
			head = len(out)
		case marker == markerAPP1 && bytes.HasPrefix(body, exifHead) && turned == 1:
			turned = orientation(withoutHead(body))
		case keptJPEG(marker, body):
			out = append(out, segment...)
		}
	}
	if exif := exifOf(turned); exif != nil {
		exif = append(exifHead[:len(exifHead):len(exifHead)], exif...)
		out = slices.Insert(out, head, append([]byte{0xff, markerAPP1, 0, byte(len(exif) + 2)}, exif...)...)
	}
	return out
}

// keptJPEG tells the segments that a decoder needs: frames and tables, the colour profile, how Adobe's programs coded
// the colours.
func keptJPEG(marker byte, body []byte) bool {
	switch {
	case marker >= markerSOF0 && marker <= markerSOF15, marker >= markerDQT && marker <= markerEXP:
		return true
	case marker == markerAPP2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case marker == markerAPP14:
		return bytes.HasPrefix(body, []byte("Adobe")) && len(body) == 12
	}
	return false
}

// scanEnd is where the coded data that begins at `at` ends: at the next marker that is no restart.
func scanEnd(b []byte, at int) int {
	for {
		next := bytes.IndexByte(b[at:], 0xff)
		if next < 0 || at+next+1 >= len(b) {
			return len(b)
		}
		at += next
		if m := b[at+1]; m != 0 && m != 0xff && (m < markerRST0 || m > markerRST7) {
			return at
		}
		at++
	}
}
