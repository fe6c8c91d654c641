package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// keptPNG are the chunks that a decoder needs, in order of the standard (W3C PNG, third edition). Not among them: tEXt,
// zTXt, iTXt, tIME, eXIf and whatever makers call their own.
var keptPNG = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true,
	"sBIT": true, "sRGB": true,
	"cICP": true, "mDCV": true, "cLLI": true, "bKGD": true, "hIST": true, "pHYs": true, "acTL": true, "fcTL": true,
	"fdAT": true,
}

// barePNG keeps what a decoder needs up to IEND; nil when the picture is broken or does not end.
func barePNG(b []byte) []byte {
	out, turned, head := []byte(pngHead), byte(1), len(pngHead)
	for at := len(pngHead); ; {
		if at+12 > len(b) {
			return nil
		}
		size := int64(binary.BigEndian.Uint32(b[at:]))
		end := int64(at) + 12 + size
		if end > int64(len(b)) {
			return nil
		}
		name, body, chunk := string(b[at+4:at+8]), b[at+8:end-4], b[at:end]
		at = int(end)
		if name == "eXIf" {
			turned = orientation(body)
		}
		if keptPNG[name] {
			out = append(out, chunk...)
		}
		if name == "IHDR" {
			head = len(out)
		}
		if name == "IEND" {
			break
		}
	}
	if exif := exifOf(turned); exif != nil {
		out = bytes.Join([][]byte{out[:head], pngChunk("eXIf", exif), out[head:]}, nil)
	}
	return out
}

func pngChunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}
