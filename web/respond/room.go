package respond

import (
	"io"
	"sync"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// Records are in memory as a whole, sealed and opened: these bound the bytes of all that are there at the same time.
// Small ones have a room of their own, so that a few large ones on a slow line keep none of them out.
const (
	smallRecord = 1 << 20
	smallRoom   = 64 << 20
	largeRoom   = 4 * edge.MaxForm // two of the largest
)

// rooms are where records are while they are read and taken in.
type rooms struct{ small, large room }

func newRooms() *rooms { return &rooms{small: room{left: smallRoom}, large: room{left: largeRoom}} }

// room is a number of bytes that those who are in it share.
type room struct {
	mu   sync.Mutex
	left int64
}

// enter takes n bytes of a room; false when it has not so many.
func (r *room) enter(n int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n > r.left {
		return false
	}
	r.left -= n
	return true
}

func (r *room) leave(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left += n
}

// read reads one record, when there is room for it; leave is to be called once nothing of it is needed any more.
// Unavailable with code "store.busy" when there is none, Invalid when its head is that of no record or something
// follows it.
func (r *rooms) read(body io.Reader) (sealed []byte, leave func(), err error) {
	head := make([]byte, survey.RecordHead)
	if n, err := io.ReadFull(body, head); err != nil {
		head = head[:n]
		if err := edge.BodyFault(err, nil); err != nil {
			return nil, nil, err
		}
	}
	size, err := survey.RecordSize(head)
	if err != nil {
		return nil, nil, err
	}
	if size > edge.MaxForm {
		return nil, nil, edge.TooLarge(edge.MaxForm)
	}
	at := &r.large
	if size <= smallRecord {
		at = &r.small
	}
	if !at.enter(2 * size) {
		return nil, nil, survey.Fail(survey.Unavailable, "store.busy")
	}
	leave = func() { at.leave(2 * size) }
	if sealed, err = readWhole(body, head, size); err != nil {
		leave()
		return nil, nil, err
	}
	return sealed, leave, nil
}

// readWhole reads what follows a head, which is all that there is.
func readWhole(body io.Reader, head []byte, size int64) ([]byte, error) {
	sealed := make([]byte, size)
	copy(sealed, head)
	if _, err := io.ReadFull(body, sealed[len(head):]); err != nil {
		return nil, edge.BodyFault(err, survey.Fail(survey.Invalid, "record.unreadable"))
	}
	switch _, err := io.ReadFull(body, make([]byte, 1)); {
	case err == nil:
		return nil, survey.Fail(survey.Invalid, "record.unreadable")
	case err != io.EOF:
		return nil, edge.BodyFault(err, survey.Fail(survey.Invalid, "record.unreadable"))
	}
	return sealed, nil
}
