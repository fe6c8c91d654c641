package web_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/surveytest"
	"github.com/khaosat/khaosat/web/webtest"
)

// waiting is a phone with records in its queue.
type waiting struct {
	*webtest.World
	slug string
	key  []byte
}

// recordHead is what a phone seals before the bytes of the files.
type recordHead map[string]any

func newWaiting(t *testing.T, mode survey.Mode, more ...*survey.Item) *waiting {
	t.Helper()
	w := webtest.ForDesk(t)
	q := &survey.Questionnaire{FormID: "cho", Version: "1", Title: webtest.Tv("Chờ", "Waiting"),
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi", Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name"), Required: "yes"},
			{Name: "so", Kind: survey.Decimal, Label: webtest.Tv("Số", "Number")},
			{Name: "don", Kind: survey.File, Label: webtest.Tv("Đơn", "Letter")}}}
	q.Items = append(q.Items, more...)
	out := &waiting{World: w, slug: w.Publish(q, service.PublishOptions{Mode: mode})}
	var list struct{ Key []byte }
	if err := json.Unmarshal([]byte(w.Get("/s/"+out.slug+"/keep.json").Want(200).Body), &list); err != nil {
		t.Fatal(err)
	}
	out.key = list.Key
	return out
}

// head is what was filled in on a kept page.
func (w *waiting) head(id, name, number string) recordHead {
	fields := [][2]string{{".began", "0"}}
	for input, texts := range w.Open("/s/"+w.slug).Fill("ten", name).Fill("so", number).Values() {
		for _, text := range texts {
			fields = append(fields, [2]string{input, text})
		}
	}
	return recordHead{"id": id, "lang": "vi", "fields": fields}
}

// receipt is the answer to a record.
type recordReply struct {
	ID, Receipt, SHA256, Opened, Stored, Code string
	Dropped, Flags                            []string
}

func (w *waiting) post(t *testing.T, status int, record []byte) recordReply {
	t.Helper()
	r := w.Ask(http.MethodPost, "/api/v1/surveys/"+w.slug+"/sealed", bytes.NewReader(record),
		"Content-Type", "application/vnd.khaosat.sealed").Want(status)
	var out recordReply
	if err := json.Unmarshal([]byte(r.Body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

const waitingID = "11111111-1111-4111-8111-111111111111"

// TestSealedRecordIsStoredOnce: a record is stored with its attachment, read as the page reads what is typed, and
// answered with a receipt and the proof that it was opened; a resend gets the same, other content under its id is kept
// beside it, and an erased one is 410, with the proof.
func TestSealedRecordIsStoredOnce(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		w := newWaiting(t, mode)
		head := w.head(waitingID, "Lò Thị Ón", "1.234,5")
		head["files"] = []map[string]any{{"input": "don", "name": "đơn.txt", "type": "text/plain", "size": 6}}
		record, proof := surveytest.SealRecord(t, w.key, w.slug, head, []byte("xin đ"))
		first := w.post(t, 201, record)
		if first.Opened != base64.StdEncoding.EncodeToString(proof) || first.Receipt == "" || first.ID != waitingID {
			t.Errorf("%s: the reply is %+v", mode, first)
		}
		if again := w.post(t, 200, record); again.Receipt != first.Receipt || again.Opened != first.Opened {
			t.Errorf("%s: a resend gets %+v after %+v", mode, again, first)
		}
		a := w.Responses(w.slug)[0].Answers
		if a["ten"].Text != "Lò Thị Ón" || a["so"].Text != "1234.5" || a["don"].File.SHA256 == "" {
			t.Errorf("%s: stored %v", mode, a)
		}
		other, proof := surveytest.SealRecord(t, w.key, w.slug, w.head(waitingID, "người khác", ""), nil)
		got := w.post(t, 201, other)
		if got.Opened != base64.StdEncoding.EncodeToString(proof) || !slices.Equal(got.Flags, []string{"copy"}) {
			t.Errorf("%s: other content gets %+v", mode, got)
		}
		if err := w.Service.Withdraw(t.Context(), w.slug, first.Receipt); err != nil {
			t.Fatal(err)
		}
		if got := w.post(t, 410, record); got.Opened != first.Opened {
			t.Errorf("%s: an erased one gets %+v", mode, got)
		}
	}
}

// TestRecordIsTheSameWheneverItComes: a form that asks for the times and the device is delivered three times, a day
// apart, from phones whose clocks are right and wrong: one response, one receipt, no second copy, and the times are the
// phone's.
func TestRecordIsTheSameWheneverItComes(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for name, c := range map[string]struct {
		mode          survey.Mode
		said          bool
		clock         time.Duration // how far the phone's is ahead when it begins, after the page was made
		begins, takes time.Duration // as it is stored, after the page was made
	}{
		"named":     {survey.Named, true, time.Hour, time.Hour, 10 * time.Minute},
		"anonymous": {survey.Anonymous, true, time.Hour, 0, 0},
		"ahead":     {survey.Named, true, year, year, 10 * time.Minute},
		"behind":    {survey.Named, true, -year, 0, 10 * time.Minute},
		"not said":  {survey.Named, false, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWaiting(t, c.mode, noted("start"), noted("end"), noted("today"), noted("deviceid"))
			made := w.Now().Truncate(time.Second)
			head := w.head(waitingID, "Lò Thị Ón", "1.234,5")
			if c.said {
				began := made.Add(c.clock)
				head["began"], head["finished"] = began.UnixMilli(), began.Add(10*time.Minute).UnixMilli()
			}
			record, _ := surveytest.SealRecord(t, w.key, w.slug, head, nil)
			receipts := map[string]bool{}
			for _, status := range []int{201, 200, 200} {
				w.Pass(24*time.Hour + time.Second)
				got := w.post(t, status, record)
				if receipts[got.Receipt+got.SHA256] = true; len(got.Flags) > 0 || len(receipts) > 1 {
					t.Errorf("delivered again it gets %+v", got)
				}
			}
			said, zone := w.Only(w.slug).Answers, time.FixedZone("", 7*60*60)
			start := made.Add(c.begins).In(zone)
			want := map[string]string{"start": start.Format("2006-01-02T15:04:05.000-07:00"),
				"end": start.Add(c.takes).Format("2006-01-02T15:04:05.000-07:00"), "today": start.Format(time.DateOnly)}
			for item, text := range want {
				if c.mode == survey.Anonymous {
					text = ""
				}
				if said[item].Text != text {
					t.Errorf("%s is %q, want %q", item, said[item].Text, text)
				}
			}
			if named := c.mode == survey.Named; (said["deviceid"].Text != "") != named {
				t.Errorf("deviceid is %q", said["deviceid"].Text)
			}
		})
	}
}

// TestRecordIsKeptWhole: what was typed where a number is asked, and what stands under the name of no item, costs
// nobody the rest; the office reads both at the desk.
func TestRecordIsKeptWhole(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	head := w.head(waitingID, "Lò Thị Ón", "12 tuổi")
	head["fields"] = append(head["fields"].([][2]string), [2]string{"cu", "đã bỏ"})
	record, _ := surveytest.SealRecord(t, w.key, w.slug, head, nil)
	got := w.post(t, 201, record)
	if got.Receipt == "" || !slices.Equal(got.Flags, []string{"unfit"}) {
		t.Errorf("the reply is %+v", got)
	}
	if a := w.Only(w.slug).Answers; a["ten"].Text != "Lò Thị Ón" || !a["so"].Empty() {
		t.Errorf("stored %v", a)
	}
	page := w.As("quantri").Get("/desk/" + w.slug + "/data/response?id=" + waitingID).Want(200)
	for _, text := range []string{"Chưa đọc được", "12 tuổi", "đã bỏ"} {
		if !strings.Contains(page.Body, text) {
			t.Errorf("the desk does not show %q", text)
		}
	}
}

// noted is an item that is filled in by itself.
func noted(what string) *survey.Item {
	return &survey.Item{Name: what, Kind: survey.Metadata, Meta: what}
}

// TestLateRecordIsKeptApart: after closing the phone is told so, with a receipt, and may forget its copy.
func TestLateRecordIsKeptApart(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	record, proof := surveytest.SealRecord(t, w.key, w.slug, w.head(waitingID, "Lò Thị Ón", ""), nil)
	w.Change(w.slug, func(s *survey.Survey) { s.Closes = w.Now() })
	w.Pass(time.Hour)
	got := w.post(t, 201, record)
	if got.Stored != "quarantine" || got.Receipt == "" || got.Opened != base64.StdEncoding.EncodeToString(proof) {
		t.Errorf("the reply is %+v", got)
	}
}

// TestOnlySealedRecordsAreOpened: what is damaged, was sealed for another survey or is no record is refused without a
// proof.
func TestOnlySealedRecordsAreOpened(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	head := w.head(waitingID, "Lò Thị Ón", "")
	good, _ := surveytest.SealRecord(t, w.key, w.slug, head, nil)
	damaged := bytes.Clone(good)
	damaged[len(damaged)-1] ^= 1
	elsewhere, _ := surveytest.SealRecord(t, w.key, "khac", head, nil)
	forged := maps.Clone(head)
	forged["fields"] = [][2]string{{".state", "e30.AAAA"}, {"ten", "x"}}
	unsigned, _ := surveytest.SealRecord(t, w.key, w.slug, forged, nil)
	short, _ := surveytest.SealRecord(t, w.key, w.slug,
		recordHead{"files": []map[string]any{{"input": "don", "size": 9}}}, []byte("ít"))
	for name, record := range map[string][]byte{"damaged": damaged, "elsewhere": elsewhere, "empty": {},
		"text": []byte("phiếu"), "two": append(bytes.Clone(good), good...), "cut": good[:len(good)-20],
		"unsigned": unsigned, "short": short} {
		got := w.post(t, 422, record)
		if opened := name == "unsigned" || name == "short"; got.Code != "record.unreadable" || (got.Opened != "") != opened {
			t.Errorf("%s: the reply is %+v", name, got)
		}
	}
	if n := len(w.Responses(w.slug)); n != 0 {
		t.Errorf("%d responses are stored", n)
	}
	w.Ask(http.MethodPost, "/api/v1/surveys/cho/sealed", bytes.NewReader(good)).Want(415)
	w.Ask(http.MethodPost, "/api/v1/surveys/khong-co/sealed", bytes.NewReader(good), "Content-Type",
		"application/vnd.khaosat.sealed").Want(422)
	for head, status := range map[string]int{"KHS1\xb0\x00\x00\x00": 413, "KHS1\x00\x00\x00\x00": 422, "KHS2\x00\x01\x00\x00": 422} {
		body := io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, 3<<30))
		w.Ask(http.MethodPost, "/api/v1/surveys/cho/sealed", body, "Content-Type",
			"application/vnd.khaosat.sealed").Want(status)
	}
}

// TestRecordsHaveBoundedRoom: while large records are coming in that take all the room there is, another large one is
// told to come again, and a small one is taken; when they are gone there is room.
func TestRecordsHaveBoundedRoom(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	large, _ := surveytest.SealRecord(t, w.key, w.slug, recordHead{"id": waitingID}, make([]byte, 30<<20))
	var wait sync.WaitGroup
	var held []*io.PipeWriter
	for range 3 { // of some 60 MB each, sealed and opened, where 208 MB are
		in, out := io.Pipe()
		held = append(held, out)
		wait.Go(func() {
			w.Ask(http.MethodPost, "/api/v1/surveys/"+w.slug+"/sealed", in, "Content-Type",
				"application/vnd.khaosat.sealed").Want(422)
		})
		for _, part := range [][]byte{large[:8], large[8:9]} { // the second is read once there is room
			if _, err := out.Write(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	full := w.Ask(http.MethodPost, "/api/v1/surveys/"+w.slug+"/sealed", bytes.NewReader(large), "Content-Type",
		"application/vnd.khaosat.sealed").Want(503)
	if full.Header.Get("Retry-After") == "" {
		t.Error("it is not said when to come again")
	}
	small, _ := surveytest.SealRecord(t, w.key, w.slug, w.head(waitingID, "Lò Thị Ón", ""), nil)
	w.post(t, 201, small)
	for _, out := range held {
		_ = out.Close()
	}
	wait.Wait()
	if got := w.post(t, 422, large); got.Opened == "" {
		t.Errorf("with room again it gets %+v", got)
	}
}

// TestRecordOfAnEarlierVersionBringsItsFiles: the version that people fill in now asks for no file, the one of the
// record did.
func TestRecordOfAnEarlierVersionBringsItsFiles(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	head := w.head(waitingID, "Lò Thị Ón", "")
	letter := bytes.Repeat([]byte("x"), 3<<20)
	head["files"] = []map[string]any{{"input": "don", "name": "đơn.txt", "type": "text/plain", "size": len(letter)}}
	record, _ := surveytest.SealRecord(t, w.key, w.slug, head, letter)
	w.Publish(&survey.Questionnaire{FormID: "cho", Version: "2", Title: webtest.Tv("Chờ", "Waiting"),
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi", Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name"), Required: "yes"}}},
		service.PublishOptions{})
	w.post(t, 201, record)
	if a := w.Only(w.slug).Answers; a["don"].File.SHA256 == "" {
		t.Errorf("stored %v", a)
	}
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestRecordDropsWhatAnItemDoesNotTake: a file of another kind than its item takes is left out and named; the answers
// are stored.
func TestRecordDropsWhatAnItemDoesNotTake(t *testing.T) {
	t.Parallel()
	w := newWaiting(t, survey.Named)
	head := w.head(waitingID, "Lò Thị Ón", "")
	head["files"] = []map[string]any{{"input": "la", "name": "a.txt", "size": 1}}
	record, _ := surveytest.SealRecord(t, w.key, w.slug, head, []byte("a"))
	if got := w.post(t, 201, record); len(got.Dropped) != 1 || got.Dropped[0] != "la" {
		t.Errorf("the reply is %+v", got)
	}
}
