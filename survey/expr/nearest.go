package expr

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey/words"
)

// Bounds of the search for the word that was perhaps meant.
const (
	maxNearLetters    = 64
	maxNearCandidates = 5000
)

// Nearest is the candidate that looks most like the word, whatever its capitals; of several the first by its letters,
// "" when none is near: one edit away for a word of up to four letters, else two, or a third of a long word. All hints
// "did you mean" ask it.
func Nearest(word string, candidates iter.Seq[string]) string {
	n := utf8.RuneCountInString(word)
	if n > maxNearLetters {
		return ""
	}
	limit := max(2, n/3) + 1
	if n <= 4 {
		limit = 2
	}
	best, lower, looked := "", strings.ToLower(word), 0
	for c := range candidates {
		if c == word || len(c) > 4*maxNearLetters {
			continue
		}
		if looked++; looked > maxNearCandidates {
			return ""
		}
		if d := edits(lower, strings.ToLower(c), limit+1); d < limit || d == limit && best != "" && c < best {
			best, limit = c, d
		}
	}
	return best
}

// DidYouMean asks, after a message about a word that nobody knows, whether the likely word was meant, written as the
// author would. Of "" it says nothing. All such messages end with it.
func DidYouMean(likely string) words.Message {
	if likely == "" {
		return words.Message{}
	}
	return words.Say("hint.did_you_mean", "word", likely)
}

// Edits is the Levenshtein distance in runes, with a swap of neighbours as one edit (optimal string alignment).
func Edits(a, b string) int { return edits(a, b, len(a)+len(b)+1) }

// edits is Edits that gives up with limit where there are as many.
func edits(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return min(last[len(y)], limit)
}
