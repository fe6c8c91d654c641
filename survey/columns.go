package survey

// The columns of a table of responses that are not items.
const (
	ColumnID       = "id"
	ColumnVersion  = "_version"
	ColumnLanguage = "_language"
	ColumnUnit     = "_unit"
	ColumnClass    = "_class"
	ColumnWave     = "_wave"
	ColumnName     = "_instance_name"
)

// SystemColumns lists the columns beside the items in the order in which they are written. Those that say what
// khaosat found out itself (state, revision, received, name) are written and passed over when read.
func SystemColumns() []string {
	return []string{ColumnID, "_revision", "_state", ColumnVersion, ColumnLanguage, ColumnUnit, ColumnClass, ColumnWave,
		"_channel", "_received", ColumnName}
}
