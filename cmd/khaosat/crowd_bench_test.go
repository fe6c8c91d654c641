//go:build linux

package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web/losstest"
)

// BenchmarkTenThousandClients: ten thousand kept connections send at once, to a named and an anonymous survey, and
// again until they have their receipts. It fails when one is told anything but 2xx or 503 with Retry-After, when
// something is lost, when the server takes more than 1 GiB, and when one answer takes 10 s.
func BenchmarkTenThousandClients(b *testing.B) {
	const clients = 10_000
	for range b.N {
		f := newField(b, clients)
		c := start(b, f.dir)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients}}
		connect(b, client, c.url, clients)
		begun := time.Now()
		losstest.Crowd{Journals: f.journals, Clients: clients, Seed: f.seed, Answers: 1, Client: client, Again: true,
			Patient: true}.Send(b.Context(), c.url)
		took := time.Since(begun)
		memory := peak(b, c.cmd.Process.Pid)
		client.CloseIdleConnections()
		c.kill()
		judgeCrowd(b, f, clients)
		slowest := max(f.journals[0].Slowest(), f.journals[1].Slowest())
		if memory > 1<<30 || slowest > 10*time.Second {
			b.Errorf("the server took %d MiB, one answer %v", memory>>20, slowest)
		}
		b.ReportMetric(slowest.Seconds(), "slowest-s")
		b.ReportMetric(float64(clients)/took.Seconds(), "answers/s")
		b.ReportMetric(float64(memory>>20), "MiB-peak")
		b.ReportMetric(float64(f.journals[0].Told(503)+f.journals[1].Told(503)), "refused")
	}
}

// connect opens as many connections and keeps them.
func connect(b *testing.B, client *http.Client, url string, n int) {
	b.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			res, err := client.Get(url + "/healthz")
			if err != nil {
				b.Error(err)
				return
			}
			res.Body.Close()
		})
	}
	all.Wait()
}

func judgeCrowd(b *testing.B, f *field, sent int) {
	b.Helper()
	store, err := sqlitestore.Open(b.Context(), f.dir)
	must(b, err)
	defer store.Close()
	for _, wrong := range f.wrong(store, losstest.Promise{}) {
		b.Error(wrong)
	}
	if n := f.acknowledged(); n != sent {
		b.Errorf("%d of %d were acknowledged", n, sent)
	}
}

// peak is the most memory that a process had, in bytes.
func peak(b *testing.B, pid int) (bytes int64) {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(b, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &bytes); err != nil {
		b.Fatalf("no peak of memory: %v", err)
	}
	return bytes << 10
}
