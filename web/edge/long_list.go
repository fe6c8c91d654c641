package edge

import "github.com/khaosat/khaosat/survey"

// shortList is how many choices a list may have to go to a phone whether it is needed there or not.
const shortList = 500

// IsLong reports whether a list goes to a phone only where a page needs it.
func IsLong(l survey.ChoiceList) bool { return len(l.Choices) > shortList }
