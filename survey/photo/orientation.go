package photo

import (
	"bytes"
	"encoding/binary"
)

// orientationTag is the one EXIF entry without which a picture is shown another way: 1 upright, 2 to 8 turned or
// mirrored.
const orientationTag = 0x0112

// orientation reads the orientation out of an EXIF block (a TIFF header and its first directory); 1 when it says none.
func orientation(tiff []byte) byte {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == 3 {
			if v := order.Uint16(entries[8:]); v >= 1 && v <= 8 {
				return byte(v)
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// exifOf is an EXIF block that says the orientation and nothing else; nil for an upright picture.
func exifOf(orientation byte) []byte {
	if orientation <= 1 {
		return nil
	}
	return append(append([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation),
		make([]byte, 6)...)
}

// exifHead stands before an EXIF block in JPEG, and by mistake in some WebP files.
var exifHead = []byte("Exif\x00\x00")

func withoutHead(exif []byte) []byte { return bytes.TrimPrefix(exif, exifHead) }
