package jetstream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"bonafide"
	"bonafide/bus"
)

// Error codes of the JetStream API that package jetstream of nats.go has no name
// for; server/errors.json of nats-server lists them.
const (
	codeInsufficient     = 10023 // insufficient resources: store limit or disk
	codeAccountFull      = 10002
	codeStorageExceeded  = 10047
	codeStoreFailed      = 10077 // the store refused: maximum bytes, or a write error
	codeTooLarge         = 10054
	codeDuplicateInBatch = 10201
	codeNoLeader         = 10008 // "JetStream system temporarily unavailable"
	codeBeingStored      = 10158 // the same message came before and waits for a majority
)

func code(err error) int {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		return int(api.ErrorCode)
	}
	return 0
}

// failed gives an error of the server or the connection its kind.
func failed(doing string, err error) error {
	switch c := code(err); {
	case err == nil:
		return nil
	case errors.Is(err, bonafide.ErrUnavailable), errors.Is(err, bonafide.ErrInvalid),
		errors.Is(err, bonafide.ErrNotFound), errors.Is(err, bonafide.ErrConflict):
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", doing, err)
	case c == codeTooLarge || errors.Is(err, nats.ErrMaxPayload):
		return bonafide.Invalidf("%s: a message is larger than the server takes", doing)
	case c == codeInsufficient, c == codeAccountFull, c == codeStorageExceeded, c == codeStoreFailed:
		return fmt.Errorf("%s: %w (the server says: %s)", doing, bus.ErrFull, said(err))
	default:
		return bonafide.Unavailablef("%s: the server of the bus does not answer as it should (%s)", doing, said(err))
	}
}

// said is what the server said of an error, which holds no credential.
func said(err error) string {
	var api *jetstream.APIError
	switch {
	case code(err) == codeNoLeader:
		return "the servers have no leader yet, or no majority"
	case code(err) == codeBeingStored:
		return "what was sent has not reached a majority of the servers"
	case errors.As(err, &api):
		return fmt.Sprintf("%s, code %d", api.Description, api.ErrorCode)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		return "no answer in time: no majority of the servers, or none at all"
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, jetstream.ErrNoStreamResponse):
		return "nobody answers for the topic: it has no leader, so no majority of the servers is there"
	case errors.Is(err, nats.ErrConnectionClosed):
		return "the connection is closed"
	case errors.Is(err, nats.ErrAuthorization):
		return "the credentials were refused"
	case errors.Is(err, nats.ErrNoServers):
		return "no server could be reached"
	}
	return err.Error()
}

// lasting reports whether trying again is of no use.
func lasting(err error) bool {
	switch code(err) {
	case codeInsufficient, codeAccountFull, codeStorageExceeded, codeStoreFailed, codeTooLarge, codeDuplicateInBatch:
		return true
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, nats.ErrConnectionClosed)
}
