// Package survey is the domain of khaosat: questionnaires and their versions, units, waves, links and responses, and the
// rules that hold between them. Service has all the rules; a Store only keeps and fetches. The package imports the
// standard library and golang.org/x/text only: engines live in survey/sqlitestore and survey/mongostore, the language of
// relevance and constraints in survey/expr, XLSForm in survey/xlsform.
package survey
