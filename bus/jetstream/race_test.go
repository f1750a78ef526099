//go:build race

package jetstream_test

// raceDetector says that the race detector watches, and makes everything ten times slower.
const raceDetector = true
