package stats

import "math"

// MissingKind says why a cell holds no value that counts. The kinds stay apart in every column and every tally, because
// they stand in different bases: asked ⊇ answered ⊇ valid.
type MissingKind uint8

// The missing kinds, in the order in which tallies keep them.
const (
	NotMissing    MissingKind = iota // a value
	DontKnow                         // "don't know" was given: answered, not valid
	Refused                          // the answer was refused: answered, not valid
	NotApplicable                    // "does not apply" was given: answered, not valid
	NotAnswered                      // asked and left empty: asked only
	NotAsked                         // the routing did not reach the item: in no base
)

// missingKinds is how many kinds there are besides NotMissing.
const missingKinds = 5

var missingNames = [...]string{"value", "dont_know", "refused", "not_applicable", "not_answered", "not_asked"}

// String names the kind as codebooks and interfaces write it: "dont_know", "not_asked" ...
func (k MissingKind) String() string {
	if int(k) < len(missingNames) {
		return missingNames[k]
	}
	return "unknown"
}

// ParseMissing finds a missing kind by its name; ok is false for any other text.
func ParseMissing(name string) (kind MissingKind, ok bool) {
	for k := DontKnow; k <= NotAsked; k++ {
		if missingNames[k] == name {
			return k, true
		}
	}
	return NotMissing, false
}

// Asked tells whether a cell of this kind is in the asked base.
func (k MissingKind) Asked() bool { return k != NotAsked }

// Answered tells whether anything was given.
func (k MissingKind) Answered() bool { return k < NotAnswered }

// missingNumber is the NaN that stands for a missing number: the kind is in the lowest bits of its payload.
func missingNumber(k MissingKind) float64 {
	return math.Float64frombits(0x7FF8_0000_0000_0100 | uint64(k))
}

// numberMissing reads the kind from a number. A NaN that is not one of ours counts as not answered.
func numberMissing(x float64) MissingKind {
	if x == x {
		return NotMissing
	}
	bits := math.Float64bits(x)
	if k := MissingKind(bits & 0xFF); bits&^uint64(0xFF) == 0x7FF8_0000_0000_0100 && k >= DontKnow && k <= NotAsked {
		return k
	}
	return NotAnswered
}
