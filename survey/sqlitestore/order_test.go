package sqlitestore_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// arrivals is how many anonymous answers TestNothingTellsTheOrderOfArrival stores, from how many seeds; make torture
// asks for 10000x3 through the variable.
func arrivals(t *testing.T) (answers, seeds int) {
	answers, seeds = 800, 1
	if size := os.Getenv("KHAOSAT_ARRIVALS"); size != "" {
		if n, err := fmt.Sscanf(size, "%dx%d", &answers, &seeds); n != 2 {
			t.Fatalf("KHAOSAT_ARRIVALS is %q, want ANSWERSxSEEDS: %v", size, err)
		}
	}
	return answers, seeds
}

// Answers of 200 bytes to 50 kB, every sixteenth with an attachment, some of them superseded: after a clean stop, in a
// backup made while the store was open, and in the backup of that, nothing in the folder is in the order of arrival:
// not where an answer begins or ends in the file, nor the numbers and times of attachments.
func TestNothingTellsTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	answers, seeds := arrivals(t)
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(seed), 1))
			dir, backup := t.TempDir(), filepath.Join(t.TempDir(), "sao")
			s := opened(t, dir, sqlitestore.WithCompany(0))
			var came, files []string // markers, hashes of attachments, in the order of arrival
			var wait sync.WaitGroup
			for i := range answers {
				r, photos := arriving(random, i)
				came = append(came, r.ID)
				if len(photos) > 0 {
					files = append(files, shaOf(photos[1]))
				}
				wait.Go(func() { arrive(t, s, r, photos) })
				if i%16 == 15 {
					wait.Wait()
				}
			}
			wait.Wait()
			must(t, s.Snapshot(t.Context(), backup))
			must(t, s.Close())
			for name, folder := range map[string]string{"after a clean stop": dir, "in the backup": backup} {
				wantNoOrder(t, name, traces(t, folder, came), answers)
				wantNoOrder(t, name, traceFiles(t, folder, files), len(files))
			}
		})
	}
}

// arriving makes an anonymous answer that begins with its id and ends with it backwards, and every sixteenth time an
// attachment that was superseded and the one that the answer names.
func arriving(random *rand.Rand, i int) (r *survey.Response, photos []string) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", i, random.Uint64()))
	marker := hex.EncodeToString(sum[:12])
	filler := make([]byte, int(200*math.Exp(random.Float64()*math.Log(250))))
	for k := range filler {
		filler[k] = byte('a' + random.IntN(26))
	}
	r = response(marker)
	r.Received = time.Time{}
	r.Answers = survey.Answers{"q": survey.OfText(marker + string(filler) + backwards(marker))}
	if i%16 == 0 {
		photos = []string{"ảnh bị thay " + marker, "ảnh " + marker + string(filler[:100])}
		r.Answers["anh"] = survey.Value{Kind: survey.VFile, File: survey.FileRef{SHA256: shaOf(photos[1])}}
	}
	return r, photos
}

func arrive(t *testing.T, s *sqlitestore.Store, r *survey.Response, photos []string) {
	for _, photo := range photos {
		if _, err := s.Blobs().Put(t.Context(), shaOf(photo), 1<<20, strings.NewReader(photo)); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Responses().Insert(t.Context(), r); err != nil {
		t.Error(err)
	}
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func shaOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// traces are the places in the database file of the beginnings and ends of answers, each in the order of arrival.
func traces(t *testing.T, folder string, came []string) map[string][]float64 {
	t.Helper()
	out := map[string][]float64{}
	for _, name := range []string{"khaosat.db", "khaosat.db-wal"} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if os.IsNotExist(err) && name != "khaosat.db" {
			continue
		}
		must(t, err)
		if name != "khaosat.db" && len(b) > 0 {
			t.Errorf("%s holds %d bytes", name, len(b))
		}
		if name != "khaosat.db" {
			continue
		}
		starts := placesOf(b, came, func(m string) string { return `"` + m })
		ends := placesOf(b, came, func(m string) string { return backwards(m) + `"` })
		out["where answers begin"], out["where they end"] = starts, ends
		inPage := make([]float64, len(starts))
		for i, at := range starts {
			inPage[i] = math.Mod(at, 8192)
		}
		out["where they begin in their page"] = inPage
	}
	return out
}

// placesOf finds texts in one walk through b.
func placesOf(b []byte, came []string, text func(string) string) []float64 {
	out := make([]float64, len(came))
	for i, marker := range came {
		out[i] = float64(bytes.Index(b, []byte(text(marker))))
	}
	return out
}

// traceFiles are the numbers and times of the attachments, in the order of arrival.
func traceFiles(t *testing.T, folder string, files []string) map[string][]float64 {
	t.Helper()
	out := map[string][]float64{}
	for _, sha := range files {
		info, err := os.Stat(filepath.Join(folder, "blobs", sha[:2], sha))
		must(t, err)
		for what, x := range fileNumbers(info) {
			out[what] = append(out[what], x)
		}
		out["time of change of the content"] = append(out["time of change of the content"], float64(info.ModTime().UnixNano()))
	}
	must(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(entry.Name(), "upload-") {
			t.Errorf("%s is left over", entry.Name())
		}
		return err
	}))
	return out
}

// wantNoOrder fails when a trace, given in the order of arrival, goes with that order: by its rank correlation, and by
// how close in time those are that stand beside each other, against what a random order gives.
func wantNoOrder(t *testing.T, where string, traces map[string][]float64, n int) {
	t.Helper()
	limit := max(0.05, 4/math.Sqrt(float64(n))) // 4 standard errors of a rank correlation; 0.05 for 10,000 answers is 5
	for what, trace := range traces {
		order, distinct := orderOf(trace)
		if distinct == 1 {
			continue
		}
		if distinct < n && what == "where answers begin" { // else they were not found
			t.Fatalf("%s, %s: only %d of %d places differ", where, what, distinct, n)
		}
		if rho := correlation(order); math.Abs(rho) > limit {
			t.Errorf("%s, %s: the rank correlation with arrival is %.3f, want less than %.3f", where, what, rho, limit)
		}
		// The mean distance of neighbours in a random order of n is (n+1)/3, its standard error close to n/sqrt(18n):
		// 3.3 of them is p = 0.001.
		if far, want := neighbours(order), float64(n+1)/3; far < want-3.3*float64(n)/math.Sqrt(18*float64(n)) {
			t.Errorf("%s, %s: neighbours came %.1f apart, want about %.1f", where, what, far, want)
		}
	}
}

// orderOf lists arrivals by their trace, in a random order where that is the same, and tells how many traces differ.
func orderOf(trace []float64) (order []int, distinct int) {
	order = rand.New(rand.NewPCG(1, 2)).Perm(len(trace))
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case trace[a] < trace[b]:
			return -1
		case trace[a] > trace[b]:
			return 1
		}
		return 0
	})
	distinct = 1
	for i := 1; i < len(order); i++ {
		if trace[order[i]] != trace[order[i-1]] {
			distinct++
		}
	}
	return order, distinct
}

// correlation is Spearman's between place and arrival, of an order without ties.
func correlation(order []int) float64 {
	n, sum := float64(len(order)), 0.0
	for place, came := range order {
		sum += math.Pow(float64(place-came), 2)
	}
	return 1 - 6*sum/(n*(n*n-1))
}

func neighbours(order []int) float64 {
	sum := 0.0
	for i := 1; i < len(order); i++ {
		sum += math.Abs(float64(order[i] - order[i-1]))
	}
	return sum / float64(len(order)-1)
}
