package unitfile_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/unitfile"
)

// places lists where problems are and what they are, for comparison.
func places(problems []survey.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Place.Cell+" "+p.Code)
	}
	return out
}

func TestUnitsInEnglishAndVietnameseHeaders(t *testing.T) {
	want := []survey.Unit{
		{Code: "12", Name: "Tỉnh Lai Châu", Level: "province"},
		{Code: "105", Name: "Thành phố Lai Châu", Level: "district", Parent: "12", From: "2004-01-01", To: "2025-06-30"},
	}
	for name, file := range map[string]string{
		"english":    "code,name,level,parent_code,from,to\n12,Tỉnh Lai Châu,province,,,\n105,Thành phố Lai Châu,district,12,2004-01-01,2025-06-30\n",
		"vietnamese": "\ufeffMã;Tên;Cấp;Mã cấp trên;Từ ngày;Đến ngày\r\n12;Tỉnh Lai Châu;province;;;\r\n105;Thành phố Lai Châu;district;12;1/1/2004;30/06/2025\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			units, rows, problems := unitfile.Units(strings.NewReader(file))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if !reflect.DeepEqual(units, want) || !reflect.DeepEqual(rows, []int{2, 3}) {
				t.Errorf("got %+v on lines %v", units, rows)
			}
		})
	}
}

func TestUnitsListEverythingWrong(t *testing.T) {
	_, _, problems := unitfile.Units(strings.NewReader("code,name,màu,from\n1,A,đỏ,2025-13-01\n2,B,,hôm qua\n"))
	if got, want := places(problems), []string{"C1 column.unknown", "D2 date.bad", "D3 date.bad"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, _, problems = unitfile.Units(strings.NewReader("level\nprovince\n")); len(problems) != 2 {
		t.Errorf("both needed columns are missing: got %v", problems)
	}
}

func TestFrame(t *testing.T) {
	tree := survey.NewUnitTree([]survey.Unit{{Code: "105", Name: "A"}, {Code: "106", Name: "B"}}, "")
	rows, problems := unitfile.Frame(strings.NewReader("unit,class,population,planned,due\n105,leaders,40,20,2023-10-26\n106,,,30,\n"), tree)
	want := []survey.FrameRow{{Unit: "105", Class: "leaders", Population: 40, Planned: 20, Due: "2023-10-26"}, {Unit: "106", Planned: 30}}
	if len(problems) > 0 || !reflect.DeepEqual(rows, want) {
		t.Errorf("got %+v, %v", rows, problems)
	}
	_, problems = unitfile.Frame(strings.NewReader("đơn vị,kế hoạch\n105,20\n105,12\n999,x\n,-1\n"), tree)
	wantPlaces := []string{"A3 frame.twice", "B4 number.bad", "A4 unit.unknown", "B5 number.bad", "A5 unit.code_missing"}
	if got := places(problems); !reflect.DeepEqual(got, wantPlaces) {
		t.Errorf("got %v, want %v", got, wantPlaces)
	}
}
