// Package bonafide is the vocabulary of the product: the words that every other
// package speaks, and the ports that adapters implement. It imports the standard
// library only and knows nothing of files, databases or screens.
//
// Records come in as a [Dossier]: everything known of one [PersonID], each claim
// kept with the [Source] it came from. An [Examiner] reads a dossier and reports
// an [Examination]: the findings, the artefacts that may recur elsewhere, and what
// it could not look at. A [Finding] says one thing only: this indicator was
// observed for this person, on this evidence, at this time, by this rule at this
// version. An [Assessment] adds findings and checks up, shows the whole sum, and
// names the next best check. A person decides; nothing here ever does.
//
// What may never be an input has no field here: nationality, ethnicity, accent,
// language, sex, place of birth, kind of permit, photographs of faces. A place is
// compared with another statement about the same place and is otherwise without
// weight.
package bonafide
