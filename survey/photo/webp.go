package photo

import (
	"encoding/binary"
)

// Flags in the first byte of VP8X (RFC 9649, 2.7.1).
const flagXMP, flagEXIF = 0x04, 0x08

// bareWebP keeps what a decoder needs; nil when the picture is broken or does not end. What follows its end goes.
func bareWebP(b []byte) []byte {
	size := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if size < 12 || size > int64(len(b)) {
		return nil
	}
	turned := byte(1)
	kept, flags, ok := keptWebP(b[12:size], 0, &turned)
	if !ok {
		return nil
	}
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), kept...)
	if exif := exifOf(turned); exif != nil && flags > 0 {
		out = append(out, riffChunk("EXIF", exif)...)
		out[12+flags-1] |= flagEXIF
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// keptWebP goes through chunks, those of animation frames inside as well. flags is where the byte of VP8X's flags
// stands in what is kept, plus 1; 0 without VP8X.
func keptWebP(b []byte, depth int, turned *byte) (out []byte, flags int, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return nil, 0, false
		}
		size := int64(binary.LittleEndian.Uint32(b[4:]))
		if 8+size > int64(len(b)) {
			return nil, 0, false
		}
		name, body := string(b[:4]), b[8:8+size]
		b = b[min(8+size+size%2, int64(len(b))):]
		switch name {
		case "VP8X":
			if len(body) < 10 || depth > 0 {
				return nil, 0, false
			}
			flags = len(out) + 8 + 1
			out = append(out, riffChunk(name, body)...)
			out[flags-1] &^= flagXMP | flagEXIF
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ICCP":
			out = append(out, riffChunk(name, body)...)
		case "ANMF":
			if len(body) < 16 || depth > 0 {
				return nil, 0, false
			}
			frame, _, ok := keptWebP(body[16:], depth+1, turned)
			if !ok {
				return nil, 0, false
			}
			out = append(out, riffChunk(name, append(body[:16:16], frame...))...)
		case "EXIF":
			*turned = orientation(withoutHead(body))
		}
	}
	return out, flags, true
}

func riffChunk(name string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}
