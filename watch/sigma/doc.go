// Package sigma evaluates Sigma 2.1 rules, correlations and filters over events.
//
// In come rules ([Load]: files, folders, archives) and events: one JSON object each,
// raw or in the form of a log pipeline. Out come matches ([Matcher.Match],
// [Engine.Stream], [Eval]), correlations ([Correlator]) and reasons
// ([Engine.Explain]). A document that cannot be evaluated exactly as written is
// refused with its place and the reason; nothing is skipped silently and no match is
// widened. The package reaches no network, keeps no clock and is of use to any Go
// program.
//
// # How events find rules
//
// A [Source] says how events of a log are told and what the fields of rules are called
// in them; [Sources] are those known. An event may belong to several.
//
// The name of a field is the keys that lead to it, joined by dots; lists are
// transparent, spaces in keys do not count, and a key may hold dots itself. All values
// found under a name count: a question holds when it holds for any of them. An object
// is a value too: its text as written.
//
// # Choices where the specification leaves one
//
//   - Text is compared without case by simple Unicode folding, unless cased.
//   - Regular expressions are RE2, are searched (not anchored), and mind case unless i.
//     The dot stops at a line end unless s.
//   - A star alone asks for any value, also the empty text, but not for null.
//   - null holds when the field is missing, null or an empty list; exists asks for the
//     key alone; the empty text is a value.
//   - Numbers and booleans are compared by their text; 1.0 and 1e0 are 1.
//   - neq is the negation of the whole question, so it holds for a missing field; with
//     fieldref both fields must have values.
//   - Time parts are read as written, or in [Options.Zone].
//   - Keywords are searched in all values of the event, not in keys.
//   - A filter is laid over a rule as: rule and (condition of the filter).
//   - value_count of several fields counts combinations. value_percentile with
//     percentile is the value at that rank (nearest rank); without, the share of the
//     window, in percent, that has the event's value. value_median is the usual one.
//   - Windows slide in event time and hold events at most timespan apart. A correlation
//     is asked at each of its events and speaks once for a group within a timespan
//     (value_percentile as a share: once for a group and value).
//
// # Speed
//
// The rules of the log sources that an event belongs to are compiled together once.
// One pass over the event finds the fields that rules name; one pass over each field
// finds all literals that any rule looks for. Only rules one of whose necessary
// literals was hit are evaluated. After warm-up nothing is allocated for an event
// that matches as others did.
package sigma
