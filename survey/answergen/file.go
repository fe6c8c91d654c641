package answergen

import "github.com/khaosat/khaosat/survey/kinds"

// Files returns the contents of the attachments that generated answers to items of some kinds may name, by their
// SHA-256 in hexadecimal; a nil table is that of the built-in kinds. They must be uploaded before the answers.
func Files(t *kinds.Set) map[string][]byte {
	out := map[string][]byte{}
	for _, k := range t.All() {
		if k.Sample != nil {
			out[k.Sample.SHA256()] = k.Sample.Content
		}
	}
	return out
}
