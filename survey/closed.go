package survey

import (
	"crypto/aes"
	"crypto/cipher"
)

// Close encrypts what this installation alone can read again, for a purpose and bound to a context: AES-256-GCM under a
// key derived from the installation's secret, with a random nonce in front.
func (i Identity) Close(purpose, context string, data []byte) []byte {
	return i.closing(purpose).Seal(nil, nil, data, []byte(context))
}

// Open gives what Close made; false when it was changed, or made for another purpose or context.
func (i Identity) Open(purpose, context string, closed []byte) ([]byte, bool) {
	data, err := i.closing(purpose).Open(nil, nil, closed, []byte(context))
	return data, err == nil
}

func (i Identity) closing(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(i.mac("close " + purpose))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has blocks of 16 bytes
	}
	return aead
}
