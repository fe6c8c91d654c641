package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/khaosat/khaosat/survey"
)

// failed translates an engine's error. Whatever may pass by itself is Unavailable, the rest is Internal; errors that
// are ours already stay as they are.
func failed(op string, err error) error {
	var ours *survey.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	case passing(err):
		return survey.Unanswered("mongostore."+op, err)
	}
	return &survey.Error{Kind: survey.Internal, Code: "store.internal", Op: "mongostore." + op, Err: err}
}

// passingCodes are the server's codes for states that end: elections, shutdown, timeouts, write concern not reached.
var passingCodes = []int{
	6, 7, 89, 202, 9001, // host unreachable or not found, network timeouts, socket exception
	91, 11600, // shutdown in progress
	189, 11602, 10107, 10058, 13435, 13436, // the primary stepped down, or this is none
	24, 50, 262, // lock and time limits
	64, 79, 100, // the write concern was not reached, is unknown or cannot be reached now
	133, 134, // no server for the reads, no majority to read from yet
	63, 150, 13388, // a router's picture of the shards is old
	462, // overloaded
}

// passing reports whether the same call may do later.
func passing(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, mongo.ErrClientDisconnected) ||
		mongo.IsTimeout(err) || mongo.IsNetworkError(err) {
		return true
	}
	var selection topology.ServerSelectionError
	var connection topology.ConnectionError
	if errors.As(err, &selection) || errors.As(err, &connection) {
		return true
	}
	var server mongo.ServerError
	if !errors.As(err, &server) {
		return false
	}
	for _, label := range []string{"RetryableWriteError", "RetryableError", "SystemOverloadedError"} {
		if server.HasErrorLabel(label) {
			return true
		}
	}
	for _, code := range passingCodes {
		if server.HasErrorCode(code) {
			return true
		}
	}
	return false
}

// missing, erased and conflict are the errors about the thing named what.
func missing(op, what string) error {
	return outcome(survey.NotFound, "store.not_found", op, survey.Say("store.not_found", "what", what))
}

func erased(op, what string) error {
	return outcome(survey.Erased, "store.erased", op, survey.Say("store.erased", "what", what))
}

func conflict(op, what string) error {
	return outcome(survey.Conflict, "store.conflict", op,
		survey.Say("store.conflict", "what", what))
}

func outcome(kind survey.Kind, code, op string, words survey.Words) error {
	e := survey.FailWith(kind, code, words)
	e.Op = "mongostore." + op
	return e
}
