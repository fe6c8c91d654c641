package xlsform_test

import (
	"strings"
	"testing"
)

const stuckHead = "| survey |\n| | type | name | label | required | read_only | default | calculation | constraint | relevant | repeat_count |\n"

// TestStuck has forms that pyxform accepts and that nobody could finish, or not as the author meant, with what is said
// of each.
func TestStuck(t *testing.T) {
	for _, r := range []rule{
		{"read-only and required", stuckHead + "| | text | a | A | yes | yes | | | | | |\n",
			"required.read_only survey!D2"},
		{"a stop", stuckHead + "| | integer | n | N | | | | | | | |\n| | text | a | A | yes | yes | | | | ${n} < 18 | |\n", "required.stops survey!D3"},
		{"read-only with a default", stuckHead + "| | text | a | A | yes | yes | x | | | | |\n", ""},
		{"required note", stuckHead + "| | note | a | A | yes | | | | | | |\n", "required.note survey!D2"},
		{"a default that the constraint refuses", stuckHead + "| | integer | a | A | | yes | 5 | | . > 10 | | |\n",
			"?constraint.never survey!H2"},
		{"a default that the constraint takes", stuckHead + "| | integer | a | A | | yes | 15 | | . > 10 | | |\n", ""},
		{"a default that can be changed", stuckHead + "| | integer | a | A | | | 5 | | . > 10 | | |\n", ""},
		{"a stop by a constraint", stuckHead +
			"| | integer | n | N | | | | | | | |\n| | text | a | A | | yes | x | | . = 'y' | ${n} < 18 | |\n", ""},
		{"a calculation that the constraint refuses",
			stuckHead + "| | integer | a | A | | | | 2 + 3 | ${a} > 10 | | |\n", "?constraint.never survey!H2"},
		{"a calculation that other answers mend", stuckHead +
			"| | integer | n | N | | | | | | | |\n| | integer | a | A | | | | ${n} + 3 | . > 10 | | |\n", ""},
		{"a calculation that is no number", stuckHead + "| | integer | a | A | yes | | | 'nhiều' | | | |\n",
			"calculation.fit survey!G2"},
		{"a calculation that is no choice", stuckHead + "| | select_one yn | a | A | | | | '3' | | | |\n" + yesNo,
			"calculation.fit survey!G2"},
		{"a calculation that may be no choice",
			stuckHead + "| | integer | n | N | | | | | | | |\n| | select_one yn | a | A | | | | if(${n} > 1, '1', coalesce(${n}, 'không')) | | | |\n" + yesNo, "calculation.code survey!G3"},
		{"a calculation that picks choices",
			stuckHead + "| | integer | n | N | | | | | | | |\n| | select_one yn | a | A | | | | if(${n} > 1, '1', if(${n} = 3, 2, '')) | | | |\n" + yesNo, ""},
		{"no rows", stuckHead + "| | begin repeat | r | R | | | | | | | 0 |\n| | text | a | A | | | | | | | |\n| | end repeat | | | | | | | | | |\n", "repeat_count.none survey!J2"},
		{"a word for rows", stuckHead +
			"| | begin repeat | r | R | | | | | | | 'hai' |\n| | text | a | A | | | | | | | |\n| | end repeat | | | | | | | | | |\n", "repeat_count.none survey!J2"},
		{"too many rows", stuckHead +
			"| | begin repeat | r | R | | | | | | | 1000 |\n| | text | a | A | | | | | | | |\n| | end repeat | | | | | | | | | |\n", "repeat_count.many survey!J2"},
	} {
		t.Run(r.name, func(t *testing.T) {
			if got := strings.Join(said(read(t, r.form)), ", "); got != r.want {
				t.Errorf("said is %q, want %q", got, r.want)
			}
		})
	}
}
