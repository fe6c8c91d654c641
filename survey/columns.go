package survey

// The columns of a table of responses that are not items.
const (
	columnID       = "id"
	columnVersion  = "_version"
	columnLanguage = "_language"
	columnUnit     = "_unit"
	columnClass    = "_class"
	columnWave     = "_wave"
	columnName     = "_instance_name"
)

// SystemColumns lists the columns beside the items in the order in which they are written. Those that say what
// khaosat found out itself (state, revision, received, name) are written and passed over when read.
func SystemColumns() []string {
	return []string{columnID, "_revision", "_state", columnVersion, columnLanguage, columnUnit, columnClass, columnWave, "_channel", "_received", columnName}
}
