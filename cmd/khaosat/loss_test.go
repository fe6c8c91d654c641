//go:build unix

package main

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/sqlitestore/disktest"
	"github.com/khaosat/khaosat/web/losstest"
	"github.com/khaosat/khaosat/web/webtest"
)

// times is how often something is done: few in make test, many with KHAOSAT_LOSSES, as make torture has it.
func times(few, many int) int {
	if os.Getenv("KHAOSAT_LOSSES") != "" {
		return many
	}
	return few
}

// field is a data folder with a named survey that is open and an anonymous one by token, and what was sent to them.
type field struct {
	t        testing.TB
	dir      string
	seed     uint64
	chance   *rand.Rand
	journals []*losstest.Journal
}

func newField(t testing.TB, tokens int) *field {
	t.Helper()
	f := &field{t: t, dir: folder(t), seed: rand.Uint64()}
	f.chance = rand.New(rand.NewPCG(f.seed, 1))
	t.Logf("seed %d", f.seed)
	store, err := sqlitestore.Open(t.Context(), f.dir)
	must(t, err)
	f.prepare(store, tokens)
	must(t, store.Close())
	return f
}

// prepare makes the surveys.
func (f *field) prepare(store survey.Store, tokens int) {
	f.t.Helper()
	svc, err := service.New(f.t.Context(), store, service.Options{})
	must(f.t, err)
	for slug, o := range map[string]service.PublishOptions{"ghi-ten": {Mode: survey.Named},
		"an-danh": {Mode: survey.Anonymous, Access: survey.ByToken}} {
		_, err := svc.SaveDraft(f.t.Context(), system, slug, losstest.Form(slug))
		must(f.t, err)
		_, err = svc.PublishDraft(f.t.Context(), system, slug, o)
		must(f.t, err)
	}
	list, err := svc.MakeTokens(f.t.Context(), system, "an-danh", tokens, survey.Preset{})
	must(f.t, err)
	f.journals = []*losstest.Journal{losstest.NewJournal("ghi-ten", nil), losstest.NewJournal("an-danh", list)}
}

func (f *field) crowd(answers int) losstest.Crowd {
	return losstest.Crowd{Journals: f.journals, Clients: 16, Seed: f.chance.Uint64(), Answers: answers}
}

func (f *field) acknowledged() int {
	return f.journals[0].Acknowledged() + f.journals[1].Acknowledged()
}

// judge holds the journals against the folder, which nobody has open.
func (f *field) judge() {
	f.t.Helper()
	store, err := sqlitestore.Open(f.t.Context(), f.dir)
	must(f.t, err)
	for _, wrong := range f.wrong(store, losstest.Promise{}) {
		f.t.Error(wrong)
	}
	must(f.t, store.Close())
}

// wrong is everything that is wrong with a store, its file included.
func (f *field) wrong(store *sqlitestore.Store, p losstest.Promise) (all []string) {
	f.t.Helper()
	for _, j := range f.journals {
		wrong, stored, err := j.Judge(f.t.Context(), store, p)
		if err != nil {
			return append(all, err.Error())
		}
		if p.Until == 0 {
			f.t.Logf("%s: %d acknowledged, %d stored, %s", j.Slug, j.Acknowledged(), stored, j.Statuses())
		}
		all = append(all, wrong...)
	}
	if found, err := store.Damage(f.t.Context()); err != nil || found != "" {
		all = append(all, "the file is damaged: "+found)
	}
	return all
}

// resend compares receipts: what is stored is known again.
func (f *field) resend(url string) {
	f.t.Helper()
	for _, j := range f.journals {
		j.Resend(f.t.Context(), url, true)
	}
}

// until waits until so many more answers were acknowledged, or the crowd has gone.
func (f *field) until(more int, gone <-chan struct{}) {
	for want := f.acknowledged() + more; f.acknowledged() < want; {
		select {
		case <-gone:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// sending lets the crowd send until it is done or ctx ends; gone is closed then.
func (f *field) sending(ctx context.Context, c losstest.Crowd, url string) (gone <-chan struct{}) {
	done := make(chan struct{})
	go func() { c.Send(ctx, url); close(done) }()
	return done
}

// TestNothingIsLostWhenKilled kills the program at random moments, again and again on one folder.
func TestNothingIsLostWhenKilled(t *testing.T) {
	t.Parallel()
	f := newField(t, times(100, 20_000))
	for range times(2, 200) {
		c := start(t, f.dir)
		gone := f.sending(t.Context(), f.crowd(0), c.url)
		f.until(1+f.chance.IntN(times(50, 300)), gone)
		c.kill()
		<-gone
		f.judge()
	}
	c := start(t, f.dir)
	f.resend(c.url)
	c.stop()
	f.judge()
}

// TestNothingIsLostAtAnyPoint kills the program at one write or sync after another.
func TestNothingIsLostAtAnyPoint(t *testing.T) {
	t.Parallel()
	f := newField(t, times(100, 10_000))
	for point := 1; point <= times(41, 240); point += times(20, 1) {
		c := start(t, f.dir)
		c.tell("kill " + strconv.Itoa(point))
		f.crowd(0).Send(t.Context(), c.url)
		c.kill()
		f.judge()
	}
}

// TestNothingIsLostWithThePower takes the files as a disk may have them at moments of lost power. A disk that does not
// do what syncs ask for must be found out: else the test proves nothing.
func TestNothingIsLostWithThePower(t *testing.T) {
	t.Parallel()
	f := &field{t: t, dir: folder(t), seed: rand.Uint64()}
	f.chance = rand.New(rand.NewPCG(f.seed, 1))
	t.Logf("seed %d", f.seed)
	disk := disktest.Under(f.dir)
	disk.Record()
	store, err := sqlitestore.Open(t.Context(), f.dir)
	must(t, err)
	f.prepare(store, times(60, 600))
	begin := disk.Point()
	for _, j := range f.journals {
		j.Mark = disk.Point
	}
	server := httptest.NewServer(webtest.Over(t, store).Server)
	f.crowd(times(6, 40)).Send(t.Context(), server.URL)
	server.Close()
	end := disk.Point()
	must(t, store.Close())
	found := 0
	for range times(5, 400) {
		at := begin + 1 + f.chance.IntN(end-begin)
		for _, wrong := range f.image(disk, at, false) {
			t.Errorf("at %d of %d: %s", at, end, wrong)
		}
		found += len(f.image(disk, at, true))
	}
	if found == 0 {
		t.Error("a disk that syncs nothing loses nothing: the test sees no loss")
	}
}

// image is what is wrong with the files as they may be after the power was lost at a point.
func (f *field) image(disk *disktest.Disk, at int, lying bool) []string {
	f.t.Helper()
	dir := folder(f.t)
	must(f.t, disk.Lose(at, lying, f.chance, dir))
	store, err := sqlitestore.Open(f.t.Context(), dir)
	if err != nil {
		return []string{err.Error()}
	}
	wrong := f.wrong(store, losstest.Promise{Until: at})
	_ = store.Close()
	return wrong
}

// TestNothingIsLostWithReplies cuts lines before and in the middle of answers; each client sends until it has its
// receipt.
func TestNothingIsLostWithReplies(t *testing.T) {
	t.Parallel()
	f := newField(t, times(200, 12_000))
	c := start(t, f.dir)
	line := losstest.NewCutter(0.5, f.chance.Uint64())
	crowd := f.crowd(0)
	crowd.Client, crowd.Again = line.Client(crowd.Clients), true
	ctx, stop := context.WithCancel(t.Context())
	gone := f.sending(ctx, crowd, c.url)
	for line.Cuts.Load() < int64(times(60, 10_000)) {
		time.Sleep(time.Millisecond)
	}
	stop()
	<-gone
	t.Logf("%d answers of the server were cut", line.Cuts.Load())
	f.resend(c.url)
	c.stop()
	f.judge()
}

// TestNothingIsLostOnAFailingDisk: the disk fills up, fails to write, fails to sync, and works again, in the middle of
// a crowd.
func TestNothingIsLostOnAFailingDisk(t *testing.T) {
	t.Parallel()
	f := newField(t, times(2000, 50_000))
	c := start(t, f.dir)
	for range times(1, 20) {
		faults := []string{"leave " + strconv.Itoa(f.chance.IntN(300_000)), "syncs", "writes"}
		for _, fault := range faults[:times(2, 3)] {
			crowd := f.crowd(0)
			crowd.Again = true
			ctx, stop := context.WithCancel(t.Context())
			gone := f.sending(ctx, crowd, c.url)
			f.until(8, gone)
			c.tell(fault)
			if said := c.ready(http.StatusServiceUnavailable); !strings.Contains(said, `"store.`) {
				t.Errorf("/readyz says %s", said)
			}
			c.tell("mend")
			c.ready(http.StatusOK)
			f.until(8, gone)
			stop()
			<-gone
		}
	}
	f.resend(c.url)
	c.kill()
	f.judge()
}

// TestNothingIsLostBesideSlowClients: thousands who never end their heads stand beside a crowd.
func TestNothingIsLostBesideSlowClients(t *testing.T) {
	t.Parallel()
	f := newField(t, times(60, 4000))
	c := start(t, f.dir)
	slow := make([]net.Conn, times(100, 2000))
	for i := range slow {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		must(t, err)
		slow[i] = conn
		_, err = conn.Write([]byte("POST /api/v1/surveys/ghi-ten/responses HTTP/1.1\r\nHost: x\r\nX-Slow: "))
		must(t, err)
	}
	crowd := f.crowd(times(5, 200))
	crowd.Send(t.Context(), c.url)
	for _, conn := range slow {
		must(t, conn.Close())
	}
	for _, j := range f.journals {
		if strings.Contains(j.Statuses(), "503") {
			t.Errorf("%s: %s", j.Slug, j.Statuses())
		}
	}
	c.stop()
	f.judge()
}

// TestNothingIsLostAtTheEnd tells the program to end while a crowd sends.
func TestNothingIsLostAtTheEnd(t *testing.T) {
	t.Parallel()
	f := newField(t, times(150, 20_000))
	for range times(1, 40) {
		c := start(t, f.dir)
		crowd := f.crowd(0)
		crowd.Clients = times(40, 200)
		gone := f.sending(t.Context(), crowd, c.url)
		f.until(f.chance.IntN(times(50, 300)), gone)
		c.stop()
		<-gone
		f.judge()
	}
}

// TestNothingIsLostUnseen: what is lost, made up, changed or burnt for nothing is found.
func TestNothingIsLostUnseen(t *testing.T) {
	t.Parallel()
	f := newField(t, 20)
	c := start(t, f.dir)
	f.crowd(2).Send(t.Context(), c.url)
	c.stop()
	store, err := sqlitestore.Open(t.Context(), f.dir)
	must(t, err)
	defer store.Close()
	var once sync.Once
	for r, err := range store.Responses().Scan(t.Context(), "ghi-ten") {
		must(t, err)
		once.Do(func() {
			must(t, store.Responses().Erase(t.Context(), "ghi-ten", r.ID))
			r.ID, r.Revision = "10000000-0000-4000-8000-000000000000", 1
			_, err = store.Responses().Insert(t.Context(), r)
			must(t, err)
		})
	}
	for r, err := range store.Responses().Scan(t.Context(), "an-danh") {
		must(t, err)
		must(t, store.Responses().Erase(t.Context(), "an-danh", r.ID))
		break
	}
	all := strings.Join(f.wrong(store, losstest.Promise{}), "\n")
	for _, want := range []string{"was acknowledged and is not stored", "is stored and was never sent",
		"is burnt and its answer is not stored"} {
		if !strings.Contains(all, want) {
			t.Errorf("nobody says %q:\n%s", want, all)
		}
	}
}
