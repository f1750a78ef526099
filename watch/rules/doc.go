// Package rules holds the product's own detection rules: Sigma documents over the
// JSON of scenes, one folder an indicator, each file with samples beside it that
// prove it. In come scenes as JSON and the folders of an operator; out go the
// rules that hold, each with its indicator, its sentence and what is shown as
// evidence.
//
// A rule is added by putting a file into the tree or into an operator's folder:
// the tag bonafide.end-06 maps it to END-06, its title is the summary of the
// finding, fields names the evidence, falsepositives the innocent explanations.
package rules
