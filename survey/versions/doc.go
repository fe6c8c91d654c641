// Package versions says what a new version of a questionnaire means for the answers that are there: what changed, what
// is counted together and what apart. A Lineage is the figures' view of all versions (docs/decisions/0017).
package versions
