// Package survey holds the nouns of khaosat: questionnaires as they are written, surveys, units, waves, links,
// responses, the rights of people, errors in words, and what a Store promises. It imports the standard library and
// golang.org/x/text only. Above it stand form (a compiled questionnaire), versions, places, rows and service, which has
// the rules; engines are sqlitestore, mongostore and memstore, the language of relevance and constraints is expr,
// XLSForm is xlsform.
package survey
