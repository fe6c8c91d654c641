package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/khaosat/khaosat/survey"
)

// failed translates an engine's error. Whatever may pass by itself is Unavailable, the rest is Internal; errors that are
// ours already stay as they are.
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
	6, 7, 89, 9001, // host unreachable, host not found, network timeout, socket exception
	91, 189, 11600, 11602, 10058, // shutdown in progress, primary stepped down, interrupted
	10107, 13435, 13436, 10056, // not primary, not primary or recovering
	50, 262, 24, // time limit, lock timeout
	64, 79, 100, // write concern failed, unknown or not satisfiable now
	133, 134, 13388, 150, 63, 234, 13297, // shards: no host, stale versions, retry
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
	return outcome(survey.NotFound, "store.not_found", op, survey.Say("Không tìm thấy “%s”.", "There is no “%s”.", what))
}

func erased(op, what string) error {
	return outcome(survey.Erased, "store.erased", op, survey.Say("“%s” đã bị xóa hẳn.", "“%s” was erased for good.", what))
}

func conflict(op, what string) error {
	return outcome(survey.Conflict, "store.conflict", op,
		survey.Say("“%s” đã có hoặc vừa được người khác sửa; xin tải lại rồi thử lại.",
			"“%s” is there already or was just changed by someone else; please reload and try again.", what))
}

func outcome(kind survey.Kind, code, op string, words survey.Words) error {
	e := survey.Fail(kind, code, words)
	e.Op = "mongostore." + op
	return e
}
