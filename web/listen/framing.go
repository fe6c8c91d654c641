package listen

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
)

// A request that says its length twice, by Content-Length and by Transfer-Encoding, is read in one way by a proxy and
// in another by the server behind it, so that one sender can put words into the mouth of the next (RFC 9112, 6.1 and
// 11.2). net/http drops the first without a word. So the bytes of a connection are followed as far as framing needs.

// framing follows the requests of one connection of HTTP/1. Reads of one connection come one after another.
type framing struct {
	twice atomic.Bool // a request had both lengths, or one that its version of HTTP does not know; it stays

	at      part
	line    []byte // of the line that is being read, up to maxLine bytes
	left    uint64 // bytes of a body, or of a chunk with its line end, that are still to come
	length  bool   // the head has a Content-Length
	chunked bool   // … a Transfer-Encoding
	old     bool   // … is of HTTP/1.0, which has none
}

type part int

const (
	beforeHead part = iota // blank lines are passed over
	inHead
	inBody
	inSize    // the line before a chunk
	inChunk   // a chunk and its line end
	inTrailer // after the last chunk
	lost      // what cannot be followed: net/http refuses it, too
)

// maxLine is more than any name of a field or size of a chunk takes.
const maxLine = 1 << 10

func (f *framing) watch(b []byte) {
	for len(b) > 0 && f.at != lost {
		if f.at == inBody || f.at == inChunk {
			b = f.skip(b)
			continue
		}
		end := bytes.IndexByte(b, '\n')
		piece := b
		if end >= 0 {
			piece = b[:end]
		}
		f.line = append(f.line, piece[:min(len(piece), maxLine-len(f.line))]...)
		if end < 0 {
			return
		}
		b = b[end+1:]
		f.take(bytes.TrimSuffix(f.line, []byte{'\r'}))
		f.line = f.line[:0]
	}
}

func (f *framing) skip(b []byte) []byte {
	n := min(f.left, uint64(len(b)))
	f.left -= n
	if f.left == 0 {
		if f.at == inBody {
			f.at = beforeHead
		} else {
			f.at = inSize
		}
	}
	return b[n:]
}

// take goes on by one line, without its end.
func (f *framing) take(line []byte) {
	switch blank := len(line) == 0; {
	case f.at == beforeHead && !blank:
		f.at, f.length, f.chunked, f.left = inHead, false, false, 0
		f.old = bytes.HasSuffix(line, []byte(" HTTP/1.0"))
	case f.at == inHead && !blank && line[0] != ' ' && line[0] != '\t': // no line that goes on with the one before
		f.field(line)
	case f.at == inHead && blank:
		f.body()
	case f.at == inSize:
		f.chunk(line)
	case f.at == inTrailer && blank:
		f.at = beforeHead
	}
}

func (f *framing) field(line []byte) {
	name, value, _ := bytes.Cut(line, []byte{':'})
	switch name = bytes.TrimSpace(name); {
	case bytes.EqualFold(name, []byte("Transfer-Encoding")):
		f.chunked = true
	case bytes.EqualFold(name, []byte("Content-Length")):
		f.length = true
		f.left, _ = strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 63)
	}
}

func (f *framing) body() {
	switch {
	case f.chunked && (f.length || f.old):
		f.twice.Store(true)
		f.at = lost
	case f.chunked:
		f.at = inSize
	case f.left > 0:
		f.at = inBody
	default:
		f.at = beforeHead
	}
}

func (f *framing) chunk(line []byte) {
	size, _, _ := bytes.Cut(line, []byte{';'})
	n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 62)
	switch {
	case err != nil:
		f.at = lost
	case n == 0:
		f.at = inTrailer
	default:
		f.at, f.left = inChunk, n+2 // and CR LF
	}
}

type framingKey struct{}

// withFraming is the ConnContext of a server: its requests find what was seen of their connection.
func withFraming(ctx context.Context, c net.Conn) context.Context {
	if w, ok := c.(interface{ watched() *framing }); ok {
		return context.WithValue(ctx, framingKey{}, w.watched())
	}
	return ctx
}

// TwoLengths reports whether a request that came by this connection said its length twice.
func TwoLengths(r *http.Request) bool {
	f, ok := r.Context().Value(framingKey{}).(*framing)
	return ok && f.twice.Load()
}
