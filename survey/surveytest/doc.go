// Package surveytest draws questionnaires for tests.
package surveytest
