package mongostore

import (
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/khaosat/khaosat/survey"
)

// What an operator sees: codes and numbers are bare, so that $group, $unwind and $sum work on them.
func TestAnswersDocument(t *testing.T) {
	answers := survey.Answers{
		"q.1":      survey.OfText("tot"),
		"nhom/q2":  survey.OfCodes("b", "a"),
		"so":       survey.OfNumber("9007199254740993"),
		"diem":     survey.OfNumber("7.5"),
		"tien":     survey.OfNumber("1.50"),
		"lon":      survey.OfNumber("18446744073709551616"),
		"tu_choi":  survey.OfStated(survey.Refused),
		"ho":       survey.OfRows([]survey.Answers{{"ho/ten": survey.OfText("Ơn")}}),
		"khong_ho": survey.OfRows([]survey.Answers{}),
		"khong_ma": survey.OfCodes([]string{}...),
		"o":        {Kind: survey.VPoints, Points: [][]float64{{22.4, 103.5}}},
		"anh":      {Kind: survey.VFile, File: survey.FileRef{SHA256: "ab", Name: "a.jpg", Type: "image/jpeg"}},
		"trong":    {},
	}
	answers["khong_ma"] = survey.Value{Kind: survey.VCodes, Codes: []string{}}
	const want = `{"anh": {"file": {"sha256": "ab","name": "a.jpg","type": "image/jpeg"}},` +
		`"diem": {"$numberDouble":"7.5"},` +
		`"ho": [{"ho/ten": "Ơn"}],` +
		`"khong_ho": {"rows": []},` +
		`"khong_ma": [],` +
		`"lon": {"number": "18446744073709551616"},` +
		`"nhom/q2": ["b","a"],` +
		`"o": {"points": [{"lat": {"$numberDouble":"22.4"},"lon": {"$numberDouble":"103.5"}}]},` +
		`"q%2E1": "tot",` +
		`"so": {"$numberLong":"9007199254740993"},` +
		`"tien": {"number": "1.50"},` +
		`"trong": null,` +
		`"tu_choi": {"missing": "refused"}}`
	doc, err := bson.Marshal(answersDoc(answers))
	if err != nil {
		t.Fatal(err)
	}
	if got := bson.Raw(doc).String(); got != want {
		t.Errorf("document\n got %s\nwant %s", got, want)
	}
	back, err := answersFrom(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, answers) {
		t.Errorf("read back\n got %+v\nwant %+v", back, answers)
	}
}

// A number comes back with the digits that were given, however it is kept.
func TestNumbersAreExact(t *testing.T) {
	for _, text := range []string{"0", "-0", "00", "1", "1.0", "0.1", "-7.25", "1e5", "100000000000000000000000",
		"9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "0.30000000000000004", "0.3000000000000000400", "1e400",
		"3.141592653589793238462643383279"} {
		doc, err := bson.Marshal(answersDoc(survey.Answers{"q": survey.OfNumber(text)}))
		if err != nil {
			t.Fatal(err)
		}
		back, err := answersFrom(doc)
		if err != nil || back["q"].Text != text || back["q"].Kind != survey.VNumber {
			t.Errorf("%s came back as %+v, %v", text, back["q"], err)
		}
	}
}
