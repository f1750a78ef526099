// Package baseline knows how every worker usually works, and says when something
// deviates. Scenes come in, one event each, in any order of time; [Deviation]
// values go out, each an indicator of the catalogue with its evidence. The state
// of a worker is a few kilobytes however long the employment lasts, can be written
// and read back ([Book.Save], [Book.Load]) or be built again from the log.
//
// What is compared with what:
//
//   - hours with the day in the zone that the contract states, never with what the
//     person did before: a slow drift changes nothing;
//   - places of sign-ins with each other and with the place of the issued device,
//     knowing how exact a place is and what sort of network it was;
//   - volumes with the person's own usual days and with peers: people of the same
//     team, contract and family of roles where there are ten, else the firm;
//   - networks, devices, countries, tools and repositories with all that were ever
//     seen of the person, without a window's end.
//
// What is learnt while a person's risk is high is kept apart: it excuses neither
// the person nor anybody who is compared with them.
//
// Missing data is no deviation. A rule whose telemetry is not there stays silent,
// and [Book.Explain] says so.
package baseline
