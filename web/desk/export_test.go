package desk

// What tests from outside look at inside.
var (
	NextPage  = nextPage
	WrittenIn = writtenIn
	Finder    = finder
)

const PageRows = pageRows
