package answergen

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/khaosat/khaosat/survey"
)

// samples are the attachments that answers name: the smallest files of their kind.
var samples = map[survey.ItemKind]struct {
	name, media string
	content     []byte
}{
	survey.Image: {"anh.png", "image/png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
		"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")},
	survey.Audio: {"tieng.wav", "audio/wav", []byte("RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00")},
	survey.Video: {"phim.mp4", "video/mp4", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2")},
	survey.File:  {"tep.txt", "text/plain", []byte("Tệp đính kèm để thử.\n")},
}

// Files returns the contents of the attachments that generated answers may name, by their SHA-256 in hexadecimal. They must be
// uploaded before the answers.
func Files() map[string][]byte {
	out := map[string][]byte{}
	for _, s := range samples {
		out[digest(s.content)] = s.content
	}
	return out
}

func sampleFile(kind survey.ItemKind) survey.Value {
	s := samples[kind]
	return survey.Value{Kind: survey.VFile, File: survey.FileRef{SHA256: digest(s.content), Name: s.name, Type: s.media}}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
