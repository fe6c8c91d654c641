package web_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
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

func newWaiting(t *testing.T, mode survey.Mode) *waiting {
	t.Helper()
	w := webtest.Quick(t)
	q := &survey.Questionnaire{FormID: "cho", Version: "1", Title: webtest.Tv("Chờ", "Waiting"),
		Languages: []survey.Language{{ID: "vi"}, {ID: "en"}}, DefaultLanguage: "vi", Items: []*survey.Item{
			{Name: "ten", Kind: survey.TextItem, Label: webtest.Tv("Tên", "Name"), Required: "yes"},
			{Name: "so", Kind: survey.Decimal, Label: webtest.Tv("Số", "Number")},
			{Name: "don", Kind: survey.File, Label: webtest.Tv("Đơn", "Letter")}}}
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
	w.Ask(http.MethodPost, "/api/v1/surveys/cho/sealed", io.LimitReader(endless{}, 3<<30), "Content-Type",
		"application/vnd.khaosat.sealed").Want(413)
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
