// Package answergen makes answers to a questionnaire, for tests and for trying out a form before its fieldwork. Valid
// answers fill in every item that routing reaches and, over several sheets, reach every item that can be reached:
// values are tried near the constants that stand in relevance, constraints, calculations and choice filters, conditions
// that do not hold yet are taken apart until some answer makes them hold. Invalid answers are valid ones with one thing
// made wrong, and say by which code and at which place they must be refused.
//
// The same form, source of randomness and clock give the same answers.
package answergen
